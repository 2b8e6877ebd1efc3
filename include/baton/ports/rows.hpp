#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/alarm.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/run.hpp"
#include "baton/core/spent.hpp"
#include "baton/core/standing.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"
#include "baton/ports/flow.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The rows a store keeps, as values. docs/architecture.md says which table each one is. A time is
// wall time unless its comment says that it is steady time (ports::Clock).
namespace baton::ports {

// What an open run calls people for, beside its approvals and tasks, which have rows of their own.
// The numbers are stored.
enum class CallsFor {
  // It calls for nobody.
  nothing,
  // Somebody has to act: it is failing, paused or late, has missed a service level, or a person has
  // to say what became of an action.
  action,
  // Somebody wrote to it and asks for a decision. It may call for an action as well.
  decision,
};

// A run as lists show it. There is one row a run; the run itself is computed from its journal.
struct RunRow {
  // The id of the run.
  core::RunId id{};
  // The name of the workflow it runs.
  std::string workflow{};
  // The version of the template it began with.
  int version = 0;
  // The key its trigger gave it; at most one run of a workflow is open for a key. Empty: none.
  std::string key{};
  // What it is called in lists, as its template renders it.
  std::string title{};
  // What it is for, as its template says; may be empty.
  std::string goal{};
  // Whether it is open, and how it ended.
  core::RunStatus status = core::RunStatus::running;
  // What it is doing or why it stopped, in words.
  std::string now_at{};
  // How many transitions were applied to it so far.
  std::int64_t revision = 0;
  // The event that started it.
  core::EventId trigger{};
  // When it was started.
  core::Time started_at{};
  // When its last transition happened.
  core::Time updated_at{};
  // When it ended; unset while it is open.
  std::optional<core::Time> ended_at{};
  // True while the run is open but one of its steps has failed for good. The run will fail unless
  // somebody acts.
  bool failing = false;
  // What people should know first of it. `now_at` says the same in words.
  core::Standing standing{};
  // What it calls people for; nothing once it has ended.
  CallsFor calls_for = CallsFor::nothing;
  // How its time was spent until `updated_at`.
  core::Split split{};
  // What its time is spent on since.
  core::SpentOn spends_on = core::SpentOn::queue;
  // When it should have ended, by the clock that `due_on_wall` says; unset: at any time.
  std::optional<core::Time> due{};
  // True: `due` is wall time. False: it is steady time.
  bool due_on_wall = false;
  // True once it has not ended by then.
  bool late = false;
  bool operator==(const RunRow&) const = default;

  // The connection whose action has stopped it or holds it up; empty when none does.
  std::string_view connection() const {
    return standing.stopped_by_action() ? std::string_view(standing.connection)
                                        : std::string_view();
  }
};

// A live step: one to which something still has to happen. The live steps whose action is to be
// performed, or whose effect is looked for, are the outbox.
struct StepRow {
  // The run of the step.
  core::RunId run{};
  // The step within its run.
  core::StepRef step{};
  // What is going on with it.
  core::StepStatus status = core::StepStatus::running;
  // How many attempts at its action were begun.
  int attempt = 0;
  // When the next attempt at its action, or the next look for its effect, is due, in steady time.
  // All other due times of a step are alarms.
  std::optional<core::Time> due{};
  // The connection and operation of its action: "jira.create_issue". Empty for other steps.
  std::string lane{};
  // Its place among the steps of its lane that have no due time; the lowest is first.
  std::int64_t turn = 0;
  bool operator==(const StepRow&) const = default;
};

// A time at which something comes due for a step. All members together are the row's key.
struct AlarmRow {
  // True: `due` is wall time. False: it is steady time.
  bool on_wall = false;
  // When the alarm is due, by that clock.
  core::Time due{};
  // The run that the alarm is for; not set for AlarmKind::schedule, burst, fact, window and
  // poll.
  core::RunId run{};
  // The step of that run; empty for AlarmKind::run. For AlarmKind::schedule the name of the
  // workflow stands in its place, for AlarmKind::burst and AlarmKind::window that of the burst or
  // of the window, for AlarmKind::fact what core::fact_text() writes, and for AlarmKind::poll the
  // name of the poll.
  core::StepRef step{};
  // What comes due.
  core::AlarmKind kind = core::AlarmKind::step;
  auto operator<=>(const AlarmRow&) const = default;
};

// The earliest due times of some alarms, one for each clock.
struct NextDue {
  // The earliest in steady time; unset when there is none.
  std::optional<core::Time> steady{};
  // The earliest by the wall clock; unset when there is none.
  std::optional<core::Time> wall{};

