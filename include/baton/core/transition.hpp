#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition_people.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

// What can happen to a run. A run's journal is a list of these, and engine::evolve() applies them.
// They are values; any thread may read them. The names of the types and of their members are stored
// for ever: more may be added, and none may be changed or removed. Times are steady time, except
// for a `due` of which StepState::due_on_wall() is true. A member `step` is the step that the
// transition is about.
namespace baton::core {

// An event has started a run of this version of a workflow.
struct RunStarted {
  // The name of the workflow.
  std::string workflow;
  // The version of the workflow; 1 is the first.
  int version = 0;
  // At most one run with the same key is open at a time; may be empty.
  std::string key{};
  // A short name of the run, for people.
  std::string title{};
  // What it is to bring about, for people; may be empty.
  std::string goal{};
  // The labels of the workflow.
  std::vector<std::string> labels{};
  // The values of its inputs, by name.
  Json inputs{};
  // The context that travels with the run's actions, by name, with its text form as `summary`.
  Json context{};
  // Who caused it, in the end; nobody when that is not known.
  Actor requester{};
  // The depth of the event that started it: 0 from outside, one more for each run in between.
  int depth = 0;
  // The event from outside that caused it. Zero if that is the event that started it.
  EventId root{};
  // The versions of the workflows that its steps run, by RunWorkflow::name(). A workflow of which
  // there was no such version is left out.
  Json pins{};
  // The run that began it, if a step of another run did.
  RunId parent{};
  // The key (StepRef::key()) of the step of that run.
  std::string parent_step{};
  // The trace of the event that started it (Event::trace).
  std::string trace{};
  // When it should have ended, by the clock that `due_on_wall` says; unset: at any time.
  std::optional<Time> due{};
  // `due` is a moment that the template named, in wall time. If false it ends a length of time.
  bool due_on_wall = false;
  // The roles of the workflow, as Roles::to_json() has them; null if it names none.
  Json roles{};
  // The people who asked for it again, in the text form of actors: they replayed the event that
  // caused it, or had it tried again after it failed at its start. The requester is not among them.
  std::vector<std::string> again_by{};
};

// Some transitions have a `position`: how far the log had been stepped when the step began. It is
// kept for steps that a wait needs, because the wait looks back to there. It is zero for all other
// steps.

// An attempt at an action begins.
struct StepStarted {
  StepRef step;
  // The number of the attempt; 1 is the first.
  int attempt = 1;
  // The idempotency key of the action. Empty: the step keeps the key that it has.
  std::string key{};
  // What the action is given, as it was rendered for the first attempt. Null: the step keeps the
  // input that it has.
  Json input{};
  // How far the log had been stepped.
  EventId position{};
  // When its `retry: for` ends; set at the first attempt only.
  std::optional<Time> give_up_at{};
};
// An attempt has failed in a way that may pass, and the time of the next one is set.
struct StepRetrying {
  StepRef step;
  // The number of the next attempt.
  int attempt = 0;
  // When the next attempt is made.
  Time due{};
  // What went wrong with the attempt before.
  std::string reason{};
  // The attempt before may have had its effect. The operation tells by the key.
  bool in_doubt = false;
  // What the attempt before asked and was answered, ActionResult::exchange.
  Json exchange{};
  // How long the attempt before waited until it was sent, in milliseconds, as
  // StepSucceeded::waited_ms.
  std::int64_t waited_ms = 0;
};
// Whether an attempt had its effect is not known. The connector looks for it before anything is
// sent again; if nothing can tell, a person decides.
struct StepUnknown {
  StepRef step;
  // The number of the attempt that was sent. Looking for its effect is no attempt.
  int attempt = 0;
  // When the effect is looked for next. Without it nothing can tell, and a person decides.
  std::optional<Time> due{};
  // What became of the attempt's answer, and of the looks for its effect.
  std::string reason{};
  // Which look for the effect is due; 1 is the first.
  int look = 0;
  // The latest moment at which that attempt may have been sent.
  Time sent{};
  // Baton was stopped meanwhile, and nothing else went wrong. It does not count as an attempt.
  bool restart = false;
  // What the attempt asked and was answered, ActionResult::exchange; null for a look.
  Json exchange{};
  // As StepSucceeded::waited_ms.
  std::int64_t waited_ms = 0;
};
// One of the events that a step waits for.
struct WaitBranch {
  // The type of the event, as a pattern.
  std::string type{};
  // The place in the event, as engine::to_text() writes it: "data.key". May be empty.
  std::string path{};
  // What stands there in the event, as engine::index_text() prints it.
  std::string value{};
  // The log is looked back over to this event.
  EventId after{};
  bool operator==(const WaitBranch&) const = default;
};
// The step waits for an event or for a time. If `path` is set, it waits for an event whose value
// there prints as `value`.
struct StepWaiting {
  StepRef step;
  // The type of the event, as a pattern. Empty: it waits for a time.
  std::string type{};
  // The place in the event, as engine::to_text() writes it: "data.key". May be empty.
  std::string path{};
  // What stands there in the event that it waits for, as engine::index_text() prints it.
  std::string value{};
  // When the wait or the sleep ends by itself.
  std::optional<Time> due{};
  // `due` is a time that the template named, in wall time. If false it ends a length of time.
  bool on_wall = false;
  // How far the log had been stepped.
  EventId position{};
  // The wait looks back over the log to this event.
  EventId after{};
  // The events that it waits for beside the one above, in the order of its template.
  std::vector<WaitBranch> others{};

