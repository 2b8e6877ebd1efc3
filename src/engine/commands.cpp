#include "engine/commands.hpp"

#include "baton/core/own_events.hpp"
#include "baton/engine/resolving.hpp"
#include "baton/identity/policy.hpp"
#include "engine/actions.hpp"
#include "engine/advance.hpp"
#include "engine/bounds.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;
using core::StepStatus;

Json approval_output(const core::Approval& approval) {
  Json by = Json::array();
  for (const auto& decision : approval.decisions)
    by.push_back({{"actor", decision.actor},
                  {"comment", decision.comment},
                  {"at", core::to_rfc3339(decision.at)}});
  return {{"approved", true}, {"by", std::move(by)}, {"hash", approval.request.hash}};
}

// Makes a step pending again, and with it all steps that it blocked and those that its forgiven
// failure let go as far as a gate.
void reset(Draft& draft, const PlanStep& step) {
  const auto& name = step.spec->name;
  draft.note(core::StepReset{step.ref});
  for (const auto index : step.dependents) {
    const auto& dependent = draft.plan.steps()[index];
    if (draft.state(dependent).status == StepStatus::gated) reset(draft, dependent);
  }
  // A refused approval also blocks steps that come after it by way of others, so all are looked at.
  // A step that any of its needs lets begin is blocked by all of them, and names one.
  for (const auto& other : draft.plan.steps()) {
    const auto& state = draft.state(other);
    const bool by_any = other.spec->join == core::Join::any && comes_after(draft.plan, other, step);
    if (state.status == StepStatus::blocked && (state.reason == name || by_any))
      reset(draft, other);
  }
}

// Whether a step that comes after one whose output a person corrects may begin anew, because
// nothing that it did has left Baton.
bool may_begin_anew(const Draft& draft, const PlanStep& step, const core::Actor& actor) {
  const auto& state = draft.state(step);
  switch (state.status) {
    case StepStatus::failed: return identity::may_retry(draft.run(), state, actor);
    case StepStatus::gated:
    case StepStatus::skipped: return true;
    default: return verb_of(step).revocable_while == state.status;
  }
}

// After a person has corrected an output, the steps that depend on it begin anew: those that read
// it, those that failed after it, and those that were skipped because of a step that is reset. What
// was sent, emitted or received with the old output stays.
void begin_readers_anew(Draft& draft, const PlanStep& corrected, const core::Actor& actor) {
  const auto& steps = draft.plan.steps();
  std::vector<bool> anew(steps.size());  // whether the step at this index begins anew
  const auto among = [&](const PlanStep& step, auto holds) {
    for (std::size_t at = 0; at < steps.size(); ++at) {
      if (anew[at] && holds(step, at)) return true;
    }
    return false;
  };
  const auto reads_it = [&](const PlanStep& step, std::size_t at) {
    return reads(step, steps[at].spec->name);
  };
  const auto needs_it = [](const PlanStep& step, std::size_t at) {
    return std::find(step.needs.begin(), step.needs.end(), at) != step.needs.end();
  };
  for (std::size_t at = 0; at < steps.size(); ++at) {  // in the order of needs
    const auto& step = steps[at];
    if (&step == &corrected) anew[at] = true;
    if (!comes_after(draft.plan, step, corrected) || !may_begin_anew(draft, step, actor)) continue;
    const auto status = draft.state(step).status;
    const bool with_it = status == StepStatus::skipped && among(step, needs_it);
    anew[at] = status == StepStatus::failed || with_it || among(step, reads_it);
    if (anew[at]) reset(draft, step);
  }
}

// Whether a decision on the approval of this step is asked for, or was given.
bool asked_or_given(const Draft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  return state.approval &&
         (state.status == StepStatus::waiting || state.status == StepStatus::succeeded);
}

// When a step is tried again, what a later approval was asked about may change. The approval is
// void, and a step behind it that waits at its gate has to wait for the next answer.
void void_approvals_after(Draft& draft, const std::vector<const PlanStep*>& retried) {
  const auto& steps = draft.plan.steps();
  // For the step at each index: a step before it that is tried again, or the step itself if it is.
  std::vector<const PlanStep*> tried_again(steps.size());
  std::vector<bool> behind_void(steps.size());
  for (std::size_t at = 0; at < steps.size(); ++at) {  // in the order of needs
    const auto& step = steps[at];
    if (std::find(retried.begin(), retried.end(), &step) != retried.end()) tried_again[at] = &step;
    for (const auto need : step.needs) {
      if (!tried_again[at]) tried_again[at] = tried_again[need];
      behind_void[at] = behind_void[at] || behind_void[need];
    }
    if (!tried_again[at] || tried_again[at] == &step) continue;
    if (asked_or_given(draft, step)) {
      behind_void[at] = true;
      draft.note(core::ApprovalVoided{step.ref, "\"" + tried_again[at]->spec->name +
                                                    "\", which it comes after, is tried again"});
    } else if (behind_void[at] && draft.state(step).status == StepStatus::gated) {
      reset(draft, step);
    }
  }
}

