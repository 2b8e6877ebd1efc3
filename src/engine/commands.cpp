#include "engine/commands.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/resolving.hpp"
#include "baton/identity/policy.hpp"
#include "engine/actions.hpp"
#include "engine/advance.hpp"
#include "engine/begin_anew.hpp"
#include "engine/bounds.hpp"
#include "engine/items.hpp"
#include "engine/returns.hpp"
#include "engine/slot_places.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

Json by_whom(const core::Decided& decision) {
  Json json{{"actor", decision.actor},
            {"comment", decision.comment},
            {"at", core::to_rfc3339(decision.at)}};
  if (!decision.on_behalf_of.is_nobody()) json["for"] = decision.on_behalf_of;
  return json;
}

Json approval_output(const core::Approval& approval) {
  Json by = Json::array();
  for (const auto& decision : approval.decisions) by.push_back(by_whom(decision));
  return {{"approved", true}, {"by", std::move(by)}, {"hash", approval.request.hash}};
}

// Whether a retry of a run that names this step, one of its items, or no step, means it. Once
// undoing has begun, its steps are past until the run has ended; then a retry means them, and what
// was undone.
bool meant(const DecisionDraft& draft, const PlanStep& step, const core::StepRef& wanted) {
  const bool work = step.phase == Phase::work;
  if (!draft.run().done() && work && winding_up(draft.plan, draft.run())) return false;
  if (draft.run().done() && !work && wanted.empty()) return false;
  return wanted.empty() ||
         (wanted.name == step.ref.name && (!wanted.has_item() || step.each != nullptr));
}

// The failed steps that a command names: all of them, or one.
std::vector<const PlanStep*> to_retry(const DecisionDraft& draft, const core::Event& event) {
  const auto wanted = core::step_named(event);
  std::vector<const PlanStep*> failed;
  for (const auto& step : draft.plan.steps()) {
    const auto& state = draft.state(step);
    const bool named = meant(draft, step, wanted);
    if (named && state.status == StepStatus::failed &&
        identity::may_retry(draft.run(), state, event.actor))
      failed.push_back(&step);
  }
  return failed;
}

// Whether a failed step that is not among those to be retried keeps the run paused.
bool another_pauses(const DecisionDraft& draft, const std::vector<const PlanStep*>& retried) {
  const auto& steps = draft.plan.steps();
  return std::any_of(steps.begin(), steps.end(), [&](const PlanStep& step) {
    const bool pauses = draft.state(step).status == StepStatus::failed &&
                        step.spec->on_error == core::OnError::pause;
    return pauses && std::find(retried.begin(), retried.end(), &step) == retried.end();
  });
}

// Whether the run failed only because its outputs could not be rendered.
bool failed_in_outputs(const DecisionDraft& draft) {
  const auto& steps = draft.plan.steps();
  const auto fine = [&](const PlanStep& step) {
    const auto status = draft.state(step).status;
    if (step.phase == Phase::undo) return true;
    return core::settled(status) && (status != StepStatus::failed || step.forgivable);
  };
  return draft.run().status() == core::RunStatus::failed &&
         std::all_of(steps.begin(), steps.end(), fine);
}

void cancel_step(DecisionDraft& draft, const PlanStep& step, const std::string& reason,
                 const core::Actor& actor) {
  const auto stop = verb_of(step).stop;
  if (stop && draft.state(step).status == StepStatus::waiting) stop(draft, step, reason, actor);
  draft.note(core::StepCancelled{step.ref, reason});
}

bool stopped(const core::Run& run) {
  return run.status() == core::RunStatus::failed || run.status() == core::RunStatus::paused;
}

}  // namespace

void decision_made(DecisionDraft& draft, const core::Event& event) {
  const auto* step = draft.plan.step(core::step_named(event).name);
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  if (state.status != StepStatus::waiting || !state.approval) return;
  const auto& request = state.approval->request;
  auto hash = core::text_at(event.data, "hash");
  if (hash.empty()) hash = request.hash;
  const auto stands_for = core::Actor::parse(core::text_at(event.data, "for"));
  if (hash != request.hash || identity::barred(request, draft.run().head().requester, event.actor,
                                               stands_for) != identity::Bar::none)
    return;
  const auto* approve = core::find(event.data, "approve");
  const bool yes = approve && approve->is_boolean() && approve->get<bool>();
  const auto& voice = stands_for.is_nobody() ? event.actor : stands_for;
  const auto* earlier = identity::decision_of(*state.approval, voice);
  if (earlier && earlier->approve == yes)
    return;  // the same decision again changes nothing; one who agreed may still refuse

  const auto comment = core::text_at(event.data, "comment");
  draft.note(core::ApprovalDecided{step->ref, event.actor, yes, comment, hash, stands_for});
  if (!yes && return_to_earlier(draft, *step, event.actor, comment)) return;
  if (!yes)
    return draft.note(core::StepFailed{
        step->ref, "rejected",
        "rejected by " + event.actor.text() + (comment.empty() ? "" : ": " + comment)});
  const auto& approval = *draft.state(*step).approval;
  if (identity::missing(approval) == 0)
    draft.note(core::StepSucceeded{step->ref, approval_output(approval)});
}

