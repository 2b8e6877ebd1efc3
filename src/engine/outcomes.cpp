#include "engine/outcomes.hpp"

#include "baton/core/own_events.hpp"
#include "engine/backoff.hpp"
#include "engine/begin.hpp"
#include "engine/bounds.hpp"
#include "engine/gates.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::ActionResult;
using core::Json;
using core::StartAction;
using core::StepStatus;

// Reading back is tried this often beyond the template's own attempts before a person is asked.
constexpr int kReadBacksMax = 20;

std::string reason_of(const ActionResult& result) {
  if (result.code.empty()) return result.message;
  return result.message.empty() ? result.code : result.code + ": " + result.message;
}

void try_again(Draft& draft, const PlanStep& step, const ActionResult& result) {
  const auto& state = draft.state(step);
  const auto& name = step.spec->name;
  const int tried = state.attempt - state.attempts_before;
  if (tried >= step.spec->retry.attempts) {
    return draft.note(core::StepFailed{
        name, result.code, reason_of(result) + " (after " + std::to_string(tried) + (tried == 1 ? " attempt)" : " attempts)")});
  }
  core::Duration delay = backoff(step.spec->retry, tried, draft.draw());
  if (result.retry_after > core::Duration{}) delay = throttled(result.retry_after, delay, draft.draw());
  const core::Time due = draft.moment.steady + delay;
  draft.note(core::StepRetrying{name, state.attempt + 1, due, reason_of(result)});
  draft.act(action_of(draft.run(), step, due, StartAction::Mode::perform));
}

// The answer was lost: look before anything is sent again.
void read_back(Draft& draft, const PlanStep& step, const ActionResult& result) {
  const auto& state = draft.state(step);
  const auto& name = step.spec->name;
  const int tried = state.attempt - state.attempts_before;
  if (tried >= step.spec->retry.attempts + kReadBacksMax) {
    return draft.note(core::StepFailed{name, "unknown",
                                       "whether the action happened could not be found out: " + reason_of(result) +
                                           "; look in the connected system, then retry the step or cancel the run"});
  }
  const core::Time due = draft.moment.steady + backoff(step.spec->retry, tried, draft.draw());
  draft.note(core::StepUnknown{name, state.attempt + 1, due, reason_of(result)});
  draft.act(action_of(draft.run(), step, due, StartAction::Mode::read_back));
}

// It certainly has not happened: send it, under the same key.
void send_again(Draft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  if (state.attempt - state.attempts_before >= static_cast<int>(core::kRetryAttemptsMax)) {
    return draft.note(core::StepFailed{
        step.spec->name, "unknown", "it was sent " + std::to_string(state.attempt) + " times and never found to have happened"});
  }
  draft.note(core::StepStarted{step.spec->name, state.attempt + 1});
  draft.act(action_of(draft.run(), step, draft.moment.steady, StartAction::Mode::perform));
}

void succeed(Draft& draft, const PlanStep& step, Json output) {
  auto why = too_large(draft.run(), output, "its output");
  if (why.empty()) return draft.note(core::StepSucceeded{step.spec->name, std::move(output)});
  draft.note(core::StepFailed{step.spec->name, "too_large", "the action was performed, but " + std::move(why)});
}

const PlanStep* addressed(const Draft& draft, const core::Event& event) {
  return draft.plan.step(core::text_at(event.data, "step"));
}

}  // namespace

void action_ended(Draft& draft, const core::Event& event) {
  const auto* step = addressed(draft, event);
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  const bool performing = state.status == StepStatus::running || state.status == StepStatus::unknown;
  const auto* attempt = core::find(event.data, "attempt");
  if (!performing || !attempt || attempt->get<int>() != state.attempt) return;  // a stale answer

  auto result = core::action_result(event);
  switch (result.kind) {
    case ActionResult::Kind::succeeded: return succeed(draft, *step, std::move(result.output));
    case ActionResult::Kind::permanent: return draft.note(core::StepFailed{step->spec->name, result.code, reason_of(result)});
    case ActionResult::Kind::unknown:
    case ActionResult::Kind::undecidable: return read_back(draft, *step, result);
    case ActionResult::Kind::not_found: return send_again(draft, *step);
    case ActionResult::Kind::transient:
    case ActionResult::Kind::held:
    case ActionResult::Kind::throttled:
      return state.status == StepStatus::unknown ? read_back(draft, *step, result) : try_again(draft, *step, result);
  }
}

void step_came_due(Draft& draft, const core::Event& event) {
  const auto* step = addressed(draft, event);
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  if (!state.due || *state.due > draft.moment.steady) return;
  const auto& name = step->spec->name;
  if (state.status == StepStatus::gated) {
    // While the run is paused an open gate stays open, and the step begins when the run goes on.
    const auto answer = gate_came_due(draft, *step);
    if (answer == GateAnswer::go && draft.run().status() != core::RunStatus::paused) begin(draft, *step);
    return;
  }
  if (state.status != StepStatus::waiting) return;
  if (const auto* sleep = std::get_if<core::Sleep>(&step->spec->verb)) {
    const bool names_a_time = !sleep->length;
    if (names_a_time && *state.due > draft.moment.now) return;  // the wall clock was set back before it
    return draft.note(core::StepSucceeded{name, Json::object()});
  }
  const bool approval = std::holds_alternative<core::Approve>(step->spec->verb);
  const std::string what = approval ? "nobody decided" : "no such event came";
  draft.note(
      core::StepFailed{name, "timeout", what + " within " + core::to_text(step->spec->timeout.value_or(core::Duration{}))});
}

}  // namespace baton::engine