// The failed steps that a command names: all of them, or one.
std::vector<const PlanStep*> to_retry(const Draft& draft, const core::Event& event) {
  const auto wanted = core::step_named(event);
  std::vector<const PlanStep*> failed;
  for (const auto& step : draft.plan.steps()) {
    const auto& state = draft.state(step);
    const bool named = wanted.empty() || wanted == step.ref;
    if (named && state.status == StepStatus::failed &&
        identity::may_retry(draft.run(), state, event.actor))
      failed.push_back(&step);
  }
  return failed;
}

// Whether a failed step that is not among those to be retried keeps the run paused.
bool another_pauses(const Draft& draft, const std::vector<const PlanStep*>& retried) {
  const auto& steps = draft.plan.steps();
  return std::any_of(steps.begin(), steps.end(), [&](const PlanStep& step) {
    const bool pauses = draft.state(step).status == StepStatus::failed &&
                        step.spec->on_error == core::OnError::pause;
    return pauses && std::find(retried.begin(), retried.end(), &step) == retried.end();
  });
}

// Whether the run failed only because its outputs could not be rendered.
bool failed_in_outputs(const Draft& draft) {
  const auto& steps = draft.plan.steps();
  const auto fine = [&](const PlanStep& step) {
    const auto status = draft.state(step).status;
    return core::settled(status) && (status != StepStatus::failed || step.forgivable);
  };
  return draft.run().status() == core::RunStatus::failed &&
         std::all_of(steps.begin(), steps.end(), fine);
}

bool stopped(const core::Run& run) {
  return run.status() == core::RunStatus::failed || run.status() == core::RunStatus::paused;
}

}  // namespace

void decision_made(Draft& draft, const core::Event& event) {
  const auto* step = draft.plan.step(core::step_named(event).name);
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  if (state.status != StepStatus::waiting || !state.approval) return;
  const auto& request = state.approval->request;
  auto hash = core::text_at(event.data, "hash");
  if (hash.empty()) hash = request.hash;
  if (hash != request.hash ||
      identity::barred(request, draft.run().head().requester, event.actor) != identity::Bar::none)
    return;
  const auto* approve = core::find(event.data, "approve");
  const bool yes = approve && approve->is_boolean() && approve->get<bool>();
  const auto* earlier = identity::decision_of(*state.approval, event.actor);
  if (earlier && earlier->approve == yes)
    return;  // the same decision again changes nothing; one who agreed may still refuse

  const auto comment = core::text_at(event.data, "comment");
  draft.note(core::ApprovalDecided{step->ref, event.actor, yes, comment, hash});
  if (!yes)
    return draft.note(core::StepFailed{
        step->ref, "rejected",
        "rejected by " + event.actor.text() + (comment.empty() ? "" : ": " + comment)});
  const auto& approval = *draft.state(*step).approval;
  if (identity::missing(approval) == 0)
    draft.note(core::StepSucceeded{step->ref, approval_output(approval)});
}

void retry(Draft& draft, const core::Event& event) {
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
    if (draft.state(*step).status == StepStatus::failed) reset(draft, *step);
  }
  void_approvals_after(draft, failed);
  if (!stays_paused) return;
  // Another step keeps the run paused, so only the retried steps go on.
  for (const auto* step : failed) begin_when_ready(draft, *step);
  pause_on_error(draft);
}

void resolve(Draft& draft, const core::Event& event) {
  const auto* step = draft.plan.step(core::step_named(event).name);
  const auto as = core::text_at(event.data, "as");
  if (!step || unresolvable(draft.plan, draft.run(), *step, as)) return;
  const auto status = draft.state(*step).status;
  const bool failed = status == StepStatus::failed;
  const auto note = core::text_at(event.data, "note");
  const bool stays_failed = failed && as == "failed";
  if (!stays_failed && stopped(draft.run())) draft.note(core::RunResumed{event.actor, step->ref});
  draft.note(core::StepResolved{step->ref, event.actor, as, note});
  if (stays_failed) return;
  if (core::settled(status)) {
    reset(draft, *step);
    if (!failed) begin_readers_anew(draft, *step, event.actor);
    void_approvals_after(draft, {step});
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

void pause(Draft& draft, const core::Event& event) {
  if (draft.run().done() || draft.run().status() == core::RunStatus::paused) return;
  const auto reason = core::text_at(event.data, "reason");
  draft.note(
      core::RunPaused{{}, "by " + event.actor.text() + (reason.empty() ? "" : ": " + reason)});
}

void go_on(Draft& draft, const core::Event& event) {
  if (draft.run().status() != core::RunStatus::paused || another_pauses(draft, {})) return;
  draft.note(core::RunResumed{event.actor, {}});
}

void cancel(Draft& draft, const core::Event& event) {
  if (draft.run().done()) return;
  const auto reason = core::text_at(event.data, "reason");
  for (const auto& step : draft.plan.steps()) {
    if (core::live(draft.state(step).status)) draft.note(core::StepCancelled{step.ref, reason});
  }
  draft.note(core::RunCancelled{event.actor, reason});
}

}  // namespace baton::engine
