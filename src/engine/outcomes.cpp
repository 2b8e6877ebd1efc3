#include "engine/outcomes.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/look.hpp"
#include "baton/core/own_events.hpp"
#include "engine/actions.hpp"
#include "engine/backoff.hpp"
#include "engine/bounds.hpp"
#include "engine/doubt.hpp"
#include "engine/gates.hpp"
#include "engine/items.hpp"
#include "engine/verbs/verb.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace baton::engine {

namespace {

using core::ActionResult;
using core::Json;
using core::reason_of;
using core::StartAction;
using core::StepStatus;

// How often an effect is looked for before a person is asked. It holds while the connector does not
// say when to look again.
constexpr int kLooksMax = 20;
// How often an effect is looked for when the connector says each time when to look again, as for a
// vendor whose index lags.
constexpr int kTimedLooksMax = 1'000;

// How many attempts of an action keep the body of the answer. Later ones keep the exchange without
// it, and so do those of items, of which a step may have many.
constexpr int kAnswersKeptMax = 10;

// How many attempts count against the limit of the template.
int tries(const core::StepState& state) { return state.attempt - state.attempts_before; }

// What the journal keeps of the exchange of an attempt.
Json kept(const DecisionDraft& draft, const PlanStep& step, const ActionResult& result, bool last) {
  Json exchange = result.exchange;
  const bool many = step.ref.has_item() || (!last && tries(draft.state(step)) > kAnswersKeptMax);
  if (many && exchange.is_object()) exchange.erase("body");
  return exchange;
}

// How long the attempt waited until it was sent, as the journal has it.
std::int64_t waited_ms(const ActionResult& result) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(result.waited).count();
}

// Whether the step's `retry: for` is over at `due`.
bool too_late(const core::StepState& state, core::Time due) {
  return state.give_up_at && due >= *state.give_up_at;
}

std::string within(const PlanStep& step) {
  return "it did not succeed within " +
         core::to_text(step.spec->retry.total.value_or(core::Duration{}));
}

// Fails a step because of the result of its last attempt. `in_doubt`: one of its attempts may have
// had its effect all the same.
void fail(DecisionDraft& draft, const PlanStep& step, const ActionResult& result,
          std::string_view code, std::string why, bool in_doubt) {
  if (in_doubt)
    why +=
        "; whether an attempt before had its effect is not known: look in the connected system, "
        "then retry or resolve the step";
  draft.note(core::StepFailed{step.ref, std::string(code), std::move(why), in_doubt,
                              kept(draft, step, result, true), waited_ms(result), result.unsent});
}

// Has the action sent again later, after a failure that may pass. Either it had no effect, or the
// operation tells by the key that it had.
void try_again(DecisionDraft& draft, const PlanStep& step, const ActionResult& result) {
  const auto& state = draft.state(step);
  const bool in_doubt = state.in_doubt || result.in_doubt;
  const int tried = tries(state);
  if (tried >= step.spec->retry.attempts)
    return fail(draft, step, result, result.code,
                reason_of(result) + " (after " + core::counted(tried, "attempt") + ")", in_doubt);
  core::Duration delay = backoff(step.spec->retry, tried, draft.draw());
  if (result.retry_after > core::Duration{})
    delay = throttled(result.retry_after, delay, draft.draw());
  const core::Time due = core::plus(draft.moment.steady, delay);
  if (too_late(state, due))
    return fail(draft, step, result, core::kGaveUpCode, within(step) + ": " + reason_of(result),
                in_doubt);
  draft.note(core::StepRetrying{step.ref, state.attempt + 1, due, reason_of(result),
                                result.in_doubt, kept(draft, step, result, false),
                                waited_ms(result)});
  draft.act(action_of(draft.run(), step, due, StartAction::Mode::perform));
}

// The transition that says that the outcome is not known, without the time of the next look.
core::StepUnknown unknown(const DecisionDraft& draft, const PlanStep& step,
                          const ActionResult& result, const core::Tried& tried,
                          std::string reason) {
  const auto& state = draft.state(step);
  core::StepUnknown unknown{step.ref, state.attempt};
  unknown.reason = std::move(reason);
  unknown.look = state.look + 1;
  unknown.sent = tried.sent_at;
  unknown.restart = tried.read_back && state.status == StepStatus::running;
  if (!tried.read_back) unknown.exchange = kept(draft, step, result, false);
  unknown.waited_ms = waited_ms(result);
  return unknown;
}

// The reason of an unknown step, with this result taken in. A look that was made too early gives no
// reason, and the last one stays.
std::string doubt_about(const core::StepState& state, const ActionResult& result,
                        const core::Tried& tried) {
  auto said = reason_of(result);
  if (!tried.read_back) return Doubt{std::move(said), {}}.text();
  if (state.status != StepStatus::unknown)
    return Doubt{"it was under way when the server ended", std::move(said)}.text();
  auto doubt = Doubt::of(state.reason);
  if (!said.empty()) doubt.look = std::move(said);
  return doubt.text();
}