  // Takes the due time of this alarm, if it is earlier than what is known for its clock.
  void add(const AlarmRow& row);
  // Takes each of the other's due times that is earlier than what is known.
  void add(const NextDue& other);
  bool operator==(const NextDue&) const = default;
};

// An open wait of a step for an event. When `path` and `value` are empty, every event of the type
// is offered to it.
struct WaitRow {
  // The run that waits.
  core::RunId run{};
  // The step that waits.
  core::StepRef step{};
  // The type of the event.
  std::string type{};
  // Where in the event the value is looked up ("data.order.id"); empty: nowhere.
  std::string path{};
  // The value that the event must have there.
  std::string value{};
  // Tells the waits of one step apart, when any of several events ends its waiting.
  int branch = 0;
  bool operator==(const WaitRow&) const = default;
};

// A run that has a place in a slot, or waits for one.
struct SlotRow {
  // The workflow, each of whose slots has a key.
  std::string workflow{};
  // The key of the slot; may be empty.
  std::string key{};
  // The run. Of those that wait, the one with the lowest id is next.
  core::RunId run{};
  // True: it has a place. False: it waits for one.
  bool held = false;
  // True while it waits and others are served before it, because it is paused.
  bool passed_over = false;
  bool operator==(const SlotRow&) const = default;
};

// Events of one key that are held back until their burst is over, or that are counted.
struct BurstRow {
  // debounce: the last event starts a run when the burst is over. throttle: events start runs until
  // there are too many.
  enum class Kind { debounce, throttle };
  // The workflow.
  std::string workflow{};
  // What is done with the events.
  Kind kind = Kind::debounce;
  // Tells the bursts of a workflow apart.
  std::string key{};
  // The last event of them.
  core::EventId event{};
  // How many there were.
  std::int64_t count = 0;
  // How many of them started no run, because there were too many.
  std::int64_t refused = 0;
  // When it is over at the latest, in steady time.
  core::Time until{};
  // When it is over if nothing more comes, in steady time. It has an alarm for that time.
  core::Time due{};

  // A name that tells it apart from all others; its alarm has it in place of a step.
  std::string name() const;
  bool operator==(const BurstRow&) const = default;
};
// The word of a kind, as it is stored: "debounce".
std::string_view to_text(BurstRow::Kind kind);
// The kind of that word; nullopt when there is none.
std::optional<BurstRow::Kind> burst_kind(std::string_view text);

// A value that a fact has, or had.
struct FactHistoryRow {
  // The number of the row among the rows of all facts; a later row has a greater one.
  std::int64_t sequence = 0;
  // The value.
  core::FactValue value{};
  bool operator==(const FactHistoryRow&) const = default;
};

// What a window keeps of the events of one key.
struct WindowRow {
  // Which window: PlanWindow::id.
  std::int64_t window = 0;
  // The key; may be empty.
  std::string key{};
  // What it keeps, as engine::to_text() writes it.
  std::string state{};
  // From this moment on the row is useless and may be deleted, in steady time.
  core::Time expires{};
  // When it fires by itself, in steady time; unset: it does not. It has an alarm for that time.
  std::optional<core::Time> due{};

