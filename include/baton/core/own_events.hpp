#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/schedule.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Baton's own events: what comes back to a run travels on the same bus as what comes from outside.
// Each names its run and step in `data`, and of a step that is done for each item of a list also
// the item; makers and readers stand side by side here so that they cannot drift apart.
namespace baton::core {

// The types of these events. An attempt at an action has ended.
inline constexpr std::string_view kActionFinished = "baton.action.finished";
// A time that a step waited for has come.
inline constexpr std::string_view kStepDue = "baton.step.due";
// A person decides on an approval.
inline constexpr std::string_view kApprovalDecide = "baton.approval.decide";
// A person has failed steps tried again.
inline constexpr std::string_view kRunRetry = "baton.run.retry";
// A person cancels a run.
inline constexpr std::string_view kRunCancel = "baton.run.cancel";
// A person says what became of an action whose outcome is not known.
inline constexpr std::string_view kStepResolve = "baton.step.resolve";
// A person has a run begin no further step, and has it go on.
inline constexpr std::string_view kRunPause = "baton.run.pause";
inline constexpr std::string_view kRunResume = "baton.run.resume";
// A run that waits for a place in a slot has one.
inline constexpr std::string_view kSlotGiven = "baton.slot.given";
// A run that a step of this one has begun has ended.
inline constexpr std::string_view kChildEnded = "baton.child.ended";
// A person takes a task, or gives it to somebody.
inline constexpr std::string_view kTaskClaim = "baton.task.claim";
// A person gives a task back.
inline constexpr std::string_view kTaskRelease = "baton.task.release";
// A person has done a task.
inline constexpr std::string_view kTaskFinish = "baton.task.finish";
// A person wants a task that was done to be done again.
inline constexpr std::string_view kTaskReopen = "baton.task.reopen";
// The time has come by which a run should have ended.
inline constexpr std::string_view kRunDue = "baton.run.due";
// A person has a run go on without one of its steps.
inline constexpr std::string_view kStepSkip = "baton.step.skip";
// One of these types.
struct AddressedType {
  std::string_view type;
  // What the audit calls it when a person causes it; empty if it is no act of a person.
  std::string_view act;
};
// All of them. src/engine/own_events.cpp has a row for each, with what it does to its run.
inline constexpr std::array kAddressedTypes{
    AddressedType{kActionFinished, {}},
    AddressedType{kStepDue, {}},
    AddressedType{kApprovalDecide, "approvals.approve"},  // a "no" is "approvals.reject"
    AddressedType{kRunRetry, "runs.retry"},
    AddressedType{kRunCancel, "runs.cancel"},
    AddressedType{kStepResolve, "runs.resolve"},
    AddressedType{kRunPause, "runs.pause"},
    AddressedType{kRunResume, "runs.resume"},
    AddressedType{kSlotGiven, {}},
    AddressedType{kChildEnded, {}},
    AddressedType{kTaskClaim, "tasks.claim"},
    AddressedType{kTaskRelease, "tasks.release"},
    AddressedType{kTaskFinish, "tasks.done"},
    AddressedType{kTaskReopen, "tasks.reopen"},
    AddressedType{kRunDue, {}},
    AddressedType{kStepSkip, "runs.skip"}};

// A run begins because a step of another run says so. Its data: {"run", "workflow", "version",
// "inputs", "context", "goal", "parent", "step"}, and "item" if the step is one of several items.
// It is for no run that is there, and no other workflow starts from it.
inline constexpr std::string_view kChildBegin = "baton.child.begin";

// The schedules of a workflow are to be looked at, as at least one of them was to fire at `due`. It
// is for no run, and no workflow starts from it: the firings that come of it are events of their
// own.
inline constexpr std::string_view kScheduleDue = "baton.schedule.due";
// A schedule has fired, which starts a run of its workflow: {"workflow", "cron", "timezone", "at"}.
// `at` is the moment for which it was planned.
inline constexpr std::string_view kScheduleFired = "baton.schedule.fired";
// A window of a workflow has fired, which starts a run of it: {"workflow", "window", "key", "at"},
// and, as the window has them, "count", "distinct", "first", "last", "value" and "baseline".
inline constexpr std::string_view kWindowFired = "baton.window.fired";
// The time for which an event was not to come to a window is over. It is for no run, and no
// workflow starts from it.
inline constexpr std::string_view kWindowDue = "baton.window.due";
// A person starts a workflow by hand: {"workflow", "inputs", "key"}. The event is for no run yet.
inline constexpr std::string_view kRunStart = "baton.run.start";

// A burst of events is over, or a time in which they are counted. It is for no run, and no workflow
// starts from it: the run that comes of it starts from the last event of the burst.
inline constexpr std::string_view kBurstDue = "baton.burst.due";

// A person sets a fact: {"fact", "key", "value", "note"}. It is for no run, and no workflow starts
// from it: what comes of it is a kFactChanged.
inline constexpr std::string_view kFactSet = "baton.fact.set";
// A fact is too old from now on: {"of", "due"}. It is for no run, as kFactSet.
inline constexpr std::string_view kFactDue = "baton.fact.due";
// A fact has changed, or is too old from now on, which `stale` says: {"fact", "key", "of", "value",
// "stale"}. `of` names fact and key in one text, by which those are found that have read it.
inline constexpr std::string_view kFactChanged = "baton.fact.changed";

// Which try of an action has ended. The number of the attempt is told beside it.
struct Tried {
  // The number of the look for the attempt's effect; 0 if there was none yet.
  int look = 0;
  // True if nothing was sent, and the effect of an earlier sending was looked for.
  bool read_back = false;
  // The latest moment at which the attempt may have been sent, in steady time.
  Time sent_at{};
};
// A try of a step's action has ended with this result.
Event action_finished(RunId run, const StepRef& step, int attempt, ActionResult result, Time now,
                      Tried tried = {});
// The alarm of a step came due. `due` is the time for which it was set.
Event step_due(RunId run, const StepRef& step, Time due, Time now);
// A person decides an approval. `on_behalf_of` is the person in whose name the actor decides, by
// delegation; nobody if it is their own.
Event approval_decide(RunId run, const StepRef& step, bool approve, std::string comment,
                      std::string hash, Actor actor, Time now, Actor on_behalf_of = {});
// A person has a failed step tried again; with an empty `step`, every failed step of the run.
Event run_retry(RunId run, const StepRef& step, Actor actor, Time now);
// A person cancels a run.
Event run_cancel(RunId run, std::string reason, Actor actor, Time now);
// Has a run tried again that a step of another run waits for. If there is nothing to try again, the
// run tells that once more how it ended.
Event child_retry(RunId run, RunId parent, const StepRef& parent_step, Actor actor, Time now);
// A person pauses a run.
Event run_pause(RunId run, std::string reason, Actor actor, Time now);
// A person lets a paused run go on.
Event run_resume(RunId run, Actor actor, Time now);
// A run that waited for a place in its slot is given one.
Event slot_given(RunId run, Time now);
Event run_due(RunId run, Time due, Time now);
// A person says what became of an unknown action. `as`: "succeeded" with its output, "failed", or
// "resend".
Event step_resolve(RunId run, const StepRef& step, std::string_view as, Json output,
                   std::string note, Actor actor, Time now);
// A person has a run go on without a step. `note`: why; may be empty.
Event step_skip(RunId run, const StepRef& step, std::string note, Actor actor, Time now);

// What the begin of a run by a step of another one carries.
struct ChildBegin {
  RunId run{};
  std::string workflow{};
  int version = 0;
  Json inputs{};
  Json context{};
  std::string goal{};
  RunId parent{};
  StepRef step{};
};
// A step begins this run. The event is for the run that is about to begin.
Event child_begin(ChildBegin begin, Time now);
// How a run ended, told to the step that began it. `status`: the word of its status.
struct ChildEnd {
  RunId run{};
  std::string status{};
  Json outputs{};
  std::string message{};
};
// A run that a step of `parent` began has ended.
Event child_ended(RunId parent, const StepRef& step, ChildEnd end, Time now);
// `owner`: who is to have the task; `actor` gives it to them, or takes it. `from`: who had it when
// the person acted. When somebody else has it by then, nothing changes.
Event task_claim(RunId run, const StepRef& step, Actor owner, Actor from, Actor actor, Time now);
Event task_release(RunId run, const StepRef& step, std::string comment, Actor from, Actor actor,
                   Time now);
// `values`: what was filled in, an object.
Event task_finish(RunId run, const StepRef& step, Json values, std::string comment, Actor actor,
                  Time now);
Event task_reopen(RunId run, const StepRef& step, std::string reason, Actor actor, Time now);

Event schedule_due(std::string_view workflow, Time due, Time now);
// `burst`: the name of the burst, as ports::BurstRow::name() gives it.
Event burst_due(std::string_view burst, Time due, Time now);
Event schedule_fired(std::string_view workflow, const Schedule& schedule, Time at, Time now);
// `window`: the name of the row, as ports::WindowRow::name() gives it.
Event window_due(std::string_view window, Time due, Time now);
// `told`: its data, but for the workflow. `last`: the event that made it fire, whose cause it has.
Event window_fired(std::string_view workflow, Json told, const Event& last, Time now);

Event fact_set(std::string_view fact, std::string_view key, Json value, std::string note,
               Actor actor, Time now);
// `of`: the fact and the key in one text, as fact_text() writes them.
Event fact_due(std::string_view of, Time due, Time now);
Event fact_changed(const FactValue& fact, bool stale, Time now);
// The fact that a person sets with this event; empty for every other event.
std::string fact_set_by(const Event& event);
// The fact and the key, in one text, that an event says are too old; nullopt for any event but
// kFactDue.
std::optional<std::string> stale_fact_of(const Event& event);

Event run_start(std::string_view workflow, Json inputs, std::string key, Actor actor, Time now);
// The workflow that a person starts by hand with this event; empty for every other event.
std::string started_by_hand(const Event& event);
// The workflow that this event starts by its name, whatever types of events its triggers take: that
// of a schedule or a window that has fired, or of a start by hand. Empty for every other event.
std::string workflow_started_by(const Event& event);

// Events of this type are addressed to one run, which may be about to begin, to the schedules, a
// burst or a window of a workflow, or to a fact: no workflow starts from them or waits for them.
bool addressed(std::string_view type);
// The run an own event is addressed to; nullopt for an event from outside and for lifecycle events.
std::optional<RunId> addressee(const Event& event);
// The workflow whose schedules an event is for; nullopt for any event but kScheduleDue.
std::optional<std::string> schedules_of(const Event& event);
// The name of the burst that an event is for; nullopt for any event but kBurstDue.
std::optional<std::string> burst_of(const Event& event);
// The name of the row of a window that an event is for; nullopt for any event but kWindowDue.
std::optional<std::string> window_of(const Event& event);
// What a kChildBegin says; nullopt for any other event.
std::optional<ChildBegin> begins_child(const Event& event);
// What a kChildEnded says.
ChildEnd child_end(const Event& ended);
// The run and the step that a retry of a run is for; nullopt if a person asked for it.
std::optional<std::pair<RunId, StepRef>> retried_for(const Event& retry);
// The step that an own event names; an empty ref where it names none.
StepRef step_named(const Event& event);
ActionResult action_result(const Event& finished);
// The try that the event is about.
Tried tried(const Event& finished);

}  // namespace baton::core
