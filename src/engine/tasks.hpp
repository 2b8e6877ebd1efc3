#pragma once

#include "engine/decision_draft.hpp"

// What people do with tasks. Each function takes one of Baton's own events (core/own_events.hpp)
// and notes what follows from it: nothing if the task has changed since the person acted.
namespace baton::engine {

// A person takes a task, or gives it to somebody.
void task_claimed(DecisionDraft& draft, const core::Event& event);
// A person gives a task back.
void task_released(DecisionDraft& draft, const core::Event& event);
// A person has done a task. Values that do not fit its form change nothing.
void task_finished(DecisionDraft& draft, const core::Event& event);
// A person wants a task that was done to be done again. What comes after it begins anew where that
// is possible, and approvals of it are void.
void task_reopened(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
