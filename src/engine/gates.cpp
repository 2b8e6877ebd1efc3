#include "engine/gates.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::Duration;
using core::Time;

constexpr Duration kProbeStep = std::chrono::minutes(15);  // opening hours rarely change within less
constexpr int kProbesMax = 4 * 48;                         // two days ahead
constexpr Duration kFarProbeStep = std::chrono::hours(6);
constexpr int kFarProbesMax = 4 * 60;  // and sixty days, for dates
constexpr Duration kExact = std::chrono::milliseconds(1);

bool open_at(const Draft& draft, const PlanStep& step, Time when) {
  const Names names(draft.run().view(), when);
  return cel::decide_gate(*step.gate, names, false).outcome == cel::Outcome::open;
}

// The first moment in (closed, open] at which the gate is open.
Time first_opening(const Draft& draft, const PlanStep& step, Time closed, Time open) {
  while (open - closed > kExact) {
    const Time middle = closed + (open - closed) / 2;
    (open_at(draft, step, middle) ? open : closed) = middle;
  }
  return open;
}

// When a gate that reads `now` must be asked again: the moment at which, all else unchanged, it will be open; else the end of
// what was probed.
Time ask_again(const Draft& draft, const PlanStep& step) {
  Time closed = draft.moment.now;
  const auto probe = [&](Duration stride, int times) -> std::optional<Time> {
    for (int at = 0; at < times; ++at) {
      const Time next = closed + stride;
      if (open_at(draft, step, next)) return first_opening(draft, step, closed, next);
      closed = next;
    }
    return std::nullopt;
  };
  if (const auto soon = probe(kProbeStep, kProbesMax)) return *soon;
  if (const auto later = probe(kFarProbeStep, kFarProbesMax)) return *later;
  return closed;
}

// Whether the time that a gate is given ends before the wall clock comes to `then`.
bool closes_before(const Draft& draft, std::optional<Time> closes, Time then) {
  const Duration set_back = draft.moment.steady - draft.moment.now;
  return closes && *closes < then + set_back;
}

GateAnswer give_up(Draft& draft, const PlanStep& step, const std::string& reason) {
  const auto& name = step.spec->name;
  const std::string message = "its gate stayed closed for " + core::to_text(*step.spec->gate->within) + ": " + reason;
  switch (step.spec->gate->otherwise) {
    case core::Gate::Otherwise::proceed:
      draft.note(core::GateOpened{name, message + "; proceeding as the template says"});
      return GateAnswer::go;
    case core::Gate::Otherwise::skip: draft.note(core::StepSkipped{name, message}); return GateAnswer::settled;
    case core::Gate::Otherwise::fail: draft.note(core::StepFailed{name, "gate_closed", message}); return GateAnswer::settled;
  }
  return GateAnswer::settled;
}

}  // namespace

GateAnswer ask_gate(Draft& draft, const PlanStep& step) {
  if (!step.gate || draft.state(step).gate_open) return GateAnswer::go;
  const auto verdict = cel::decide_gate(*step.gate, draft.names());
  const auto& name = step.spec->name;
  if (verdict.outcome == cel::Outcome::open) {
    draft.note(core::GateOpened{name, verdict.reason});
    return GateAnswer::go;
  }
  const auto& state = draft.state(step);
  const bool gated = state.status == core::StepStatus::gated;
  const bool error = verdict.outcome == cel::Outcome::error;
  std::optional<Time> closes = state.gate_closes;
  if (!closes && step.spec->gate->within) closes = draft.moment.steady + *step.spec->gate->within;
  if (closes && *closes <= draft.moment.steady) return give_up(draft, step, verdict.reason);

  const bool asked_early = gated && state.reason == verdict.reason && state.due && *state.due > draft.moment.steady;
  if (asked_early || (gated && state.reason == verdict.reason && !state.due)) return GateAnswer::stay;
  std::optional<Time> due = closes;
  if (step.gate_reads_now) {
    const Time again = ask_again(draft, step);
    if (!closes_before(draft, closes, again)) due = again;
  }
  draft.note(core::StepGated{name, verdict.reason, error, due, closes});
  return GateAnswer::stay;
}

GateAnswer gate_came_due(Draft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  // The wall clock was set back before the time at which the gate is to be asked, and comes to it again.
  const bool set_back = *state.due > draft.moment.now && !closes_before(draft, state.gate_closes, *state.due);
  return set_back ? GateAnswer::stay : ask_gate(draft, step);
}

}  // namespace baton::engine
