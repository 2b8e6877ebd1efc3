#include "engine/begin_anew.hpp"

#include "baton/engine/resolving.hpp"
#include "baton/identity/policy.hpp"
#include "engine/items.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::StepStatus;

// Whether a step that comes after one whose output a person corrects may begin anew, because
// nothing that it did has left Baton.
bool may_begin_anew(const DecisionDraft& draft, const PlanStep& step, const core::Actor& actor) {
  const auto& state = draft.state(step);
  switch (state.status) {
    case StepStatus::failed: return identity::may_retry(draft.run(), state, actor);
    case StepStatus::gated: return true;
    case StepStatus::skipped: return !state.skipped_by_person;
    default: return verb_of(step).revocable_while == state.status;
  }
}

// Whether a decision on the approval of this step is asked for, or was given.
bool asked_or_given(const DecisionDraft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  return state.approval &&
         (state.status == StepStatus::waiting || state.status == StepStatus::succeeded);
}

bool has_failed(StepStatus status) { return status == StepStatus::failed; }

}  // namespace

void reset_failed_items(DecisionDraft& draft, const PlanStep& step, int item) {
  for (const auto& ref : items_of(draft.run(), step, has_failed)) {
    if (item == core::StepRef::kNoItem || item == ref.item) draft.note(core::StepReset{ref});
  }
}

void reset(DecisionDraft& draft, const PlanStep& step, int item) {
  reset_step(draft, step);
  reset_failed_items(draft, step, item);
}

void reset_step(DecisionDraft& draft, const PlanStep& step) {
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

void begin_readers_anew(DecisionDraft& draft, const std::vector<const PlanStep*>& corrected,
                        const core::Actor& actor) {
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
    if (std::find(corrected.begin(), corrected.end(), &step) != corrected.end()) anew[at] = true;
    const bool after = std::any_of(corrected.begin(), corrected.end(), [&](const PlanStep* each) {
      return comes_after(draft.plan, step, *each);
    });
    if (anew[at] || !after || !may_begin_anew(draft, step, actor)) continue;
    const auto status = draft.state(step).status;
    const bool with_it = status == StepStatus::skipped && among(step, needs_it);
    anew[at] = status == StepStatus::failed || with_it || among(step, reads_it);
    if (anew[at]) reset(draft, step);
  }
}

void void_approvals_after(DecisionDraft& draft, const std::vector<const PlanStep*>& retried) {
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

void take_up_undone(DecisionDraft& draft, const core::Actor& actor,
                    std::vector<const PlanStep*>& again) {
  for (const auto& step : draft.plan.steps()) {
    const auto status = draft.state(step).status;
    if (status == StepStatus::undone) {
      draft.note(core::StepReset{step.ref, true});
      begin_readers_anew(draft, {&step}, actor);
      again.push_back(&step);
    } else if (step.phase != Phase::work && core::settled(status)) {
      // Should the run fail again, that is another failure to be told of.
      draft.note(core::StepReset{step.ref, status == StepStatus::succeeded});
      reset_failed_items(draft, step);
    }
  }
}

}  // namespace baton::engine
