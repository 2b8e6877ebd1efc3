#pragma once

#include "baton/core/event.hpp"
#include "baton/core/run.hpp"

#include <optional>
#include <string_view>

namespace baton::engine {

// "baton.step.succeeded" for a transition; empty for one that nobody is told of.
std::string_view lifecycle_type(const core::Transition& transition);

// The event others may start from or wait for: {"run", "workflow", "version", "title", "goal", "status", "step", …}.
core::Event lifecycle_event(const core::Run& run, const core::Transition& transition, core::Time now);

}  // namespace baton::engine