  // All events that it waits for, that of the members above first; none if it waits for a time.
  std::vector<WaitBranch> branches() const;
  // Sets these members. `branches` has at least one event.
  void set_branches(std::vector<WaitBranch> branches);
};
// Something about a waiting step that people should know: an event for which its condition could
// not be evaluated, or a look back over the log that was cut short.
struct StepNoted {
  StepRef step;
  // The sentence that people read.
  std::string note{};
};
// All that the step needs is done, and its gate is closed.
struct StepGated {
  StepRef step;
  // Why the gate is closed, with the values that decide.
  std::string reason{};
  // The gate could not be evaluated.
  bool error = false;
  // When the gate is asked again, at the latest.
  std::optional<Time> due{};
  // When the gate's `within` runs out.
  std::optional<Time> closes{};
};
// The gate has opened, or the step goes on without it; the step begins next.
struct GateOpened {
  StepRef step;
  // Why it has opened, or why the step goes on without it.
  std::string reason{};
};
// An attempt ended after its step was cancelled, or after a person had decided what became of it.
// The step stays as it is; what the attempt did is on record.
struct LateOutcome {
  StepRef step;
  // The number of that attempt.
  int attempt = 0;
  // The word of an ActionResult::Kind, such as "succeeded".
  std::string result{};
  // What the action gave, if it succeeded.
  Json output{};
  // The code of its failure, ActionResult::code; may be empty.
  std::string code{};
  // What went wrong, for people; may be empty.
  std::string message{};
  // As StepSucceeded::waited_ms.
  std::int64_t waited_ms = 0;
};
// A person said what became of an action whose outcome nothing could tell.
struct StepResolved {
  StepRef step;
  // Who said it.
  Actor actor{};
  // What they said: "succeeded", "failed" or "resend".
  std::string as{};
  // How they know, for people; may be empty.
  std::string note{};
};
// The step has ended well.
struct StepSucceeded {
  StepRef step;
  // What expressions read as `steps.NAME.output`.
  Json output{};
  // How far the log had been stepped, for a step that begins and ends at once.
  EventId position{};
  // How long its last attempt waited until it was sent, in milliseconds: for its turn in its lane,
  // for the rate limit of its connection, or until its connection was set up. 0 after a look for
  // the effect, and in journals of releases that did not tell it.
  std::int64_t waited_ms = 0;
};
// The step has failed, and is not tried again by itself.
struct StepFailed {
  StepRef step;
  // A stable word for the kind of failure: "timeout", "rejected", "http_404".
  std::string code{};
  // What went wrong, for people.
  std::string message{};
  // One of its attempts may have had its effect. A person may say whether it had.
  bool in_doubt = false;
  // What its last attempt or look asked and was answered, ActionResult::exchange.
  Json exchange{};
  // As StepSucceeded::waited_ms.
  std::int64_t waited_ms = 0;
  // Its last attempt was given up before it was sent, after it had waited for so long.
  bool unsent = false;
  // It has `each`, and failed before it was known what it is done for: none of its items failed.
  bool no_items = false;
};
// The step does not have to run.
struct StepSkipped {
  StepRef step;
  // Why it does not have to.
  std::string reason{};
  // A person has said so, and not a condition or a step before it.
  bool by_person = false;
};
// The step cannot run, because a step before it did not succeed.
struct StepBlocked {
  StepRef step;
  // The name of the step that did not succeed.
  std::string by{};
};
// The step has ended because its run was cancelled.
struct StepCancelled {
  StepRef step;
  // Why the run was cancelled; may be empty.
  std::string reason{};
};
// The step is pending again: a person has it tried again, or a step that it depends on is tried
// again.
struct StepReset {
  StepRef step;
  // True: what it did was undone, or stays done and is not enough, so that it is done once more,
  // under a new key and with a new input. A step with `each` then finds its items anew, and a step
  // with `run` begins another run.
  bool anew = false;
  // Set for a wait between an approval that was refused and the step to which the refusal sends the
  // run back: the wait takes no event up to this one, the refusal. Zero otherwise.
  EventId after{};
};
// The run waits for a person.
struct RunPaused {
  // The step whose failure paused it.
  StepRef step;
  // That step and its failure, for people.
  std::string reason{};
};
// The run has ended well.
struct RunSucceeded {
  // The values of its `outputs`, by name.
  Json outputs{};
};
// The run has failed.
struct RunFailed {
  // The step that failed it. Empty if its start or its outputs failed it.
  StepRef step{};
  // What went wrong, for people.
  std::string message{};
};
// A person has ended the run.
struct RunCancelled {
  Actor actor{};         // who ended it
  std::string reason{};  // why, for people; may be empty
};
// A failed or paused run goes on.
struct RunResumed {
  Actor actor{};   // who let it go on
  StepRef step{};  // the step that they named; empty if they named none
};

// A step that waits for several events has taken one of them, and waits on for the others.
struct EventTaken {
  StepRef step;
  // Which of them it was: its place in StepWaiting::branches().
  int branch = 0;
  // The event, as expressions see it.
  Json event{};
};

// What the step did has been undone, because its run failed.
struct StepUndone {
  StepRef step;
};

// The run waits for a place in a slot before any of its steps begins.
struct RunQueued {
  // The key of the slot; may be empty.
  std::string slot{};
};
// The run has a place in a slot, and keeps it until it ends.
struct SlotTaken {
  // The key of the slot; may be empty.
  std::string slot{};
};

// The items of a step with `each` begin, as many at once as it may do. It is noted again without
// `of` when the step goes on: because a person has failed items tried again, or because as many
// items have begun in one decision as may.
struct ItemsBegun {
  StepRef step;
  // What the step is done for: a list, or an object whose members are the items. Null: the step
  // keeps what it has.
  Json of{};
  // When more items begin. Without it they begin as others end.
  std::optional<Time> due{};
  // How far the log had been stepped.
  EventId position{};
};

// The step runs another workflow, and waits for that run to end. It is noted again, without
// `inputs`, when the step waits for the same run once more.
struct ChildBegun {
  StepRef step;
  // The run of the other workflow. It begins as soon as the event that tells of it is stepped.
  RunId run{};
  // Its workflow, and the version of it.
  std::string workflow{};
  int version = 0;
  // What it is given.
  Json inputs{};
  // It goes on when this run is cancelled, or stops waiting for it.
  bool detached = false;
  // When the step's timeout ends.
  std::optional<Time> due{};
  // How far the log had been stepped.
  EventId position{};
};
// The run that the step began has ended. If the step does not wait for it, the step stays as it is.
struct ChildEnded {
  StepRef step;
  // The run that has ended.
  RunId run{};
  // The word of its status: "succeeded", "failed" or "cancelled".
  std::string status{};
  // What it gave, if it succeeded and the step does not wait for it now. Otherwise it is the output
  // of the step.
  Json outputs{};
  // Why it failed or was cancelled, for people; may be empty.
  std::string message{};
};

// Expressions of the step have read facts. Without a step, those of the run as a whole have.
struct FactsRead {
  StepRef step;
  // One for each fact and key: {"fact", "key", "value", "at", "event"}, what it was, since when,
  // and the event that set it. If it could not be read, "error" says why in place of the value.
  Json facts{};
};

// The clock of a step's service level begins to run. The times are those at which its marks are
// missed, in steady time.
struct SlaStarted {
  StepRef step;
  std::optional<Time> goal{};
  std::optional<Time> due{};
  std::optional<Time> late{};
};
// The clock stands still, because somebody else has to do something.
struct SlaPaused {
  StepRef step;
  // When that was, in steady time.
  Time at{};
  // The condition that holds.
  std::string reason{};
};
// The clock runs again. The times are those at which the marks that are left are missed.
struct SlaResumed {
  StepRef step;
  std::optional<Time> goal{};
  std::optional<Time> due{};
  std::optional<Time> late{};
};
// The step has taken longer than a mark allows.
struct SlaMissed {
  StepRef step;
  // The word of the mark: "goal", "due" or "late".
  std::string mark{};
  // When it was missed.
  Time due{};
  // The step that begins because of it; may be empty.
  std::string begins{};
  // The notice that the template gives for this mark, for people; may be empty.
  std::string notice{};
};
// The run has not ended by the time by which it should have.
struct RunOverdue {
  // When it should have ended: RunStarted::due.
  Time due{};
};

// The run has migrated to another version of its workflow. What was made when it started stays: its
// key, title, goal, labels, roles and context, and when it should have ended.
struct RunMigrated {
  // The version that it had, and the one that it has from now on.
  int from = 0;
  int version = 0;
  // Who migrated it.
  Actor actor{};
  // Why, for people; may be empty.
  std::string note{};
  // The steps of the old version that the new one does not have.
  std::vector<std::string> dropped{};
  // The steps that did not succeed and do something else in the new version. When they are tried
  // again, they begin under a new key and with a new input.
  std::vector<std::string> renewed{};
  // The new values of inputs that the run did not have, or whose type has changed, by name; null if
  // there are none.
  Json inputs{};
  // RunStarted::pins from now on.
  Json pins{};
};

// One entry of a journal.
using Transition =
    std::variant<RunStarted, StepStarted, StepRetrying, StepUnknown, StepWaiting, StepNoted,
                 StepGated, GateOpened, ApprovalRequested, ApprovalDecided, ApprovalVoided,
                 LateOutcome, StepResolved, StepSucceeded, StepFailed, StepSkipped, StepBlocked,
                 StepCancelled, StepReset, RunPaused, RunSucceeded, RunFailed, RunCancelled,
                 RunResumed, EventTaken, StepUndone, RunQueued, SlotTaken, ItemsBegun, ChildBegun,
                 ChildEnded, TaskRequested, TaskClaimed, TaskReleased, TaskDone, TaskOverdue,
                 TaskReopened, ApprovalEscalated, ApprovalReturned, FactsRead, SlaStarted,
                 SlaPaused, SlaResumed, SlaMissed, RunOverdue, RunMigrated>;

// The name of its type, "StepStarted": stable, stored, shown.
std::string_view transition_name(const Transition& transition);
// The step it is about; an empty ref for those about the run.
const StepRef& step_of(const Transition& transition);

// The stored form: {"is": "StepStarted", "step": …}. Members with their default value are left out.
// If the step is done for each item of a list, "item" says for which.
Json to_json(const Transition& transition);
// The form for people and other systems: times as RFC 3339, and without "is".
Json told(const Transition& transition);
// Adds the text of the stored form to the end of `text`. Faster than dumping to_json().
void append(std::string& text, const Transition& transition);
// Reads what to_json() writes; members that are missing have their default. Errc::internal if the
// name is not known, as in a journal that a newer Baton wrote, or if a member is of another type.
Result<Transition> transition_from_json(const Json& json);

}  // namespace baton::core
