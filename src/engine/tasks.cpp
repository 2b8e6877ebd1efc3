#include "engine/tasks.hpp"

#include "baton/core/form.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/begin_anew.hpp"
#include "engine/bounds.hpp"
#include "engine/verbs/verb.hpp"

#include <utility>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

// The step that the event names, if it has a task and is in this status; or else null.
const PlanStep* with_task(const DecisionDraft& draft, const core::Event& event, StepStatus status) {
  const auto* step = draft.plan.step(core::step_named(event).name);
  if (!step || !event.actor.is_person()) return nullptr;
  const auto& state = draft.state(*step);
  return state.task && state.status == status ? step : nullptr;
}

const core::Task& task_of(const DecisionDraft& draft, const PlanStep& step) {
  return *draft.state(step).task;
}

// Whether the task belongs to whom it belonged to when the person acted.
bool unchanged(const core::Task& task, const core::Event& event) {
  return task.owner.text() == core::text_at(event.data, "from");
}

// What expressions see of a task that is done: what was filled in, who did it, and when.
Json task_output(const Json& values, const core::Actor& by, core::Time at) {
  Json output = values;
  output["by"] = by;
  output["at"] = core::to_rfc3339(at);
  return output;
}

}  // namespace

void task_claimed(DecisionDraft& draft, const core::Event& event) {
  const auto* step = with_task(draft, event, StepStatus::waiting);
  const auto owner = core::Actor::parse(core::text_at(event.data, "owner"));
  if (!step || draft.run().done() || !owner.is_person()) return;
  const auto& task = task_of(draft, *step);
  if (!unchanged(task, event) || task.owner == owner) return;
  draft.note(core::TaskClaimed{step->ref, owner, event.actor});
}

void task_released(DecisionDraft& draft, const core::Event& event) {
  const auto* step = with_task(draft, event, StepStatus::waiting);
  if (!step || draft.run().done()) return;
  const auto& task = task_of(draft, *step);
  if (!unchanged(task, event) || task.owner.is_nobody()) return;
  draft.note(core::TaskReleased{step->ref, event.actor, core::text_at(event.data, "comment")});
  // Facts that its route was told may have changed while somebody had it.
  if (const auto route_again = verb_of(*step).fact_changed) route_again(draft, *step);
}

void task_finished(DecisionDraft& draft, const core::Event& event) {
  const auto* step = with_task(draft, event, StepStatus::waiting);
  if (!step || draft.run().done()) return;
  const auto& task = task_of(draft, *step);
  // Somebody else has taken it meanwhile: it is theirs to say that it is done.
  if (!task.owner.is_nobody() && !core::same_person(task.owner, event.actor)) return;
  const auto* given = core::find(event.data, "values");
  const auto form = core::form_of(task.request.form);
  if (!core::unfit(form, given ? *given : Json()).empty()) return;
  auto values = core::filled_in(form, given ? *given : Json());
  if (!too_large(draft.run(), values, "its values").empty()) return;
  auto output = task_output(values, event.actor, draft.moment.now);
  draft.note(core::TaskDone{step->ref, event.actor, std::move(values),
                            core::text_at(event.data, "comment")});
  draft.note(core::StepSucceeded{step->ref, std::move(output)});
}

void task_reopened(DecisionDraft& draft, const core::Event& event) {
  const auto* step = with_task(draft, event, StepStatus::succeeded);
  const auto status = draft.run().status();
  if (!step || status == core::RunStatus::succeeded || status == core::RunStatus::cancelled) return;
  const bool work = step->phase == Phase::work;
  if (work && !draft.run().done() && winding_up(draft.plan, draft.run())) return;
  // A paused run stays paused: the task is asked for anew when the run goes on.
  if (status == core::RunStatus::failed) draft.note(core::RunResumed{event.actor, step->ref});
  draft.note(core::TaskReopened{step->ref, event.actor, core::text_at(event.data, "reason")});
  reset(draft, *step);
  begin_readers_anew(draft, {step}, event.actor);
  std::vector<const PlanStep*> again{step};
  if (work && status == core::RunStatus::failed) take_up_undone(draft, event.actor, again);
  void_approvals_after(draft, again);
}

}  // namespace baton::engine
