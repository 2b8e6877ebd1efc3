#include "engine/gates.hpp"

#include "baton/calendar/duration.hpp"
#include "engine/facts.hpp"
#include "engine/lengths.hpp"
#include "engine/verbs/common.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::Duration;
using core::Time;

// How far ahead the moment is looked for at which a gate opens: a year. If the gate does not open
// within it, it is asked again at the next moment at which its condition may change.
constexpr Duration kLookAheadMax = std::chrono::hours(24 * 366);
// A gate whose evaluation exceeds its limits is asked again after this time.
constexpr Duration kAgainAfterLimit = std::chrono::minutes(15);

// When a closed gate must be asked again if only time passes: at the first moment at which it is
// open. Each evaluation tells until when its result lasts, because nothing that it reads of `now`
// changes before; so only these moments are looked at. Each look costs a part of the budget for
// looking ahead. When that is used up, the gate is asked again at the moment that was reached.
// nullopt if time alone never opens it.
std::optional<Time> ask_again(const DecisionDraft& draft, const PlanStep& step) {
  const auto limited = [](const cel::Lasting& lasting) {
    const auto& value = lasting.evaluation.value;
    return !value && value.error().code == core::Errc::limited;
  };
  const Time begin = draft.moment.now;
  auto lasting = step.gate->evaluate_lasting(draft.names());
  if (limited(lasting)) return begin + kAgainAfterLimit;
  while (lasting.until && *lasting.until <= begin + kLookAheadMax && draft.may_look_ahead()) {
    const Time at = *lasting.until;
    lasting = step.gate->evaluate_lasting(draft.names_at(at));
    const auto& value = lasting.evaluation.value;
    if (limited(lasting) || (value && value->is_true())) return at;
  }
  return lasting.until;
}

// Whether the gate's `within` runs out (`closes`, in steady time) before the wall clock shows
// `then`.
bool closes_before(const DecisionDraft& draft, std::optional<Time> closes, Time then) {
  const Duration set_back = draft.moment.steady - draft.moment.now;
  return closes && *closes < then + set_back;
}

// The gate's `within` has run out: does what the template says for this case.
GateAnswer give_up(DecisionDraft& draft, const PlanStep& step, const cel::Verdict& verdict) {
  const auto& ref = step.ref;
  const bool fails = verdict.outcome == cel::Outcome::error;
  const std::string message = (fails ? "its gate could not be evaluated, and was given up after "
                                     : "its gate stayed closed for ") +
                              calendar::to_text(*step.spec->gate->within) + ": " + verdict.reason;
  switch (step.spec->gate->on_timeout) {
    case core::Gate::OnTimeout::proceed:
      draft.note(core::GateOpened{ref, message + "; proceeding as the template says"});
      return GateAnswer::go;
    case core::Gate::OnTimeout::skip:
      draft.note(core::StepSkipped{ref, message});
      return GateAnswer::settled;
    case core::Gate::OnTimeout::fail:
      fail(draft, step, "gate_closed", message);
      return GateAnswer::settled;
  }
  return GateAnswer::settled;
}

// Whether what this decision has noted so far may change the answer of the step's gate.
bool something_changed(const DecisionDraft& draft, const PlanStep& step) {
  return draft.any_noted([&step](const core::Transition& transition) {
    return std::holds_alternative<core::RunResumed>(transition) ||
           std::holds_alternative<core::RunMigrated>(transition) ||
           read_changed(step.gate->reads(), transition);
  });
}

// Whether the decision is about a fact that the gate has read.
bool fact_changed(const DecisionDraft& draft, const core::StepState& state) {
  if (draft.changed_fact.empty()) return false;
  const auto facts = facts_in(state.facts);
  return std::find(facts.begin(), facts.end(), draft.changed_fact) != facts.end();
}

// The gate is closed, or the run is paused, so the step stays at its gate. That is noted unless the
// run says it already.
GateAnswer stay(DecisionDraft& draft, const PlanStep& step, core::StepGated gated, bool changed) {
  const auto& state = draft.state(step);
  const bool known = state.status == core::StepStatus::gated && state.due == gated.due &&
                     state.gate_closes == gated.closes;
  // The reason names the time of the evaluation, so a different reason alone tells nothing new.
  if (!known || (changed && state.reason != gated.reason)) draft.note(std::move(gated));
  return GateAnswer::stay;
}

}  // namespace

GateAnswer ask_gate(DecisionDraft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  if (!step.gate || state.gate_open) return GateAnswer::go;
  const bool first = state.status != core::StepStatus::gated;
  const bool changed = first || fact_changed(draft, state) || something_changed(draft, step);
  const auto by = state.due_on_wall() ? draft.moment.now : draft.moment.steady;
  const bool given_up = state.gate_closes && *state.gate_closes <= draft.moment.steady;
  const bool time_came = given_up || (state.due && *state.due <= by);
  if (!changed && !time_came) return GateAnswer::stay;

  draft.facts_read();  // what was read before is not the gate's
  draft.gate_asked();
  const auto verdict = cel::decide_gate(*step.gate, draft.names());
  const auto& ref = step.ref;
  note_facts_awaited(draft, ref);
  std::optional<Time> closes = state.gate_closes;
  if (!closes && step.spec->gate->within) {
    closes = end_of(draft, step, *step.spec->gate->within, "within");
    if (!closes) return GateAnswer::settled;
  }
  const bool too_late = closes && *closes <= draft.moment.steady;
  if (verdict.outcome == cel::Outcome::open) {
    if (draft.run().status() == core::RunStatus::paused) {
      const auto due = too_late ? std::nullopt : closes;
      return stay(draft, step,
                  {ref, "it is open while the run is paused, and is asked anew when it goes on",
                   false, due, closes},
                  true);
    }
    draft.note(core::GateOpened{ref, verdict.reason});
    return GateAnswer::go;
  }
  if (too_late) return give_up(draft, step, verdict);

  std::optional<Time> due = closes;
  if (step.gate->reads_now()) {
    const auto again = ask_again(draft, step);
    if (again && !closes_before(draft, closes, *again)) due = again;
  }
  return stay(draft, step,
              {ref, verdict.reason, verdict.outcome == cel::Outcome::error, due, closes}, changed);
}

}  // namespace baton::engine
