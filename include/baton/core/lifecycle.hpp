#pragma once

#include "baton/core/transition.hpp"

#include <string_view>
#include <vector>

// The events with which Baton tells what happens to runs and steps. A workflow may start from them
// or wait for them. Pure; any thread.
namespace baton::core {

// The type of the event that is published when an event is parked.
inline constexpr std::string_view kEventParked = "baton.event.parked";

// The type of the event that is published when a connection can no longer be used, or cannot be
// used when the server starts because of a mistake in its files. Its data: {"connection",
// "connector", "title", "reason"}. It is published whether a workflow listens or not.
inline constexpr std::string_view kConnectionInactive = "baton.connection.inactive";
// The type of the event that is published when that connection can be used again. Its data is the
// same without "reason".
inline constexpr std::string_view kConnectionActive = "baton.connection.active";

// The type of the event that is published each time a run becomes likely to end late.
// Its data: {"run", "workflow", "version", "title", "goal", "status"} and of the forecast {"late",
// "due", "ends", "left_ms", "runs", "alike", "level", "widened", "contributors", "sentence"}, and
// "sleeps_until" where it hangs on a timer. It is published whether anybody listens or not.
inline constexpr std::string_view kRunAtRisk = "baton.run.at_risk";

// The type of the event that is published when a goal or an initiative has become worse: at risk,
// or off. Its data: {"goal", "kind", "title", "owner", "due", "links", "chain", "was", "state",
// "sentence", "open", "late", "stopped", "at_least", "blocking", "in_the_way", "beneath",
// "blocked_by"}. It is published whether anybody listens or not.
inline constexpr std::string_view kGoalAtRisk = "baton.goal.at_risk";

// The type of the event that is published when a person publishes the status of a goal for a week.
// Its data: {"goal", "kind", "title", "week", "state", "text", "by", "links"}. It is published
// whether anybody listens or not.
inline constexpr std::string_view kGoalStatus = "baton.goal.status";

// The type of the event that is published when a detector gives an alarm. Its data: {"detector",
// "title", "owner", "key", "kind", "direction", "from", "at", "value", "expected", "rate", "unit",
// "size_percent", "strength", "sentence"}. It is published whether anybody listens or not.
inline constexpr std::string_view kDetectorAlarm = "baton.detector.alarm";

// True for the lifecycle events that tell of no run.
bool about_no_run(std::string_view type);

// The type of the event that tells of a transition, "baton.step.succeeded"; empty if no event does.
std::string_view lifecycle_type(const Transition& transition);

// All types that Baton publishes in this way. Those of runs and of parked events are published only
// while a workflow listens.
std::vector<std::string_view> lifecycle_types();

}  // namespace baton::core
