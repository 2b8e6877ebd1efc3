#pragma once

#include "baton/engine/plan.hpp"
#include "engine/decision_draft.hpp"

#include <string>

// The clocks of the service levels of steps. A service level comes from `sla` of the step, or from
// the `sla` that a row of the step's route gives, which then is its `due`. A clock begins to run
// when its step begins, and counts until the step ends. It begins anew when the step does, and when
// a task goes to other people for whom the route gives another time.
namespace baton::engine {

// The business calendar by which the marks of a step are counted; empty for that of the workflow.
const std::string& sla_calendar(const PlanStep& step);

// Notes each mark whose time has come while its step goes on. The step that begins because of the
// mark then becomes pending if it was skipped before, because the mark had not been missed then.
void miss_marks(DecisionDraft& draft);

// Begins the clocks of the steps that have begun, and lets clocks stand still or run on as their
// `pause_while` says.
void tend_clocks(DecisionDraft& draft);

// Whether the marks that begin a step allow it to begin.
enum class Begun {
  // One of them was missed, or it does not depend on any.
  yes,
  // One of them may still be missed.
  not_yet,
  // None of them was, and their steps have ended.
  never,
};
Begun begun_by_marks(const Plan& plan, const core::Run& run, const PlanStep& step);
// The marks that begin a step, in words: the "due" of "legal".
std::string marks_in_words(const Plan& plan, const PlanStep& step);

}  // namespace baton::engine
