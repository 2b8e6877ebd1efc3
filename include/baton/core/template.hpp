#pragma once

#include "baton/core/finding.hpp"
#include "baton/core/form.hpp"
#include "baton/core/json.hpp"
#include "baton/core/repeat.hpp"
#include "baton/core/roles.hpp"
#include "baton/core/sla.hpp"
#include "baton/core/span.hpp"
#include "baton/core/time.hpp"
#include "baton/core/trigger.hpp"
#include "baton/core/written.hpp"

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// A workflow template as a value: what the YAML says, checked, in the words of the template
// language. templates::load() makes it, and engine::compile() turns it into a Plan. Plain values;
// any thread may read them.
namespace baton::core {

// One declared input of a workflow.
struct Input {
  // What kind of value it takes.
  enum class Type { string, number, integer, boolean, object, list };
  Type type = Type::string;
  // The values of `enum:`; empty means any value of the type.
  std::vector<Json> allowed{};
  // The value of `default:`. Without one the input is required.
  std::optional<Json> default_value{};
  // For people; may be empty.
  std::string description{};
};

// What a step does. Each verb has the word by which templates name it.

// Performs an operation of a connection.
struct DoAction {
  static constexpr std::string_view kName = "do";
  // "asana" of `do: asana.create_project`.
  std::string connection;
  // "create_project" of the same.
  std::string operation;
  // The input of the operation.
  Rendered with{};
};

// True for the operations of the connector `http`, which are requests over plain HTTP: "get",
// "post_form" and so on. Their input names the place itself, as `path` or `url`.
bool is_http_operation(std::string_view operation);

// Where a run goes back to when an approval is refused.
struct ReturnTo {
  // The step from which on everything is done again.
  std::string step;
  // How often at most. A refusal after that fails the approval.
  int most = 3;
};

// Who else may decide an approval that nobody has decided for a while.
struct Escalation {
  // How long nobody may have decided.
  Span after{};
  // A group whose members may decide from then on; may be empty.
  std::string group{};
  // People who may decide from then on; may be empty.
  std::vector<std::string> users{};
};

// Lets a decision table say who is asked.
struct Routing {
  // The name of the route.
  std::string route;
  // An object of the route's inputs and their values.
  Rendered with{};
};

// Asks people for a decision.
struct Approve {
  static constexpr std::string_view kName = "approve";
  // The group whose members may decide; may be empty.
  std::string group{};
  // The people who may decide; may be empty.
  std::vector<std::string> users{};
  // How many of them must agree.
  int count = 1;
  // Whoever caused the run may not decide.
  bool not_requester = false;
  // What is approved. Its hash is kept with each decision.
  Rendered of{};
  // The question, as text.
  Rendered ask{};
  // What a refusal does; unset: the step fails.
  std::optional<ReturnTo> on_reject{};
  // Whom it is escalated to; unset: to nobody.
  std::optional<Escalation> escalate{};
  // Says who may decide, instead of `group`, `users` and `count`.
  std::optional<Routing> routing{};
};

// How far back a wait looks for an event that came before the wait was opened.
struct LookBackFrom {
  // `needs`: to the earliest start of the steps that it needs. `trigger`: to the run's trigger.
  enum class Start { needs, trigger };
  // Meaningful without `length`.
  Start start = Start::needs;
  // If set, that long before the wait was opened, whatever `start` says.
  std::optional<Span> length{};
};

// One of the events that a wait is for.
struct Awaited {
  // The name that the output of the wait gives it; empty for the only event of a wait.
  std::string name{};
  // A pattern for the type of the event, as type_matches() reads it.
  std::string event{};
  // The connection that the event has to come through; empty means any.
  std::string from{};
  // Holds for the event that is waited for.
  std::optional<Condition> when{};
  // How far back it is looked for among events that came before the wait began.
  LookBackFrom since{};
};

// Waits for an event, or for several.
struct WaitEvent {
  static constexpr std::string_view kName = "wait";
  // The events, in the order of the file.
  std::vector<Awaited> events{};
  // True: it waits for all of them, each another event. False: the first that comes ends the wait.
  bool all = false;
  // Whether they are written under `any` or `all`, each with a name.
  bool named() const { return !events.empty() && !events.front().name.empty(); }
};

// Waits for a time. Exactly one of the two members is set.
struct Sleep {
  static constexpr std::string_view kName = "sleep";
  // The length of `for:`.
  std::optional<Span> length{};
  // The timestamp of `until:`, as an expression.
  std::optional<Condition> until{};
};

// Publishes an event of the workflow's own.
struct Emit {
  static constexpr std::string_view kName = "emit";
  // The type of the event.
  std::string event;
  // Its payload.
  Rendered data{};
  // What it is about, as text.
  Rendered subject{};
};

// Keeps computed values as the step's output.
struct SetValues {
  static constexpr std::string_view kName = "set";
  // An object of names and values.
  Rendered values{};
};

// Begins a run of another workflow, and waits for it to end.
struct RunWorkflow {
  static constexpr std::string_view kName = "run";
  // The name of the workflow.
  std::string workflow;
  // The version that is run; 0: the one that is active when the run of this step's workflow begins.
  int version = 0;
  // An object of the workflow's inputs and their values.
  Rendered with{};
  // The run goes on when the run that began it is cancelled, or stops waiting for it.
  bool detach = false;

