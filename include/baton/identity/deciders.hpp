#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/identity/token.hpp"

#include <cstddef>
#include <string>
#include <vector>

// Whether there are people enough to give an approval. Pure; any thread.
namespace baton::identity {

// Who may give an approval, as the tokens stand.
struct Deciders {
  std::vector<std::string> may{};  // who have not agreed yet, by name
  std::size_t missing = 0;         // how many more people have to agree
  std::string problem{};  // why too few people may give it, or only admins; empty: enough of them
};

// `approval`: what is asked, and who has decided so far. `requester`: whoever caused its run. A
// person with several tokens counts once.
Deciders deciders(const core::Approval& approval, const core::Actor& requester,
                  const std::vector<Token>& tokens);

// A warning for each approval of a template that nobody may give, or only admins, as the tokens
// stand.
core::Findings undecidable(const core::Template& workflow, const std::vector<Token>& tokens);

}  // namespace baton::identity
