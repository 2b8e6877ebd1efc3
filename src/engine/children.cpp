#include "engine/children.hpp"

#include "baton/core/own_events.hpp"
#include "baton/core/transition_traits.hpp"
#include "engine/bounds.hpp"
#include "engine/items.hpp"
#include "engine/verbs/common.hpp"

namespace baton::engine {

namespace {

using core::RunStatus;
using core::StepStatus;

// How this run ended, as its parent is told.
core::ChildEnd told_end(const core::Run& run) {
  core::ChildEnd end{run.id(), std::string(to_text(run.status()))};
  if (run.status() == RunStatus::succeeded) end.outputs = run.view().at("outputs");
  if (run.status() != RunStatus::succeeded) end.message = run.reason();
  return end;
}

void tell_parent(DecisionDraft& draft) {
  const auto& head = draft.run().head();
  draft.act(core::Publish{core::child_ended(head.parent, core::StepRef::of_key(head.parent_step),
                                            told_end(draft.run()), draft.moment.now)});
}

// Ends a step whose run has ended.
void settle_with(DecisionDraft& draft, const PlanStep& step, core::ChildEnd end) {
  const auto which = end.run.text() + " of " + draft.state(step).child->workflow;
  if (end.status == to_text(RunStatus::succeeded)) {
    auto why = too_large(draft.run(), end.outputs, "its output");
    if (why.empty()) return draft.note(core::StepSucceeded{step.ref, std::move(end.outputs)});
    return fail(draft, step, "too_large", which + " succeeded, but " + why);
  }
  const bool cancelled = end.status == to_text(RunStatus::cancelled);
  fail(draft, step, cancelled ? "run_cancelled" : "run_failed",
       which + (cancelled ? " was cancelled" : " failed") +
           (end.message.empty() ? "" : ": " + end.message));
}

}  // namespace

void child_has_ended(DecisionDraft& draft, const core::Event& event) {
  const Named step(draft.plan, core::step_named(event));
  if (!step) return;
  auto end = core::child_end(event);
  const auto& state = draft.state(*step);
  if (!state.child || state.child->run != end.run || state.child->given_up) return;
  const bool waits = state.status == StepStatus::waiting && !draft.run().done();
  // A step that has failed takes note of it, for when a person has it tried again.
  if (!waits && (state.status != StepStatus::failed || state.child->ended == end.status)) return;
  draft.note(core::ChildEnded{step->ref, end.run, end.status, waits ? core::Json() : end.outputs,
                              end.message});
  if (waits) settle_with(draft, *step, std::move(end));
}

void tell_parent_of_end(DecisionDraft& draft) {
  if (draft.run().head().parent && draft.run().done() && draft.any_noted(core::ends_run))
    tell_parent(draft);
}

void answer_retry(DecisionDraft& draft, const core::Event& event) {
  if (draft.run().done() && draft.run().head().parent && core::retried_for(event))
    tell_parent(draft);
}

}  // namespace baton::engine
