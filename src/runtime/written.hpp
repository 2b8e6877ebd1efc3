#pragma once

#include "baton/core/transition.hpp"
#include "baton/insight/attention.hpp"

#include <vector>

namespace baton::runtime {

// What somebody wrote in another system, such as a comment that a run has heard, as people are told
// of it: `type`, `text`, `by` and `cut` of a notice. Without a type if the transition brings none.
insight::Notice written_in(const core::Transition& transition);

// Whether one of these brings something by which somebody asks for a decision.
bool ask_for_decision(const std::vector<core::Transition>& transitions);

}  // namespace baton::runtime
