#include "baton/core/effect.hpp"
#include "baton/engine/resolving.hpp"
#include "engine/evolution.hpp"

#include <algorithm>
#include <utility>

// What transitions change of steps, whatever their verb, and of actions and waits.
namespace baton::engine {

using core::Json;
using core::StepStatus;

void Evolution::operator()(const core::StepStarted& t) {
  // A step that starts while it is running was cut by a restart, and the attempt was never sent:
  // that attempt does not count.
  const bool cut_by_restart = run_.step(t.step).status == StepStatus::running;
  auto& step = enter(t.step, StepStatus::running);
  if (cut_by_restart) ++step.attempts_before;
  step.attempt = t.attempt;
  view(t.step).erase(kResolvedBy);
  end_looking(step);
  if (t.give_up_at) step.give_up_at = t.give_up_at;
  if (!t.key.empty()) step.key = t.key;
  if (!t.input.is_null()) replace(step.input, t.input);
  began_at(step, t.position);
  view(t.step)["attempt"] = t.attempt;
  begun(t.step);
}

void Evolution::operator()(const core::StepRetrying& t) {
  auto& step = enter(t.step, StepStatus::running);
  step.attempt = t.attempt;
  step.due = t.due;
  step.reason = t.reason;
  end_looking(step);
  step.in_doubt = step.in_doubt || t.in_doubt;
  view(t.step)["attempt"] = t.attempt;
}

// A cancelled step stays cancelled while its effect is looked for.
void Evolution::operator()(const core::StepUnknown& t) {
  const bool cancelled = run_.step(t.step).status == StepStatus::cancelled;
  auto& step = cancelled ? run_.steps_[t.step] : enter(t.step, StepStatus::unknown);
  step.attempt = t.attempt;
  step.look = t.look;
  step.due = t.due;
  if (cancelled) step.superseded = step.doing();
  if (!cancelled) step.reason = t.reason;
  step.sent = t.sent;
  step.uncertain = true;
  view(t.step).erase(kResolvedBy);
  if (t.restart) ++step.attempts_before;
  view(t.step)["attempt"] = t.attempt;
}

void Evolution::operator()(const core::StepWaiting& t) {
  // A wait that is found by other values from now on keeps what it has taken.
  auto taken = std::exchange(run_.steps_[t.step].taken, {});
  auto& step = stay(t.step, StepStatus::waiting);
  step.taken = std::move(taken);
  step.due = t.due;
  step.wait = t;
  began_at(step, t.position);
  step.attempt = std::max(step.attempt, 1);
  view(t.step)["started_at"] = core::to_rfc3339(at_);
  begun(t.step);
}

// Without a step, the context of the run has heard it.
void Evolution::operator()(const core::EventTaken& t) {
  if (const auto said = context::said_in(t.event)) join(*said);
  if (!t.step.empty()) replace(run_.steps_[t.step].taken[t.branch], t.event);
}

void Evolution::operator()(const core::StepNoted& t) {
  run_.steps_[t.step].notes.push_back(t.note);
}

void Evolution::operator()(const core::StepGated& t) {
  auto& step = stay(t.step, StepStatus::gated);
  step.due = t.due;
  step.gate_closes = t.closes;
  step.reason = t.reason;
}

void Evolution::operator()(const core::GateOpened& t) {
  auto& step = enter(t.step, StepStatus::pending);
  step.gate_closes.reset();
  step.gate_open = true;
}

// It changes no status. What the run as a whole has read stands in the journal only.
void Evolution::operator()(const core::FactsRead& t) {
  if (!t.step.empty()) replace(run_.steps_[t.step].facts, t.facts);
}

void Evolution::operator()(const core::LateOutcome& t) {
  auto& step = run_.steps_[t.step];
  step.superseded.reset();
  step.late = t;
  if (t.step.has_item() && step.status == StepStatus::succeeded) {
    run_.steps_.erase(t.step);
    return;
  }
  if (step.status != StepStatus::cancelled) return;
  step.due.reset();
  step.uncertain = t.result == core::to_text(core::ActionResult::Kind::unknown) ||
                   t.result == core::to_text(core::ActionResult::Kind::undecidable);
}

// It changes no status: the next transition does.
void Evolution::operator()(const core::StepResolved& t) {
  auto& step = run_.steps_[t.step];
  if (step.status == StepStatus::unknown && step.due) step.superseded = step.doing();
  step.attempts_before = step.attempt;
  step.give_up_at.reset();
  step.uncertain = step.in_doubt = false;
  view(t.step)[kResolvedBy] = t.actor;
}

void Evolution::operator()(const core::StepSucceeded& t) {
  const auto& waited = run_.step(t.step).wait;
  if (waited && !waited->type.empty()) join_taken(t.output);
  if (t.step.has_item()) return item_succeeded(t);
  auto& step = settle(t.step, StepStatus::succeeded, {});
  began_at(step, t.position);
  step.uncertain = step.in_doubt = false;
  step.succeeded_at = run_.revision_ + 1;
  begun(t.step);
  if (step.items) return tell_failed(t.step, *step.items);  // its output is that of its items
  replace(view(t.step)["output"], t.output);
}

void Evolution::operator()(const core::StepFailed& t) {
  auto& step = settle(t.step, StepStatus::failed, t.message);
  step.uncertain = t.in_doubt || t.code == core::kUnknownCode || t.code == core::kNoTraceCode;
  begun(t.step);
  if (t.code == core::kTimeoutCode) give_up_child(step);
  view(t.step)["error"] = Json{{"code", t.code}, {"message", t.message}};
  if (step.items) tell_failed(t.step, *step.items);
  if (t.no_items) view(t.step)["failed"] = Json::array();
}

void Evolution::operator()(const core::StepSkipped& t) {
  settle(t.step, StepStatus::skipped, t.reason).skipped_by_person = t.by_person;
}

void Evolution::operator()(const core::StepBlocked& t) {
  settle(t.step, StepStatus::blocked, t.by);
}

void Evolution::operator()(const core::StepCancelled& t) {
  const auto& before = run_.step(t.step);
  const auto next_look = before.status == StepStatus::unknown ? before.due : std::nullopt;
  const bool under_way = before.status == StepStatus::running || next_look;
  auto& step = settle(t.step, StepStatus::cancelled, t.reason);
  give_up_child(step);
  if (under_way) step.superseded = step.doing();
  step.due = next_look;
}

void Evolution::operator()(const core::StepReset& t) {
  auto& step = begin_anew(t.step);
  if (!step.items) forget_output(t.step);
  view(t.step).erase("failed");
  // The attempts that follow are counted anew, and their numbers go on.
  step.attempts_before = step.attempt;
  step.looks_before = step.look;
  step.give_up_at.reset();
  if (t.after) step.sent_back = t.after;
  if (t.anew) forget_earlier_round(t.step, step);
}

void Evolution::operator()(const core::StepUndone& t) { settle(t.step, StepStatus::undone, {}); }

}  // namespace baton::engine
