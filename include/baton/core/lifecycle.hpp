#pragma once

#include "baton/core/transition.hpp"

#include <string_view>
#include <vector>

// The events with which Baton tells what happens to runs and steps. A workflow may start from them
// or wait for them. Pure; any thread.
namespace baton::core {

// The type of the event that is published when an event is parked.
inline constexpr std::string_view kEventParked = "baton.event.parked";

// The type of the event that tells of a transition, "baton.step.succeeded"; empty if no event does.
std::string_view lifecycle_type(const Transition& transition);

// All types that Baton publishes in this way. They are published only while a workflow listens.
std::vector<std::string_view> lifecycle_types();

}  // namespace baton::core