  // A name that tells it apart from all others; its alarm has it in place of a step.
  std::string name() const;
  bool operator==(const WindowRow&) const = default;
};

// What became of an approval. open: nobody decided so far. withdrawn: nothing is asked any more, or
// what was asked has changed and is asked anew. expired: nobody decided in time.
enum class ApprovalStatus { open, approved, rejected, withdrawn, expired };
// The word of a status, as it is stored and shown.
std::string_view to_text(ApprovalStatus status);
// The status of that word; nullopt when there is none.
std::optional<ApprovalStatus> approval_status(std::string_view text);

// What a step asked people to approve, and what they decided.
struct ApprovalRow {
  // The run that asks.
  core::RunId run{};
  // The step that asks.
  core::StepRef step{};
  // The workflow of the run.
  std::string workflow{};
  // The title of the run.
  std::string title{};
  // The question, for people.
  std::string ask{};
  // The group whose members may decide; may be empty.
  std::string group{};
  // Whether it is open, and what came of it.
  ApprovalStatus status = ApprovalStatus::open;
  // The digest of what is to be approved. A decision names it, so that nobody approves what they
  // have not seen.
  std::string hash{};
  // When it was asked.
  core::Time requested_at{};
  // By when it should be decided, in steady time: as the service level of the step says, or when
  // the step's timeout ends, whichever is first; unset: neither says so.
  std::optional<core::Time> due{};
  // When the last decision was made.
  std::optional<core::Time> decided_at{};
  // Who made the last decision.
  core::Actor actor{};
  // What that person wrote about it.
  std::string comment{};
  bool operator==(const ApprovalRow&) const = default;
};

// What became of a task. open: nobody has it. claimed: somebody has it. withdrawn: it is not to be
// done any more, or will be asked for anew. expired: nobody did it in time.
enum class TaskStatus { open, claimed, done, withdrawn, expired };
// The word of a status, as it is stored and shown.
std::string_view to_text(TaskStatus status);
// The status of that word; nullopt when there is none.
std::optional<TaskStatus> task_status(std::string_view text);

// What a step asked people to do.
struct TaskRow {
  // The run that asks.
  core::RunId run{};
  // The step that asks.
  core::StepRef step{};
  // The workflow of the run.
  std::string workflow{};
  // The title of the run.
  std::string run_title{};
  // What is to be done, for people.
  std::string title{};
  // The group whose members may do it; may be empty.
  std::string group{};
  // The people who may do it, beside the members of the group; may be empty.
  std::vector<std::string> users{};
  // Whether it is open, and what came of it.
  TaskStatus status = TaskStatus::open;
  // Who has it, or did it; nobody if nobody has.
  core::Actor owner{};
  // When it was asked for.
  core::Time requested_at{};
  // When it should be done, in steady time: its own due time, or else that of the service level of
  // the step; unset: neither says so.
  std::optional<core::Time> due{};
  // When the step's timeout ends, in steady time; unset: it waits for ever.
  std::optional<core::Time> ends{};
  // When it was done.
  std::optional<core::Time> done_at{};
  // True once it is late: its due time has passed before it was done.
  bool overdue = false;
  // How often it was reopened.
  int reopened = 0;
  bool operator==(const TaskRow&) const = default;
};

// What one event did to one run.
struct JournalRow {
  // The number of the row among the rows of all runs. The store sets it.
  std::int64_t sequence = 0;
  // The run that changed.
  core::RunId run{};
  // When it changed.
  core::Time at{};
  // The event that changed it; unset when the event is not in the log.
  core::EventId cause{};
  // Who sent that event.
  core::Actor actor{};
  // What happened to the run, in order.
  std::vector<core::Transition> transitions{};
};

// What the store holds of a run before a change. Whoever decides about a run has it in memory and
// knows this from it, so the store need not read anything to tell new rows from old ones.
struct RunBefore {
  // The revision of the stored run; 0 when nothing is stored, because the run is new.
  std::int64_t revision = 0;
  // The status of the stored run.
  core::RunStatus status = core::RunStatus::running;
  // Whether it is failing (RunRow::failing).
  bool failing = false;
  // The steps that have a StepRow, in their order.
  std::vector<core::StepRef> steps{};
  // The steps whose approval is open.
  std::vector<core::StepRef> open_approvals{};
  // All alarms that are set.
  std::vector<AlarmRow> alarms{};
  // Its place in a slot; unset when it has none and waits for none.
  std::optional<SlotRow> slot{};
};

// All that one decision changes, to be written together. It breaks an invariant when the stored run
// is not as `before` says.
struct RunChange {
  // What the store holds of the run.
  RunBefore before{};
  // True when one of the run's waits took the event. False when the event started the run or was
  // addressed to it.
  bool resumed = false;
  // The run's row, as it is from now on.
  RunRow run{};
  // The new row of its journal.
  JournalRow entry{};
  // Step rows to insert, or to replace when before.steps has them.
  std::vector<StepRow> steps{};
  // Steps whose row is deleted; each is in before.steps.
  std::vector<core::StepRef> settled{};
  // Waits to insert or replace, one a step and branch.
  std::vector<WaitRow> waits{};
  // Steps whose waits are deleted, if they have any.
  std::vector<core::StepRef> waits_over{};
  // Alarms to set; none of them is in before.alarms.
  std::vector<AlarmRow> alarms{};
  // Alarms to delete; each is in before.alarms.
  std::vector<AlarmRow> alarms_over{};
  // Approvals to insert or replace.
  std::vector<ApprovalRow> approvals{};
  // Its place in a slot from now on. Where it differs from before.slot, that one is deleted.
  std::optional<SlotRow> slot{};
  // Tasks to insert or replace.
  std::vector<TaskRow> tasks{};
  // What its entry adds to the figures of its workflow.
  std::vector<FlowRow> flow{};

  // True when the run is not stored yet.
  bool is_new() const { return before.revision == 0; }
};

// A published version of a workflow.
struct TemplateRow {
  // The name of the workflow.
  std::string name{};
  // The number of the version; the first one is 1.
  int version = 0;
  // The text of the template, as it was published.
  std::string yaml{};
  // The SHA-256 of the text, in lower-case hex.
  std::string hash{};
  // What the workflow is called in lists.
  std::string title{};
  // When it was published.
  core::Time published_at{};
  // Who published it.
  core::Actor actor{};
  // The file it came from, as its publisher named it; empty: from none.
  std::string file{};
};

// An event that could not be processed. It is set aside with its cause, so that the events behind
// it can be processed.
struct ParkedRow {
  // The event in the log.
  core::EventId event{};
  // Why it could not be processed, for people.
  std::string cause{};
  // When it was parked.
  core::Time at{};
};

}  // namespace baton::ports
