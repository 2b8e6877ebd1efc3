#pragma once

#include "baton/core/run.hpp"
#include "baton/ports/rows.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::runtime {

// Who may give an approval, as the tokens stand.
struct Deciders {
  std::vector<std::string> may;  // who have not agreed yet, by name
  std::string problem{};         // why too few people may give it; empty: enough
};

// `approval`: what is asked, and who has decided so far. `requester`: whoever caused its run; empty: not known.
Deciders deciders(const core::Approval& approval, std::string_view requester, const std::vector<ports::TokenRow>& tokens);

}  // namespace baton::runtime
