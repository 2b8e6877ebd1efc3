#include "engine/conclude.hpp"

#include "engine/advance.hpp"
#include "engine/bounds.hpp"
#include "engine/facts.hpp"
#include "engine/needs.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {

namespace {

using core::StepStatus;

// Ends the run well with its outputs, or fails it if they cannot be rendered or kept.
void succeed(DecisionDraft& draft) {
  for (const auto& step : draft.plan.steps()) {
    if (step.phase == Phase::on_failure && draft.state(step).status == StepStatus::pending)
      draft.note(core::StepSkipped{step.ref, "the run did not fail"});
  }
  auto outputs = draft.plan.outputs()->render(draft.names());
  if (!outputs && draft.newer) {
    if (auto mended = draft.newer->outputs()->render(draft.names())) outputs = std::move(mended);
  }
  note_facts(draft, {});
  if (!outputs) return draft.note(core::RunFailed{{}, "outputs: " + outputs.error().text()});
  if (auto why = too_large(draft.run(), *outputs, "outputs"); !why.empty())
    return draft.note(core::RunFailed{{}, std::move(why)});
  draft.note(core::RunSucceeded{outputs->is_null() ? core::Json::object() : std::move(*outputs)});
}

const PlanStep& undo_of(const DecisionDraft& draft, const PlanStep& step) {
  return draft.plan.steps()[*step.undone_by];
}

// The step that is to be undone next: of those that succeeded, the last. One whose undoing has
// failed is left out; a person has let the run go on without it. Null if none is left.
const PlanStep* next_to_undo(const DecisionDraft& draft) {
  const PlanStep* next = nullptr;
  for (const auto& step : draft.plan.steps()) {
    if (!step.undone_by || draft.state(step).status != StepStatus::succeeded ||
        draft.state(undo_of(draft, step)).status == StepStatus::failed)
      continue;
    if (!next || draft.state(step).succeeded_at > draft.state(*next).succeeded_at) next = &step;
  }
  return next;
}

// Undoes one step after the other. True once none is left.
bool all_undone(DecisionDraft& draft) {
  if (!draft.plan.source().undo_on_failure) return true;
  if (pause_on_failed_undo(draft)) return false;
  while (const auto* step = next_to_undo(draft)) {
    const auto& undo = undo_of(draft, *step);
    if (draft.state(undo).status == StepStatus::pending) verb_of(undo).begin(draft, undo);
    if (pause_on_failed_undo(draft) || draft.state(undo).status != StepStatus::succeeded)
      return false;
    draft.note(core::StepUndone{step->ref});
  }
  return true;
}

// Does the steps of `on_failure`. True once all of them have ended.
bool all_told(DecisionDraft& draft) {
  const auto of_phase = [](const PlanStep& step) { return step.phase == Phase::on_failure; };
  const auto& steps = draft.plan.steps();
  for (const auto& step : steps)
    if (of_phase(step)) take_further(draft, step);
  pause_on_error(draft);
  return draft.run().status() != core::RunStatus::paused &&
         std::all_of(steps.begin(), steps.end(), [&](const PlanStep& step) {
           return !of_phase(step) || core::settled(draft.state(step).status);
         });
}

// What could not be undone, as the end of the reason of a failed run.
std::string left_over(const DecisionDraft& draft) {
  std::string text;
  for (const auto& step : draft.plan.steps()) {
    if (!step.undone_by || draft.state(step).status != StepStatus::succeeded) continue;
    const auto& undo = draft.state(undo_of(draft, step));
    if (undo.status == StepStatus::failed)
      text += "; \"" + step.spec->name + "\" could not be undone: " + undo.reason;
  }
  return text;
}

}  // namespace

bool pause_on_failed_undo(DecisionDraft& draft) {
  const auto& steps = draft.plan.steps();
  const auto just_failed = std::find_if(steps.begin(), steps.end(), [&draft](const auto& step) {
    return step.phase == Phase::undo && draft.any_noted([&step](const core::Transition& noted) {
      return std::holds_alternative<core::StepFailed>(noted) && core::step_of(noted) == step.ref;
    });
  });
  if (just_failed == steps.end()) return false;
  draft.note(core::RunPaused{just_failed->ref,
                             just_failed->ref.text() + ": " + draft.state(*just_failed).reason});
  return true;
}

void conclude(DecisionDraft& draft) {
  const PlanStep* failed = nullptr;
  for (const auto& step : draft.plan.steps()) {
    if (step.phase != Phase::work) continue;
    const auto status = draft.state(step).status;
    if (!core::settled(status)) return;
    if (status == StepStatus::failed && !forgiven(draft, step) && !failed) failed = &step;
  }
  if (!failed) return succeed(draft);
  if (!all_undone(draft) || !all_told(draft)) return;
  draft.note(core::RunFailed{failed->ref, draft.state(*failed).reason + left_over(draft)});
}

}  // namespace baton::engine
