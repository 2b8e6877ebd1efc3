#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/ports/rows.hpp"
#include "baton/runtime/runtime.hpp"

#include <optional>
#include <string>
#include <vector>

namespace baton::runtime {

// Who may give an approval, as the tokens stand.
struct Deciders {
  std::vector<std::string> may;  // who have not agreed yet, by name
  std::size_t missing = 0;       // how many more people have to agree
  std::string problem{};  // why too few people may give it, or only admins; empty: enough of them
};

// `approval`: what is asked, and who has decided so far. `requester`: whoever caused its run.
Deciders deciders(const core::Approval& approval, const core::Actor& requester,
                  const std::vector<ports::TokenRow>& tokens);

// Why this person may not decide a request; nullopt: they may.
std::optional<core::Error> may_decide(const core::ApprovalRequested& request,
                                      const core::Actor& requester, const Decider& by);

// A warning for each approval of a template that nobody may give, or only admins, as the tokens
// stand.
core::Findings undecidable(const core::Template& workflow,
                           const std::vector<ports::TokenRow>& tokens);

}  // namespace baton::runtime
