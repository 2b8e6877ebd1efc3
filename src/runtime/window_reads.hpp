#pragma once

#include "baton/runtime/runtime.hpp"
#include "runtime/why.hpp"

#include <cstddef>
#include <string>

// What is known of the windows and thresholds of workflows, for people.
namespace baton::runtime {

// As Runtime::windows().
core::Result<core::Json> windows(ports::Queries& queries, PlanCache& plans,
                                 const WindowsAsked& asked, const WhyNow& now);

// Adds "windows" to `why`, the answer why an event did or did not start a workflow: a list of
// {"line", "window", "key", "because", …} that says for each window of the workflow how the event
// counts in it, and what the window knows of the event's key by now.
void tell_windows(core::Json& why, const engine::Plan& plan, const core::Event& event,
                  const core::Json& seen, ports::Queries& queries, const WhyNow& now);

}  // namespace baton::runtime