void retry(DecisionDraft& draft, const core::Event& event) {
  const auto status = draft.run().status();
  const auto wanted = core::step_named(event);
  const auto failed = to_retry(draft, event);
  if (wanted.empty() && failed_in_outputs(draft))
    return draft.note(core::RunResumed{event.actor, {}});
  if (failed.empty() || status == core::RunStatus::cancelled ||
      status == core::RunStatus::succeeded)
    return;
  const bool stays_paused = status == core::RunStatus::paused && another_pauses(draft, failed);
  if (core::ended(status) || (status == core::RunStatus::paused && !stays_paused))
    draft.note(core::RunResumed{event.actor, wanted});
  for (const auto* step : failed) {
    if (draft.state(*step).status == StepStatus::failed) reset(draft, *step, wanted.item);
  }
  auto again = failed;
  if (failed.front()->phase == Phase::work && core::ended(status))
    take_up_undone(draft, event.actor, again);
  void_approvals_after(draft, again);
  if (!stays_paused || queued(draft.run())) return;
  // Another step keeps the run paused, so only the retried steps go on.
  for (const auto* step : failed) begin_when_ready(draft, *step);
  pause_on_error(draft);
}

void resolve(DecisionDraft& draft, const core::Event& event) {
  const Named step(draft.plan, core::step_named(event));
  const auto as = core::text_at(event.data, "as");
  if (!step || unresolvable(draft.plan, draft.run(), *step, as)) return;
  const auto status = draft.state(*step).status;
  const bool failed = status == StepStatus::failed;
  const bool of_the_past = step->phase == Phase::work && draft.run().done();
  const auto note = core::text_at(event.data, "note");
  const bool stays_failed = failed && as == "failed";
  if (!stays_failed && stopped(draft.run())) draft.note(core::RunResumed{event.actor, step->ref});
  draft.note(core::StepResolved{step->ref, event.actor, as, note});
  if (stays_failed) return;
  if (core::settled(status)) {
    const auto& whole = *draft.plan.step(step->ref.name);
    if (step->ref.has_item()) draft.note(core::StepReset{step->ref});
    if (core::settled(draft.state(whole).status)) {
      reset_step(draft, whole);
      if (!failed) begin_readers_anew(draft, {&whole}, event.actor);
      std::vector<const PlanStep*> again{&whole};
      if (of_the_past) take_up_undone(draft, event.actor, again);
      void_approvals_after(draft, again);
    }
  }
  if (as == "succeeded") {
    const auto* told = core::find(event.data, "output");
    Json output = told ? *told : Json::object();
    if (auto why = too_large(draft.run(), output, "its output"); !why.empty())
      return draft.note(core::StepFailed{step->ref, "too_large", "it happened, but " + why});
    return draft.note(core::StepSucceeded{step->ref, std::move(output)});
  }
  if (as == "failed") {
    const auto who = event.actor.text() + " says that it did not happen";
    return draft.note(
        core::StepFailed{step->ref, "resolved", who + (note.empty() ? "" : ": " + note)});
  }
  // A step that was settled has been reset above, and begins when the run advances.
  if (!core::settled(status)) send_anew(draft, *step);
}

void pause(DecisionDraft& draft, const core::Event& event) {
  if (draft.run().done() || draft.run().status() == core::RunStatus::paused) return;
  const auto reason = core::text_at(event.data, "reason");
  draft.note(
      core::RunPaused{{}, "by " + event.actor.text() + (reason.empty() ? "" : ": " + reason)});
}

void go_on(DecisionDraft& draft, const core::Event& event) {
  if (draft.run().status() != core::RunStatus::paused || another_pauses(draft, {})) return;
  draft.note(core::RunResumed{event.actor, {}});
}

void cancel(DecisionDraft& draft, const core::Event& event) {
  if (draft.run().done()) return;
  const auto reason = core::text_at(event.data, "reason");
  for (const auto& step : draft.plan.steps()) {
    for (const auto& item : items_of(draft.run(), step, core::live))
      cancel_step(draft, item_of(step, item.item), reason, event.actor);
    if (core::live(draft.state(step).status)) cancel_step(draft, step, reason, event.actor);
  }
  draft.note(core::RunCancelled{event.actor, reason});
}

}  // namespace baton::engine
