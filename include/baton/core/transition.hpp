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

// What can happen to a run. The journal is a list of these; engine::evolve() replays them. Names
// and members are stored for ever: added to, never edited.
namespace baton::core {

struct RunStarted {
  std::string workflow;
  int version = 0;
  std::string key{};
  std::string title{};
  std::string goal{};
  std::vector<std::string> labels{};
  Json inputs{};
  Json context{};     // the packet, with its `summary`
  Actor requester{};  // whoever caused it; nobody: that is not known
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
  std::optional<Time>
      give_up_at{};  // when its `retry: for` ends, in steady time; said at the first attempt
};
// The attempt before may be made again; this one, `attempt`, is due at `due`.
struct StepRetrying {
  StepRef step;
  int attempt = 0;
  Time due{};
  std::string reason{};
  bool in_doubt =
      false;  // the attempt before may have had its effect, which the operation can tell by the key
};
// Whether attempt number `attempt` had its effect is not known. At `due` the connector looks for it
// before anything is sent again; without `due` nothing can tell, and a person decides.
struct StepUnknown {
  StepRef step;
  int attempt = 0;  // the one that was sent; looking is no attempt
  std::optional<Time> due{};
  std::string reason{};
  int look = 0;  // which look for it is due: 1 is the first
  Time sent{};   // when that attempt may have been sent at the latest, in steady time
  bool restart =
      false;  // nothing went wrong but that Baton stopped meanwhile: it counts as no attempt
};
// The step waits for an event: `type`, and if `path` is set, one whose value there prints as
// `value`.
struct StepWaiting {
  StepRef step;
  std::string type{};
  std::string path{};
  std::string value{};
  std::optional<Time> due{};  // when the wait, or the sleep, ends by itself
  bool on_wall = false;  // `due` is a time that the template named; else it ends a length of time
  EventId position{};
  EventId after{};  // it looks back over the log to here
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
struct GateOpened {
  StepRef step;
  std::string reason{};
};
struct ApprovalRequested {
  StepRef step;
  std::string ask{};
  std::string group{};
  std::vector<std::string> users{};
  int count = 1;
  bool not_requester = false;
  Json of{};
  std::string hash{};  // of `of`
  std::optional<Time> due{};
  EventId position{};
};
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
struct StepSucceeded {
  StepRef step;
  Json output{};
  EventId position{};  // of a step that begins and ends at once
};
struct StepFailed {
  StepRef step;
  std::string code{};
  std::string message{};
  bool in_doubt = false;  // one of its attempts may have had its effect: a person may say so
};
struct StepSkipped {
  StepRef step;
  std::string reason{};
};
struct StepBlocked {
  StepRef step;
  std::string by{};
};
struct StepCancelled {
  StepRef step;
  std::string reason{};
};
// Back to pending: a person retries it, or what it stood on is tried again.
struct StepReset {
  StepRef step;
};
struct RunPaused {
  StepRef step;
  std::string reason{};
};
struct RunSucceeded {
  Json outputs{};
};
struct RunFailed {
  StepRef step{};
  std::string message{};
};
struct RunCancelled {
  Actor actor{};
  std::string reason{};
};
// A failed or paused run goes on.
struct RunResumed {
  Actor actor{};
  StepRef step{};
};

using Transition =
    std::variant<RunStarted, StepStarted, StepRetrying, StepUnknown, StepWaiting, StepNoted,
                 StepGated, GateOpened, ApprovalRequested, ApprovalDecided, ApprovalVoided,
                 LateOutcome, StepResolved, StepSucceeded, StepFailed, StepSkipped, StepBlocked,
                 StepCancelled, StepReset, RunPaused, RunSucceeded, RunFailed, RunCancelled,
                 RunResumed>;

// "StepStarted": stable, stored, shown.
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
Result<Transition> transition_from_json(const Json& json);

}  // namespace baton::core