// When the effect is looked for next; nullopt if it has been looked for as often, or as long, as is
// allowed.
std::optional<core::Time> next_look(DecisionDraft& draft, const PlanStep& step,
                                    const ActionResult& result) {
  const auto& state = draft.state(step);
  const int looks = state.look - state.looks_before;
  const bool timed = result.retry_after > core::Duration{};
  core::Duration delay = backoff(step.spec->retry, std::max(1, tries(state)) + looks, draft.draw());
  if (timed) delay = throttled(result.retry_after, delay, draft.draw());
  const core::Time due = core::plus(draft.moment.steady, delay);
  const bool over = looks >= (timed ? kTimedLooksMax : kLooksMax) || too_late(state, due);
  return over ? std::nullopt : std::optional(due);
}

// Has the effect looked for at `due`.
void look_at(DecisionDraft& draft, const PlanStep& step, core::Time due, const ActionResult& result,
             const core::Tried& tried) {
  auto note = unknown(draft, step, result, tried, doubt_about(draft.state(step), result, tried));
  note.due = due;
  draft.note(std::move(note));
  draft.act(action_of(draft.run(), step, due, StartAction::Mode::read_back));
}

// Whether the action had its effect is not known, so it is looked for before anything is sent
// again. The step fails if it has been looked for often enough.
void look_again(DecisionDraft& draft, const PlanStep& step, const ActionResult& result,
                const core::Tried& tried) {
  if (const auto due = next_look(draft, step, result))
    return look_at(draft, step, *due, result, tried);
  draft.note(core::StepFailed{
      step.ref, std::string(core::kUnknownCode),
      "whether the action happened could not be found out: " +
          doubt_about(draft.state(step), result, tried) +
          "; retry the step to look again, or look in the connected system and resolve it",
      false, kept(draft, step, result, true), waited_ms(result)});
}

// Nothing can tell whether the action happened, so a person has to say.
void ask_person(DecisionDraft& draft, const PlanStep& step, const ActionResult& result,
                const core::Tried& tried) {
  auto reason = reason_of(result);
  const auto& before = draft.state(step).reason;
  if (!before.empty() && draft.state(step).status == StepStatus::unknown)
    reason += " (" + before + ")";
  draft.note(unknown(draft, step, result, tried, std::move(reason)));
}

// The action certainly has not happened, so it is sent, under the same key.
void send_again(DecisionDraft& draft, const PlanStep& step) {
  const auto& state = draft.state(step);
  const auto& ref = step.ref;
  const bool cut_by_restart = state.status == StepStatus::running;
  const int tried = tries(state);
  if (!cut_by_restart && tried >= step.spec->retry.attempts) {
    return draft.note(core::StepFailed{
        ref, std::string(core::kNoTraceCode),
        "its answer was lost, and no trace of it was found: " + Doubt::of(state.reason).cause +
            " (after " + core::counted(tried, "attempt") + ")"});
  }
  if (too_late(state, draft.moment.steady))
    return draft.note(
        core::StepFailed{ref, std::string(core::kGaveUpCode), within(step) + ": " + state.reason});
  send_anew(draft, step);
}

// The dispatcher did not begin the action any more, because the step's `retry: for` is over.
void give_up(DecisionDraft& draft, const PlanStep& step, const ActionResult& result,
             const core::Tried& tried) {
  const auto& last = result.message.empty() ? draft.state(step).reason : result.message;
  const auto code = tried.read_back ? core::kUnknownCode : core::kGaveUpCode;
  const auto doubt = tried.read_back ? ", and whether its last attempt happened is not known" : "";
  fail(draft, step, result, code, within(step) + doubt + (last.empty() ? "" : ": " + last),
       draft.state(step).in_doubt && !tried.read_back);
}

// Whether it is still open, after this outcome, if the attempt happened: its answer was lost, or
// the look for its effect failed.
bool leaves_open(const ActionResult& result, const core::Tried& tried) {
  const bool failed =
      result.kind == ActionResult::Kind::transient || result.kind == ActionResult::Kind::permanent;
  return result.kind == ActionResult::Kind::unknown || (tried.read_back && failed);
}

// Notes the outcome of an attempt that the step no longer waits for.
void record_late(DecisionDraft& draft, const PlanStep& step, ActionResult result) {
  draft.note(core::LateOutcome{step.ref, draft.state(step).superseded->attempt,
                               std::string(core::to_text(result.kind)), std::move(result.output),
                               std::move(result.code), std::move(result.message),
                               waited_ms(result)});
}

