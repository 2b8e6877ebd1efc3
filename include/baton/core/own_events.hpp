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

// Baton's own events: outcomes, due times and decisions of people reach a run over the same bus as
// events from outside. Each names its run and step in `data`, and the item too if the step is done
// for each item of a list. The functions that make these events and those that read them stand
// together here, so that they agree.
namespace baton::core {

// The types of these events follow, each with what it says.
//
// An attempt at an action has ended.
inline constexpr std::string_view kActionFinished = "baton.action.finished";
// A time that a step waited for has come.
inline constexpr std::string_view kStepDue = "baton.step.due";
// A person decides on an approval.
inline constexpr std::string_view kApprovalDecide = "baton.approval.decide";
// A person asks for failed steps to be tried again.
inline constexpr std::string_view kRunRetry = "baton.run.retry";
// A person cancels a run.
inline constexpr std::string_view kRunCancel = "baton.run.cancel";
// A person says what became of an action whose outcome is not known.
inline constexpr std::string_view kStepResolve = "baton.step.resolve";
// A person pauses a run: it begins no further step.
inline constexpr std::string_view kRunPause = "baton.run.pause";
// A person lets a paused run go on.
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
// A person skips a step: its run goes on without it.
inline constexpr std::string_view kStepSkip = "baton.step.skip";
// A person migrates a run to another version of its workflow.
inline constexpr std::string_view kRunMigrate = "baton.run.migrate";
// One of these types, with what the audit needs to know of it.
struct AddressedType {
  // The type of the event.
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
    AddressedType{kStepSkip, "runs.skip"},
    AddressedType{kRunMigrate, "runs.migrate"}};

// A run begins because a step of another run says so. Its data: {"run", "workflow", "version",
// "inputs", "context", "goal", "parent", "step"}, and "item" if the step is one of several items.
// It is addressed to a run that does not exist yet, and no other workflow starts from it.
inline constexpr std::string_view kChildBegin = "baton.child.begin";

// At least one schedule of a workflow is due at `due`. The event is for no run, and no workflow
// starts from it: each firing that follows is an event of its own (kScheduleFired).
inline constexpr std::string_view kScheduleDue = "baton.schedule.due";
// A schedule has fired, which starts a run of its workflow: {"workflow", "cron", "timezone", "at"}.
// `at` is the moment for which it was planned.
inline constexpr std::string_view kScheduleFired = "baton.schedule.fired";
// A window of a workflow has fired, which starts a run of it: {"workflow", "window", "key", "at"},
// and, as the window has them, "count", "distinct", "first", "last", "value" and "baseline".
inline constexpr std::string_view kWindowFired = "baton.window.fired";
// A window waited that an event does not come for a time, and that time is over. The event is for
// no run, and no workflow starts from it.
inline constexpr std::string_view kWindowDue = "baton.window.due";
// A person starts a workflow by hand: {"workflow", "inputs", "key"}. The event is for no run yet.
inline constexpr std::string_view kRunStart = "baton.run.start";

// A burst of events is over (`debounce`), or the time within which events are counted
// (`throttle`). The event is for no run, and no workflow starts from it: the run that follows
// starts from the last event of the burst.
inline constexpr std::string_view kBurstDue = "baton.burst.due";

// A person sets a fact: {"fact", "key", "value", "note"}. The event is for no run, and no workflow
// starts from it: a kFactChanged follows.
inline constexpr std::string_view kFactSet = "baton.fact.set";
// A fact is too old from now on: {"of", "due"}. The event is for no run, as kFactSet.
inline constexpr std::string_view kFactDue = "baton.fact.due";
// A fact has changed, or, if `stale` is true, is too old from now on: {"fact", "key", "of",
// "value", "stale"}. `of` is the fact_text(), by which the runs that have read the fact are found.
inline constexpr std::string_view kFactChanged = "baton.fact.changed";

// Which try of an action has ended, beside the number of the attempt.
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
// A person asks for a failed step to be tried again; with an empty `step`, for every failed step of
// the run.
Event run_retry(RunId run, const StepRef& step, Actor actor, Time now);
// A person cancels a run.
Event run_cancel(RunId run, std::string reason, Actor actor, Time now);
// Asks for `run` to be tried again, because a step of the run `parent` waits for it. If there is
// nothing to try again, `run` tells that step once more how it ended.
Event child_retry(RunId run, RunId parent, const StepRef& parent_step, Actor actor, Time now);
// A person pauses a run.
Event run_pause(RunId run, std::string reason, Actor actor, Time now);
// A person lets a paused run go on.
Event run_resume(RunId run, Actor actor, Time now);
// A run that waited for a place in its slot is given one.
Event slot_given(RunId run, Time now);
// A run should have ended by `due`, by the clock that RunStarted::due_on_wall says.
Event run_due(RunId run, Time due, Time now);
// A person says what became of an unknown action. `as`: "succeeded" with its output, "failed", or
// "resend".
Event step_resolve(RunId run, const StepRef& step, std::string_view as, Json output,
                   std::string note, Actor actor, Time now);
// A person skips a step. `note`: why; may be empty.
Event step_skip(RunId run, const StepRef& step, std::string note, Actor actor, Time now);
// A person migrates a run to the version `to` of its workflow. `note`: why; may be empty.
Event run_migrate(RunId run, int to, std::string note, Actor actor, Time now);

// The data of a kChildBegin: a step of one run (`parent`, `step`) begins another (`run`).
struct ChildBegin {
  // The id of the run that is about to begin.
  RunId run{};
  // The name of its workflow.
  std::string workflow{};
  // The version of its workflow; 1 is the first.
  int version = 0;
  // The values of its inputs, by name.
  Json inputs{};
  // The context of the parent, which travels on.
  Json context{};
  // The goal of the parent; may be empty.
  std::string goal{};
  // The run whose step begins it.
  RunId parent{};
  // That step, or one of its items.
  StepRef step{};
};
// A step begins this run. The event is for the run that is about to begin.
Event child_begin(ChildBegin begin, Time now);
// The data of a kChildEnded: how a run ended, told to the step that began it.
struct ChildEnd {
  // The run that has ended.
  RunId run{};
  // The word of its status: "succeeded", "failed" or "cancelled".
  std::string status{};
  // What it gave, if it succeeded.
  Json outputs{};
  // Why it failed or was cancelled, for people; may be empty.
  std::string message{};
};
// A run that a step of `parent` began has ended.
Event child_ended(RunId parent, const StepRef& step, ChildEnd end, Time now);
// `owner`: who is to have the task; `actor` gives it to them, or takes it. `from`: who had it when
// the person acted. When somebody else has it by then, nothing changes.
Event task_claim(RunId run, const StepRef& step, Actor owner, Actor from, Actor actor, Time now);
// A person gives a task back. `from`: as for task_claim().
Event task_release(RunId run, const StepRef& step, std::string comment, Actor from, Actor actor,
                   Time now);
// A person has done a task. `values`: what was filled in, an object.
Event task_finish(RunId run, const StepRef& step, Json values, std::string comment, Actor actor,
                  Time now);
// A person wants a task that was done to be done again. `reason`: what is wrong with it.
Event task_reopen(RunId run, const StepRef& step, std::string reason, Actor actor, Time now);

// The schedules of a workflow are due. `due`: the planned moment of the first of them.
Event schedule_due(std::string_view workflow, Time due, Time now);
// `burst`: the name of the burst, as ports::BurstRow::name() gives it.
Event burst_due(std::string_view burst, Time due, Time now);
// A schedule of a workflow has fired. `at`: the planned moment.
Event schedule_fired(std::string_view workflow, const Schedule& schedule, Time at, Time now);
// `window`: the name of the row, as ports::WindowRow::name() gives it.
Event window_due(std::string_view window, Time due, Time now);
// A window of a workflow has fired. `told`: the data, without the workflow, which is added.
// `last`: the event that made it fire. The new event has the same actor, depth, root and trace.
Event window_fired(std::string_view workflow, Json told, const Event& last, Time now);

// A person sets a fact. `key`: empty for a fact with one value. `note`: why; may be empty.
Event fact_set(std::string_view fact, std::string_view key, Json value, std::string note,
               Actor actor, Time now);
// `of`: the fact and the key in one text, as fact_text() writes them.
Event fact_due(std::string_view of, Time due, Time now);
// A fact has changed, or is too old from now on if `stale` is true.
Event fact_changed(const FactValue& fact, bool stale, Time now);
// The fact that a person sets with this event; empty for every other event.
std::string fact_set_by(const Event& event);
// The fact and the key, in one text, that an event says are too old; nullopt for any event but
// kFactDue.
std::optional<std::string> stale_fact_of(const Event& event);

// A person starts a workflow by hand. `key`: the key of the run; may be empty.
Event run_start(std::string_view workflow, Json inputs, std::string key, Actor actor, Time now);
// The workflow that a person starts by hand with this event; empty for every other event.
std::string started_by_hand(const Event& event);
// The workflow that this event names and starts, whatever types of events its triggers take. Events
// of a schedule or a window that has fired, and of a start by hand, name one. Empty for every other
// event.
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
// The version that a kRunMigrate asks for; 0 for any other event.
int version_wanted(const Event& event);
// The step that an own event names; an empty ref where it names none.
StepRef step_named(const Event& event);
// The result in a kActionFinished.
ActionResult action_result(const Event& finished);
// The try that the event is about.
Tried tried(const Event& finished);

}  // namespace baton::core
