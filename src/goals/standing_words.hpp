#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/time.hpp"
#include "baton/goals/standing.hpp"

#include <string>
#include <utility>
#include <vector>

namespace baton::goals {

// Why a goal stands as it does, in one sentence. `standing` has all but its sentence; `children`
// and `now` are those of standing_of().
std::string standing_sentence(const Node& node, const GoalStanding& standing,
                              const std::vector<std::pair<const Node*, State>>& children,
                              core::Time now, context::Language language);

}  // namespace baton::goals
