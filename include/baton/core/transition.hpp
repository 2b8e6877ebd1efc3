#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

// What can happen to a run. A run's journal is a list of these, and engine::evolve() replays them.
// Names and members are stored for ever: more may be added, and none may be changed or removed.
// Times are steady time, except for a `due` of which StepState::due_on_wall() is true.
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
  Json context{};  // the packet, with its `summary`
  // Who caused it, in the end; nobody when that is not known.
  Actor requester{};
  int depth = 0;
  EventId root{};  // the event from outside that caused it; zero: its trigger is that event
};

// Some transitions have a `position`: how far the log had been stepped when the step began. It is
// kept for steps that a wait needs, since that is where the wait looks back to.

// An attempt at an action begins. `input` is rendered once, at the first attempt; later ones leave
// it null.
struct StepStarted {
  StepRef step;
  int attempt = 1;
  std::string key{};
  Json input{};
  EventId position{};
  // When its `retry: for` ends; set at the first attempt only.
  std::optional<Time> give_up_at{};
};
// The attempt before may be made again; this one, `attempt`, is due at `due`.
struct StepRetrying {
  StepRef step;
  int attempt = 0;
  Time due{};
  std::string reason{};
  // The attempt before may have had its effect. The operation tells by the key.
  bool in_doubt = false;
};
// Whether attempt number `attempt` had its effect is not known. At `due` the connector looks for it
// before anything is sent again; without `due` nothing can tell, and a person decides.
struct StepUnknown {
  StepRef step;
  int attempt = 0;  // the one that was sent; looking is no attempt
  std::optional<Time> due{};
  std::string reason{};
  // Which look for the effect is due; 1 is the first.
  int look = 0;
  // When that attempt may have been sent at the latest.
  Time sent{};
  // Baton was stopped meanwhile, and nothing else went wrong. It does not count as an attempt.
  bool restart = false;
};
// The step waits for an event: `type`, and if `path` is set, one whose value there prints as
// `value`.
struct StepWaiting {
  StepRef step;
  std::string type{};
  std::string path{};
  std::string value{};
  // When the wait or the sleep ends by itself.
  std::optional<Time> due{};
  // `due` is a time that the template named, in wall time. If false it ends a length of time.
  bool on_wall = false;
  EventId position{};
  // The wait looks back over the log to this event.
  EventId after{};
};
// Something about a waiting step that people should know: an event that could not be held against
// its condition, a look-back that was cut.
struct StepNoted {
  StepRef step;
  std::string note{};
};
// Its prerequisites hold but its gate does not. `due`: asked again then; `closes`: when `within`
// runs out.
struct StepGated {
  StepRef step;
  std::string reason{};
  bool error = false;
  std::optional<Time> due{};
  std::optional<Time> closes{};
};
// The gate has opened, or the step goes on without it; the step begins next.
struct GateOpened {
  StepRef step;
  std::string reason{};
};
// People are asked for a decision: the members of `group`, and `users`.
struct ApprovalRequested {
  StepRef step;
  std::string ask{};
  std::string group{};
  std::vector<std::string> users{};
  // How many of them must agree.
  int count = 1;
  // Whoever caused the run may not decide.
  bool not_requester = false;
  // What is approved.
  Json of{};
  // The digest of `of`.
  std::string hash{};
  // When the step's timeout ends.
  std::optional<Time> due{};
  EventId position{};
};
// A person has decided on what has this hash.
struct ApprovalDecided {
  StepRef step;
  Actor actor{};
  bool approve = false;
  std::string comment{};
  std::string hash{};
};
// What was asked has changed: the decisions on it no longer count, and it is asked anew.
struct ApprovalVoided {
  StepRef step;
  std::string reason{};
};
// An attempt ended after its step was cancelled, or after a person had decided what became of it.
// The step stays as it is; what the attempt did is on record.
struct LateOutcome {
  StepRef step;
  int attempt = 0;
  std::string result{};  // an ActionResult::Kind, as text
  Json output{};
  std::string code{};
  std::string message{};
};
// A person said what became of an action whose outcome nothing could tell.
struct StepResolved {
  StepRef step;
  Actor actor{};
  std::string as{};  // "succeeded" | "failed" | "resend"
  std::string note{};
};
// The step has ended well, with this output.
struct StepSucceeded {
  StepRef step;
  Json output{};
  EventId position{};  // of a step that begins and ends at once
};
// The step has failed, and is not tried again by itself.
struct StepFailed {
  StepRef step;
  std::string code{};
  std::string message{};
  bool in_doubt = false;  // one of its attempts may have had its effect: a person may say so
};
// The step does not have to run.
struct StepSkipped {
  StepRef step;
  std::string reason{};
};
// The step cannot run, because the step `by` that it needs did not succeed.
struct StepBlocked {
  StepRef step;
  std::string by{};
};
// The step has ended because its run was cancelled.
struct StepCancelled {
  StepRef step;
  std::string reason{};
};
// Back to pending: a person retries it, or what it stood on is tried again.
struct StepReset {
  StepRef step;
};
// The run waits for a person, because of this step.
struct RunPaused {
  StepRef step;
  std::string reason{};
};
// The run has ended well.
struct RunSucceeded {
  Json outputs{};
};
// The run has failed, because of this step if it names one.
struct RunFailed {
  StepRef step{};
  std::string message{};
};
// A person has ended the run.
struct RunCancelled {
  Actor actor{};
  std::string reason{};
};
// A failed or paused run goes on.
struct RunResumed {
  Actor actor{};
  StepRef step{};
};

// One entry of a journal.
using Transition =
    std::variant<RunStarted, StepStarted, StepRetrying, StepUnknown, StepWaiting, StepNoted,
                 StepGated, GateOpened, ApprovalRequested, ApprovalDecided, ApprovalVoided,
                 LateOutcome, StepResolved, StepSucceeded, StepFailed, StepSkipped, StepBlocked,
                 StepCancelled, StepReset, RunPaused, RunSucceeded, RunFailed, RunCancelled,
                 RunResumed>;

// The name of its type, "StepStarted": stable, stored, shown.
std::string_view transition_name(const Transition& transition);
// The step it is about; an empty ref for those about the run.
const StepRef& step_of(const Transition& transition);

// {"is": "StepStarted", "step": …}; members with their default value are left out. Of a step that
// is done for each item of a list, "item" says for which.
Json to_json(const Transition& transition);
// The same for people and other systems: times as RFC 3339, and without its name.
Json told(const Transition& transition);
// The text of the same, at the end of `text`; nothing is copied on the way.
void append(std::string& text, const Transition& transition);
// Reads what to_json() writes; members that are missing have their default. Errc::internal if the
// name is not known, as when a newer Baton wrote the journal, or if a member is of another type.
Result<Transition> transition_from_json(const Json& json);

}  // namespace baton::core
