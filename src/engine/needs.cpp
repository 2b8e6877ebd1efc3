#include "engine/needs.hpp"

#include "engine/verbs/verb.hpp"

#include <utility>
#include <vector>

namespace baton::engine {

namespace {

using core::Join;
using core::StepStatus;

bool refused(const DecisionDraft& draft, const PlanStep& step) {
  return verb_of(step).asks && draft.state(step).status == StepStatus::failed && !step.forgivable;
}

// What leads to the needs of one step, and these themselves: whether it lets the step begin. It is
// asked only where there is a `join`, because there a step before may be open, or have failed,
// without holding anything back.
class Ways {
 public:
  Ways(const DecisionDraft& draft, const PlanStep& step)
      : draft_(draft), steps_(draft.plan.steps()), past_(steps_.size()) {
    for (const auto index : step.before)  // in the order of needs
      past_[index] = past(steps_[index]);
  }

  // The way up to a step and past it: barred where a person refused, and open where something is
  // tried or asked again, even if the steps in between are done. `index`: of a step before.
  const NeedsAnswer& past(std::size_t index) const { return past_[index]; }

  // The way up to a step.
  NeedsAnswer through(const PlanStep& step) const {
    const auto join = step.spec->join;
    NeedsAnswer found{join == Join::any && !step.needs.empty() ? Needs::broken : Needs::met};
    for (const auto index : step.needs) {
      const auto& way = past_[index];
      if (join == Join::any && way.answer == Needs::met) return way;
      if (join == Join::all && way.answer == Needs::broken) return way;
      if (way.answer == Needs::open) found = {Needs::open};
      if (found.answer == Needs::broken && found.by.empty()) found.by = way.by;
    }
    return found;
  }

 private:
  NeedsAnswer past(const PlanStep& step) const {
    if (!core::settled(draft_.state(step).status)) return {Needs::open};
    if (refused(draft_, step)) return {Needs::broken, step.spec->name};
    return through(step);
  }

  const DecisionDraft& draft_;
  const std::vector<PlanStep>& steps_;
  std::vector<NeedsAnswer> past_;
};

// What is known of the needs of one step, when all of them have been looked at.
struct Tally {
  bool any_open = false;
  bool any_succeeded = false;
  bool any_forgiven = false;
  std::string broken_by{};  // the first need that did not succeed; empty if there is none
};

bool ended_badly(const DecisionDraft& draft, const PlanStep& need) {
  const auto status = draft.state(need).status;
  const bool bad = status == StepStatus::failed || status == StepStatus::blocked ||
                   status == StepStatus::cancelled;
  return bad && !forgiven(draft, need);
}

Tally tally_of(const DecisionDraft& draft, const PlanStep& step) {
  const Ways ways(draft, step);
  Tally tally;
  for (const auto index : step.needs) {
    const auto& need = draft.plan.steps()[index];
    const auto status = draft.state(need).status;
    const auto& way = ways.past(index);
    tally.any_open = tally.any_open || way.answer == Needs::open;
    const bool bad = ended_badly(draft, need) || way.answer == Needs::broken;
    if (bad && tally.broken_by.empty()) tally.broken_by = way.by.empty() ? need.spec->name : way.by;
    if (bad || way.answer != Needs::met) continue;
    tally.any_succeeded = tally.any_succeeded || status == StepStatus::succeeded;
    tally.any_forgiven = tally.any_forgiven || status == StepStatus::failed;
  }
  return tally;
}

// `any` waits for a success as long as one may come; a forgiven failure counts if none does.
NeedsAnswer ask_any(const DecisionDraft& draft, const PlanStep& step) {
  if (step.needs.empty()) return {Needs::met};
  auto tally = tally_of(draft, step);
  if (tally.any_succeeded) return {Needs::met};
  if (tally.any_open) return {Needs::open};
  if (tally.any_forgiven) return {Needs::met};
  if (!tally.broken_by.empty()) return {Needs::broken, std::move(tally.broken_by)};
  return {Needs::all_skipped};
}

NeedsAnswer ask_all(const DecisionDraft& draft, const PlanStep& step) {
  bool any_open = false;
  bool any_done = step.needs.empty();
  for (const auto index : step.needs) {
    const auto& need = draft.plan.steps()[index];
    const auto status = draft.state(need).status;
    if (ended_badly(draft, need)) return {Needs::broken, need.spec->name};
    any_open = any_open || !core::settled(status);
    any_done = any_done || status == StepStatus::succeeded || forgiven(draft, need);
  }
  if (any_open) return {Needs::open};
  if (step.loose) {
    const auto way = Ways(draft, step).through(step);
    if (way.answer != Needs::met) return way;
    return {any_done ? Needs::met : Needs::all_skipped};
  }
  // A step that is tried or asked again holds back all steps that come after it, even if the steps
  // in between are done. A refused approval blocks all steps that come after it.
  for (const auto index : step.before) {
    const auto& earlier = draft.plan.steps()[index];
    if (refused(draft, earlier)) return {Needs::broken, earlier.spec->name};
    any_open = any_open || !core::settled(draft.state(earlier).status);
  }
  if (any_open) return {Needs::open};
  return {any_done ? Needs::met : Needs::all_skipped};
}

}  // namespace

bool forgiven(const DecisionDraft& draft, const PlanStep& step) {
  return draft.state(step).status == StepStatus::failed && step.forgivable;
}

NeedsAnswer ask_needs(const DecisionDraft& draft, const PlanStep& step) {
  switch (step.spec->join) {
    case Join::all: return ask_all(draft, step);
    case Join::any: return ask_any(draft, step);
    case Join::always: break;
  }
  return {tally_of(draft, step).any_open ? Needs::open : Needs::met};
}

}  // namespace baton::engine