// An outcome came after the step was cancelled or a person had decided what became of it. What the
// attempt of a cancelled step did is still looked for, but it is never sent again.
void late(DecisionDraft& draft, const PlanStep& step, ActionResult result,
          const core::Tried& tried) {
  if (draft.state(step).status != StepStatus::cancelled)
    return record_late(draft, step, std::move(result));
  if (leaves_open(result, tried)) {
    const auto due =
        result.code == core::kGaveUpCode ? std::nullopt : next_look(draft, step, result);
    if (due) return look_at(draft, step, *due, result, tried);
    result.kind = ActionResult::Kind::unknown;
  } else if (result.kind == ActionResult::Kind::not_found && result.code == core::kRepeatableCode) {
    result.kind = ActionResult::Kind::undecidable;
    result.message = "its operation has no way to look for it";
  }
  record_late(draft, step, std::move(result));
}

// Whether the step is due by the clock that its due time belongs to. A gate may have a time on both
// clocks.
bool time_came(const DecisionDraft& draft, const core::StepState& state) {
  const auto& moment = draft.moment;
  if (state.status == StepStatus::gated && state.gate_closes && *state.gate_closes <= moment.steady)
    return true;
  return state.due && *state.due <= (state.due_on_wall() ? moment.now : moment.steady);
}

// Ends a step well with the output of its action, or fails it if the run cannot keep the output.
void succeed(DecisionDraft& draft, const PlanStep& step, ActionResult result) {
  const auto waited = waited_ms(result);
  auto why = too_large(draft.run(), result.output, "its output");
  if (why.empty())
    return draft.note(core::StepSucceeded{step.ref, std::move(result.output), {}, waited});
  core::StepFailed failed{step.ref, "too_large", "the action was performed, but " + std::move(why)};
  failed.waited_ms = waited;
  draft.note(std::move(failed));
}

// Notes what follows from the outcome of an action that is under way.
void follow(DecisionDraft& draft, const PlanStep& step, ActionResult result,
            const core::Tried& tried) {
  switch (result.kind) {
    case ActionResult::Kind::succeeded: return succeed(draft, step, std::move(result));
    case ActionResult::Kind::permanent:
      if (result.code == core::kGaveUpCode) return give_up(draft, step, result, tried);
      if (tried.read_back) return look_again(draft, step, result, tried);
      return fail(draft, step, result, result.code, reason_of(result),
                  draft.state(step).in_doubt || result.in_doubt);
    case ActionResult::Kind::unknown: return look_again(draft, step, result, tried);
    case ActionResult::Kind::undecidable: return ask_person(draft, step, result, tried);
    case ActionResult::Kind::not_found: return send_again(draft, step);
    case ActionResult::Kind::transient:
      return tried.read_back ? look_again(draft, step, result, tried)
                             : try_again(draft, step, result);
    case ActionResult::Kind::held:
    case ActionResult::Kind::pending:
    case ActionResult::Kind::throttled: return;  // nothing was done; the dispatcher tries again
  }
}

}  // namespace

void action_ended(DecisionDraft& draft, const core::Event& event) {
  const Named step(draft.plan, core::step_named(event));
  const auto* attempt = core::find(event.data, "attempt");
  if (!step || !attempt) return;
  const auto& state = draft.state(*step);
  const auto tried = core::tried(event);
  const core::Try ended{attempt->get<int>(), tried.look};
  if (state.superseded == ended) return late(draft, *step, core::action_result(event), tried);
  const bool performing =
      state.status == StepStatus::running || state.status == StepStatus::unknown;
  if (draft.run().done() || !performing || state.waits_for_person() || ended != state.doing())
    return;  // the outcome of an attempt that no longer counts
  follow(draft, *step, core::action_result(event), tried);
}

void step_came_due(DecisionDraft& draft, const core::Event& event) {
  const Named step(draft.plan, core::step_named(event));
  if (!step || draft.run().done()) return;
  const auto& state = draft.state(*step);
  if (!time_came(draft, state)) return;
  // The server crashed each time that it stepped this event, and has set it aside.
  if (const auto cause = core::text_at(event.data, "set_aside"); !cause.empty())
    return draft.note(core::StepFailed{step->ref, "set_aside", cause});
  if (state.status == StepStatus::gated) {
    // A step whose gate opens while the run is paused begins when the run goes on.
    const auto answer = ask_gate(draft, *step);
    if (answer == GateAnswer::go && draft.run().status() != core::RunStatus::paused)
      verb_of(*step).begin(draft, *step);
    return;
  }
  const auto came_due = verb_of(*step).came_due;
  if (came_due && state.status == StepStatus::waiting) came_due(draft, *step);
}

}  // namespace baton::engine
