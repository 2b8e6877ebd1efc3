#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/run.hpp"
#include "baton/core/transition.hpp"
#include "baton/telemetry/spans.hpp"

#include <optional>
#include <vector>

// The spans of traces that the runtime makes. The span of an event from outside is the parent of
// the spans of the runs that it starts. The span of a run is the parent of those of its actions and
// of the runs that its steps begin. Each span is made when what it is about is over, from what is
// known then; nothing is held in memory for it.
namespace baton::runtime {

// The span of an event from outside, from its receipt until now, when all runs that it is for have
// been stepped. nullopt for an event that another one caused.
std::optional<telemetry::Span> span_of(const core::Event& event, core::Time now);

// The span of a run that these transitions have ended. nullopt when none of them ends it.
std::optional<telemetry::Span> span_of(const core::Run& run, core::Time started_at, core::Time now,
                                       const std::vector<core::Transition>& transitions);

// The span of an attempt at an action, whose trace names it already.
telemetry::Span span_of(const core::StartAction& action, const core::ActionResult& result,
                        core::Time began, core::Time ended);

}  // namespace baton::runtime
