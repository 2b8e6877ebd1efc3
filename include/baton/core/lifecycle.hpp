#pragma once

#include "baton/core/transition.hpp"

#include <string_view>
#include <vector>

// What Baton tells of runs and steps, as events of its own that a workflow may start from or wait
// for.
namespace baton::core {

inline constexpr std::string_view kEventParked = "baton.event.parked";

// "baton.step.succeeded" for a transition; empty for one that nobody is told of.
std::string_view lifecycle_type(const Transition& transition);
// All types that are published when somebody listens.
std::vector<std::string_view> lifecycle_types();

}  // namespace baton::core