  // As templates write it, and as RunStarted::pins names it: "site-build", "site-build@3".
  std::string name() const;
};

// Asks people to do something, and to fill in a form when they have done it.
struct PeopleTask {
  static constexpr std::string_view kName = "task";
  // The group whose members may do it; may be empty.
  std::string group{};
  // The people who may do it; may be empty.
  std::vector<std::string> users{};
  // What is to be done, as text on one line.
  Rendered title{};
  // What helps to do it, as text.
  Rendered description{};
  // What it is about, for people to see.
  Rendered of{};
  // How long it should take at most. When that has passed the task is late, and goes on.
  std::optional<Span> due{};
  // The form that people fill in. The default values are not in it, but in `defaults`.
  Form form{};
  // The default value of each field, in the order of the form; null where there is none.
  std::vector<Rendered> defaults{};
  // Says who may do it, instead of `group` and `users`.
  std::optional<Routing> routing{};
};

// What one step does.
using Verb =
    std::variant<DoAction, Approve, WaitEvent, Sleep, Emit, SetValues, RunWorkflow, PeopleTask>;

// The words of all verbs, "do", "approve", …, in the order of the variant.
inline constexpr auto kVerbNames = []<class... Verbs>(const std::variant<Verbs...>*) {
  return std::array<std::string_view, sizeof...(Verbs)>{Verbs::kName...};
}(static_cast<const Verb*>(nullptr));
// The word of one verb.
inline std::string_view verb_name(const Verb& verb) { return kVerbNames[verb.index()]; }

// How often and at what pace a step is tried again after a failure that may pass.
struct Retry {
  // All attempts together, the first included.
  int attempts = 5;
  // The pause before the second attempt.
  Duration initial = std::chrono::seconds(1);
  // How many times as long as the pause before it each later pause is.
  double factor = 2;
  // The longest pause.
  Duration max = std::chrono::minutes(5);
  // The length of `for:`. The step fails if it has not succeeded this long after it began.
  std::optional<Duration> total{};
};

// Takes back what an action did, after its run has failed.
struct Undo {
  // What is performed.
  DoAction action;
  // What follows a failure that may pass.
  Retry retry{};
  // The longest time of one attempt.
  std::optional<Span> timeout{};
};

// A condition that must hold before a step begins; it is asked again until it does.
struct Gate {
  // What happens to the step when the gate has stayed closed for the time of `within`: the word of
  // `otherwise:`.
  enum class OnTimeout { fail, skip, proceed };
  // The gate is open while this holds.
  Condition open;
  // How long it may stay closed; without it, for ever.
  std::optional<Span> within{};
  // What happens when `within` has passed.
  OnTimeout on_timeout = OnTimeout::fail;
};

// Makes a step be done once for each item of a list or a map.
struct Each {
  // The list or the map: an expression in `${…}`, or the items themselves.
  Rendered items{};
  // How many items may be under way at once.
  int parallel = 8;
  // No further item begins once one has failed.
  bool fail_fast = false;
};

// How long a step should take, and what happens when it takes longer.
struct Sla {
  // When somebody is told, and which step then begins.
  struct Mark {
    // How long the step may take until then.
    Span after{};
    // The step that begins when the mark is missed; may be empty.
    std::string step{};
    // What the event that tells of it says, as text.
    Rendered notice{};
  };
  // In the order of core::SlaMark. Each is optional, and at least one of them is set.
  std::array<std::optional<Mark>, kSlaMarks> marks{};
  // While it holds, the clock stands still: somebody else has to do something.
  std::optional<Condition> pause_while{};
  // The business calendar by which its lengths of time are counted; empty for that of the step.
  std::string calendar{};
};

// What a step's failure does to its run: it fails the run, the other steps go on (`continue` in
// YAML), or it pauses the run for a person.
enum class OnError { fail, keep_going, pause };

// When a step begins that needs others.
enum class Join {
  // Once all of them have ended, none of them badly.
  all,
  // Once the first of them has succeeded.
  any,
  // Once all of them have ended, however they ended.
  always,
};

// The word of a join: "all", "any" or "always".
std::string_view to_text(Join join);

// One step of a workflow.
struct Step {
  // The name by which other steps and expressions refer to it; unique in its workflow.
  std::string name;
  // What it does.
  Verb verb;
  // The step is done for each of these items; nullopt: it is done once.
  std::optional<Each> each{};
  // The steps that must have ended before this one begins.
  std::vector<std::string> needs{};
  // How many of them must have ended, and how.
  Join join = Join::all;
  // The step is skipped if this does not hold.
  std::optional<Condition> when{};
  // What has to hold before it begins, beside its needs.
  std::optional<Gate> gate{};
  // What follows a failure that may pass.
  Retry retry{};
  // The longest time of one attempt for `do`, of the whole wait for `wait`, `approve` and `task`.
  // That of an attempt is Span::Unit::elapsed.
  std::optional<Span> timeout{};
  // The business calendar by which its lengths of time are counted; empty for the one that the
  // workflow names.
  std::string calendar{};
  // What follows its failure.
  OnError on_error = OnError::fail;
  // How long it should take; unset: its time is not measured, unless its route says how long.
  std::optional<Sla> sla{};
  // Takes back what it did, if the run fails in the end.
  std::optional<Undo> undo{};
  // No person may skip it.
  bool mandatory = false;
  // It is one of the steps of `on_failure`, which begin only after the run has failed.
  bool on_failure = false;
  // For people; may be empty.
  std::string title{};
  // Who is responsible for it, for people; may be empty.
  std::string team{};
  // Words to group steps by, for people.
  std::vector<std::string> labels{};
  // Where it begins in the file.
  Position at{};
};

// The route that says whom a step asks; nullptr if none does.
const Routing* routing_of(const Step& step);

// The packet of facts that travels with a run's actions.
struct Context {
  // An object: all of `context:` but `require`.
  Rendered values{};
  // Names of values. A hand-off that would lack one of them fails.
  std::vector<std::string> require{};
};

// When a run should have ended. Exactly one of the two members is set.
struct RunDue {
  // So long after it has started.
  std::optional<Span> length{};
  // An expression in `${…}` that gives a moment, or a length of time as text.
  Rendered value{};
};

// How urgent the actions of a workflow are, from 1 to 5, when it does not say.
inline constexpr int kPriorityDefault = 3;

// How many runs of a workflow may be under way at a time.
struct Concurrency {
  // What becomes of a run that would be one too many.
  enum class WhenFull {
    // It waits for a place, behind those that wait already.
    queue,
    // It is cancelled before it begins.
    reject,
    // The oldest run is cancelled, and it takes that one's place.
    replace,
    // It does not start: the run that is under way does for both.
    join,
  };
  // Gives the key of the slot that a run needs. Each key has as many places. Unset: all runs of the
  // workflow share one slot.
  std::optional<Condition> key{};
  // How many runs a slot has places for.
  int limit = 1;
  WhenFull when_full = WhenFull::queue;
};

// One workflow.
struct Template {
  // The name under `workflow:`.
  std::string name;
  // A short name for people; may be empty.
  std::string title{};
  // What it is, for people; may be empty.
  std::string description{};
  // What it is to bring about, for people; may be empty.
  std::string goal{};
  // Words to group workflows by, for people.
  std::vector<std::string> labels{};
  // Who answers for it, does it, is asked and is told; for people.
  Roles roles{};
  // The business calendar by which its lengths of time are counted; empty for the default one.
  std::string calendar{};
  // The connection without which it starts no run; empty: there is none.
  std::string only_with{};
  // The entries of `on:`.
  std::vector<Trigger> triggers{};
  // By name.
  std::map<std::string, Input> inputs{};
  // How many of its runs may be under way at a time; unset: any number.
  std::optional<Concurrency> concurrency{};
  // How urgent its actions are: 1 is served first, 5 last.
  int priority = kPriorityDefault;
  // When its runs should have ended; unset: they are never late.
  std::optional<RunDue> due{};
  // What travels with its actions.
  Context context{};
  // In the order of the file; those of `on_failure` last.
  std::vector<Step> steps{};
  // When the run has failed, each action that succeeded and can be undone is undone, in the reverse
  // of the order in which they succeeded.
  bool undo_on_failure = false;
  // An object of names and values.
  Rendered outputs{};
};

// One step of a template, as lists show it.
struct StepOutline {
  // The step's name.
  std::string name;
  // "do", "approve", …
  std::string verb;
  // For people; may be empty.
  std::string title{};
  // The steps that must have ended before it begins.
  std::vector<std::string> needs{};
  // The condition that must hold before it begins; empty if it has no gate.
  std::string gate{};
  // Who is responsible for it, for people; may be empty.
  std::string team{};
  // What its action goes through; empty if it has none.
  std::string connection{};
  // The operation of that connection.
  std::string operation{};
  // How often its action is tried at most, the first attempt included; 0 if it has none.
  int attempts_max = 0;
};

// The outline of a step.
StepOutline outline_of(const Step& step);

// An operation of a connection, as far as a template can be held to it.
struct Operation {
  // The JSON Schema of its input.
  Json input_schema = Json::object();
  // What it does, for people; may be empty.
  std::string description{};
  // The members of its output; empty if they are not known.
  std::vector<std::string> output_fields{};
  // The types of those of them whose type is known: "number", "string" or "boolean".
  std::map<std::string, std::string> output_types{};
  // What happens if it is performed once more.
  Repeat repeat = Repeat::unknown;
};

// What a workflow shows to a step that runs it: what it takes and what it gives.
struct WorkflowFace {
  // Its inputs, by name.
  std::map<std::string, Input> inputs{};
  // The names of its outputs.
  std::vector<std::string> outputs{};
  // The workflows that its own steps run.
  std::vector<std::string> runs{};
};
// The face of a workflow.
WorkflowFace face_of(const Template& workflow);

// What the connections that are configured can do and send, for checking templates. The map leads
// from the name of a connection and the name of an operation to what the operation takes and gives.
struct Operations : std::map<std::string, std::map<std::string, Operation>> {
  // The types that the connections are known to send; there may be others.
  std::vector<std::string> events{};
  // All that a connection sends: types, and beginnings of types that end in `*`. A connection that
  // takes no webhooks sends nothing; of a connection that is not in the map nothing is known.
  std::map<std::string, std::vector<std::string>> sends{};
  // Connection, then event type, then the members of its data, where they are known.
  std::map<std::string, std::map<std::string, std::vector<std::string>>> data_members{};
  // The connections that send nothing by plain http.
  std::set<std::string> https_only{};
  // The workflows that a step may run, by name. nullopt: nothing is known of them.
  std::optional<std::map<std::string, WorkflowFace>> workflows{};

  // The operation that an action names; null when its connection or the operation is not known.
  const Operation* operation_of(const DoAction& action) const;
};

}  // namespace baton::core
