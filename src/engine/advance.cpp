#include "engine/advance.hpp"

#include "engine/conclude.hpp"
#include "engine/facts.hpp"
#include "engine/gates.hpp"
#include "engine/items.hpp"
#include "engine/needs.hpp"
#include "engine/service_levels.hpp"
#include "engine/slot_places.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::OnError;
using core::StepStatus;

// Whether the `when` of a step lets it go. If not, the step is noted as skipped or failed.
bool wanted(DecisionDraft& draft, const PlanStep& step) {
  if (!step.when || draft.state(step).status == StepStatus::gated || draft.state(step).gate_open)
    return true;
  const auto verdict = cel::decide_gate(*step.when, draft.names());
  note_facts(draft, step.ref);
  if (verdict.outcome == cel::Outcome::open) return true;
  if (verdict.outcome == cel::Outcome::closed) {
    draft.note(core::StepSkipped{step.ref, verdict.reason});
  } else {
    fail(draft, step, "expression", "when: " + verdict.reason);
  }
  return false;
}

}  // namespace

void begin_when_ready(DecisionDraft& draft, const PlanStep& step) {
  const auto status = draft.state(step).status;
  if (status != StepStatus::pending && status != StepStatus::gated) return;
  switch (begun_by_marks(draft.plan, draft.run(), step)) {
    case Begun::not_yet: return;
    case Begun::never:
      return draft.note(
          core::StepSkipped{step.ref, marks_in_words(draft.plan, step) + " was not missed"});
    case Begun::yes: break;
  }
  const auto needs = ask_needs(draft, step);
  switch (needs.answer) {
    case Needs::open: return;
    case Needs::broken: return draft.note(core::StepBlocked{step.ref, needs.by});
    case Needs::all_skipped:
      return draft.note(core::StepSkipped{step.ref, "all it needs was skipped"});
    case Needs::met: break;
  }
  if (!wanted(draft, step) || ask_gate(draft, step) != GateAnswer::go) return;
  verb_of(step).begin(draft, step);
  note_facts_of_begin(draft, step);
}

void take_further(DecisionDraft& draft, const PlanStep& step) {
  begin_when_ready(draft, step);
  go_on_with_items(draft, step);
  note_facts(draft, step.ref);
}

void pause_on_error(DecisionDraft& draft) {
  for (const auto& step : draft.plan.steps()) {
    if (draft.state(step).status != StepStatus::failed || step.spec->on_error != OnError::pause)
      continue;
    draft.note(core::RunPaused{step.ref, step.spec->name + ": " + draft.state(step).reason});
    return;
  }
}

void advance(DecisionDraft& draft) {
  if (draft.run().done() || queued(draft.run())) return;
  if (draft.run().status() == core::RunStatus::paused) {
    pause_on_failed_undo(draft);  // whoever paused it for another reason learns of this one
    return;
  }
  pause_on_error(draft);
  if (draft.run().status() == core::RunStatus::paused) return;
  // Steps stand behind those that they need, so one pass is enough.
  for (const auto& step : draft.plan.steps())
    if (step.phase == Phase::work) take_further(draft, step);
  pause_on_error(draft);
  if (draft.run().status() != core::RunStatus::paused) conclude(draft);
}

}  // namespace baton::engine
