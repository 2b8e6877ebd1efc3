#include "baton/core/step_ref.hpp"
#include "sim/spec.hpp"

#include <algorithm>
#include <utility>

namespace baton::sim {

namespace {

using Verb = StepSpec::Verb;

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
  return "[" + text + "]";
}

// The condition in CEL, over the data at `of`.
std::string cel(const Condition& condition, const std::string& of) {
  switch (condition.kind) {
    case Condition::Kind::none: return "true";
    case Condition::Kind::n_over: return of + ".n > " + std::to_string(condition.n);
    case Condition::Kind::kind_is: return of + ".kind == " + in_quotes(condition.text);
    case Condition::Kind::missing: return of + ".missing > 1";
    case Condition::Kind::flow_is: return of + ".workflow == " + in_quotes(condition.text);
    case Condition::Kind::ref_is_key: return of + ".ref == trigger.data.k";
    case Condition::Kind::ref_is_output:
      return of + ".ref == steps." + condition.text + ".output.id && " + of + ".n > 0";
  }
  return "true";
}

std::string gate_yaml(const GateSpec& gate) {
  std::string open;
  if (gate.kind == GateSpec::Kind::after)
    open = "now >= timestamp(run.started_at) + duration(\"" +
           std::to_string(gate.after.count() / 1'000'000) + "s\")";
  if (gate.kind == GateSpec::Kind::half_hours) open = "now.getMinutes() < 30";
  if (gate.kind == GateSpec::Kind::trigger) open = cel(gate.condition, "trigger.data");
  if (gate.kind == GateSpec::Kind::fact)
    open = "facts.level[trigger.data.k] > " + std::to_string(kLevelOpen);
  if (!gate.within) return "'" + open + "'";
  static const std::vector<std::string> kOtherwise{"fail", "skip", "proceed"};
  return "{ open: '" + open + "', within: " + to_text(*gate.within) +
         ", otherwise: " + kOtherwise[static_cast<std::size_t>(gate.on_timeout)] + " }";
}

// An event that is waited for, without its braces.
std::string awaited_yaml(const std::string& type, const std::string& from,
                         const Condition& condition) {
  return "event: " + type + (from.empty() ? "" : ", from: " + from) +
         (condition.kind == Condition::Kind::none
              ? ""
              : ", when: '" + cel(condition, "event.data") + "'");
}

std::string since_yaml(const StepSpec& step) {
  if (step.since == StepSpec::Since::needs) return {};
  return ", since: " + (step.since == StepSpec::Since::trigger
                            ? std::string("trigger")
                            : core::to_text(step.looks_back_for));
}

std::string waits_yaml(const StepSpec& step) {
  const auto first = awaited_yaml(step.type, step.from, step.condition);
  if (step.others.empty()) return "wait: { " + first + since_yaml(step) + " }";
  std::string text =
      std::string("wait: { ") + (step.all ? "all" : "any") + ": { e0: { " + first + " }";
  int at = 0;
  for (const auto& other : step.others)
    text += ", e" + std::to_string(++at) + ": { " + awaited_yaml(other.type, {}, other.condition) +
            " }";
  return text + " }" + since_yaml(step) + " }";
}

std::string act_yaml(const StepSpec& step, const std::string& between, bool carries) {
  const auto* which = step.over == StepSpec::Over::list ? "index" : "item";
  const auto name = step.items > 0 ? '"' + step.name + ".${" + which + "}\"" : step.name;
  return "do: " + step.connection + ".act" + between + "with: { run: \"${run.id}\", step: " + name +
         (carries ? ", notes: \"${context.summary}\"" : "") + " }" + between +
         "retry: { attempts: " + std::to_string(step.attempts) +
         ", initial: " + core::to_text(step.initial) +
         ", factor: 2, max: " + core::to_text(kPauseMax) +
         (step.tried_for ? ", for: " + core::to_text(*step.tried_for) : "") + " }";
}

// The items of a list, or of a map, in YAML and in CEL.
std::string items_listed(int items, bool named) {
  std::vector<std::string> all;
  for (int at = 0; at < items; ++at)
    all.push_back((named ? item_name(at) + ": " : "") + std::to_string(at));
  const auto text = listed(all);
  return named ? "{" + text.substr(1, text.size() - 2) + "}" : text;
}

// A trigger is small if its `n` is at most this, or if it has none.
constexpr int kSmall = 4;

// What stands above the verb of a step that is done for each of several items.
std::string items_yaml(const StepSpec& step) {
  if (step.items == 0) return {};
  auto items = items_listed(step.items, step.over == StepSpec::Over::map);
  if (step.over == StepSpec::Over::expression)
    items = "\"${trigger.data.?n.orValue(0) > " + std::to_string(kSmall) + " ? " + items + " : " +
            items_listed(step.items - 2, false) + "}\"";
  return "each: " + items + "\n    parallel: " + std::to_string(step.parallel) +
         (step.fail_fast ? "\n    fail_fast: true" : "") + "\n    ";
}

// What the route is told: of an event without `n` that it is small.
const std::string kRouted =
    "'n': trigger.data.?n.orValue(0), 'kind': trigger.data.?kind.orValue('none')";

std::string routed_yaml() {
  return "route: " + kRoute +
         ", with: { n: \"${trigger.data.?n.orValue(0)}\", kind: "
         "\"${trigger.data.?kind.orValue('none')}\" }";
}

std::string verb_yaml(const Spec& spec, const StepSpec& step) {
  switch (step.verb) {
    case Verb::act: return items_yaml(step) + act_yaml(step, "\n    ", spec.carries());
    case Verb::approve:
      return "approve: { by: { " +
             (step.routed          ? routed_yaml()
              : step.users.empty() ? std::string("group: legal")
                                   : "users: " + listed(step.users)) +
             (step.routed ? "" : ", count: " + std::to_string(step.count)) +
             (step.not_requester ? ", not: requester" : "") +
             " }, of: { k: \"${trigger.data.k}\" }, ask: \"Go on with ${trigger.data.k}?\"" +
             (step.return_to.empty() ? ""
                                     : ", on_reject: { return_to: " + step.return_to +
                                           ", most: " + std::to_string(step.returns) + " }") +
             (step.escalates ? ", escalate: { after: " + to_text(*step.escalates) +
                                   ", to: { users: [" + kLead + "] } }"
                             : "") +
             " }";
    case Verb::wait: return waits_yaml(step);
    case Verb::sleep:
      if (!step.until) return "sleep: { for: " + to_text(step.length) + " }";
      return "sleep: { until: 'timestamp(run.started_at) + duration(\"" +
             std::to_string(step.length.by_clock.count() / 1'000'000) + "s\")' }";
    case Verb::emit:
      return "emit: { event: " + step.type +
             ", data: { n: \"${trigger.data.n}\", k: \"${trigger.data.k}\", kind: "
             "\"${trigger.data.kind}\" } }";
    case Verb::set:
      return "set: { k: \"${trigger.data.k}\", n: 1" +
             (step.routed ? ", row: \"${route('" + kRoute + "', {" + kRouted + "}).row}\""
                          : std::string()) +
             " }";
    case Verb::run: return items_yaml(step) + "run: " + step.type;
    case Verb::task:
      return "task: { by: { " + (step.routed ? routed_yaml() : std::string("group: content")) +
             " }, title: \"Write ${trigger.data.k}\"" +
             (step.late_after ? ", due: " + to_text(*step.late_after) : "") +
             ", form: { n: { type: integer, required: true, minimum: " +
             std::to_string(step.least) + " }, k: { default: \"${trigger.data.k}\" } } }";
  }
  return {};
}

// The events of one type that a window counts, without the braces.
std::string counted_yaml(const WindowSpec& window, const std::string& type) {
  return "event: " + type + (window.from.empty() ? "" : ", from: " + window.from) +
         (window.when.kind == Condition::Kind::none
              ? ""
              : ", when: '" + cel(window.when, "event.data") + "'");
}

std::string bound_yaml(const WindowSpec& window) {
  const auto bound = core::dump(Json(window.bound));
  if (window.usual == Duration{}) return bound;
  return "{ times: " + bound + ", of: { aggregate: avg, over: " + core::to_text(window.usual) +
         ", at_least: " + std::to_string(window.usual_least) + " } }";
}

std::string window_yaml(const WindowSpec& window) {
  using Kind = WindowSpec::Kind;
  static const std::vector<std::string> kAggregate{"count", "sum", "avg", "min", "max", "rate"};
  const auto event = counted_yaml(window, window.types.front()) + ", by: event.data.k";
  const auto within = core::to_text(window.within);
  const auto numbers = std::to_string(window.numbers);
  const auto end =
      (window.rest ? ", again_after: " + core::to_text(*window.rest) : std::string()) +
      (window.late == std::chrono::hours(1) ? "" : ", late: " + core::to_text(window.late)) + " }";
  if (window.kind == Kind::numbers)
    return "window: { " + event + ", within: " + within +
           ", distinct: { n: event.data.n }, at_least: { n: " + numbers + " }" + end;
  if (window.kind == Kind::events)
    return "window: { " + event + ", within: " + within + ", at_least: " + numbers + end;
  if (window.kind == Kind::threshold)
    return "threshold: { " + event + ", value: event.data.n, aggregate: " +
           kAggregate[static_cast<std::size_t>(window.aggregate)] + ", over: " + within +
           (window.least > 1 ? ", at_least: " + std::to_string(window.least) : "") + ", " +
           (window.above ? "above: " : "below: ") + bound_yaml(window) + end;
  std::vector<std::string> events;
  for (const auto& type : window.types) events.push_back("{ " + counted_yaml(window, type) + " }");
  if (!window.absent.empty())
    events.push_back("{ absent: " + window.absent + ", for: " + core::to_text(window.absent_for) +
                     " }");
  return "window: { sequence: " + listed(events) + ", by: event.data.k, within: " + within + end;
}

std::string mark_yaml(const StepSpec& step, const std::string& name, const Length& length) {
  const auto after = to_text(length);
  const bool begins = !step.begins.empty() && step.begins_at == name;
  if (!begins && step.notice_at != name) return name + ": " + after;
  return name + ": { after: " + after + (begins ? ", step: " + step.begins : "") +
         (step.notice_at == name ? ", notice: \"Late with ${trigger.data.?k.orValue('nothing')}\""
                                 : "") +
         " }";
}

std::string sla_yaml(const StepSpec& step) {
  return "{ " + mark_yaml(step, "goal", *step.goal) + ", " + mark_yaml(step, "due", *step.limit) +
         (step.late ? ", " + mark_yaml(step, "late", *step.late) : "") +
         (step.pauses_for.empty()
              ? ""
              : ", pause_while: 'steps." + step.pauses_for + ".status == \"waiting\"'") +
         (step.sla_calendar.empty() ? "" : ", calendar: " + step.sla_calendar) + " }";
}

std::string step_yaml(const Spec& spec, const StepSpec& step) {
  std::string text = "  " + step.name + ":\n";
  if (!step.needs.empty()) text += "    needs: " + listed(step.needs) + "\n";
  static const std::vector<std::string> kJoin{"all", "any", "always"};
  if (step.join != StepSpec::Join::all)
    text += "    join: " + kJoin[static_cast<std::size_t>(step.join)] + "\n";
  if (step.when.kind != Condition::Kind::none)
    text += "    when: '" + cel(step.when, "trigger.data") + "'\n";
  if (step.gate) text += "    gate: " + gate_yaml(*step.gate) + "\n";
  text += "    " + verb_yaml(spec, step) + "\n";
  if (const auto* undo = spec.step(undo_name(step.name)))
    text += "    undo: { " + act_yaml(*undo, ", ", false) + " }\n";
  if (step.timeout) text += "    timeout: " + to_text(*step.timeout) + "\n";
  if (!step.calendar.empty()) text += "    calendar: " + step.calendar + "\n";
  if (step.goal) text += "    sla: " + sla_yaml(step) + "\n";
  static const std::vector<std::string> kOnError{"fail", "continue", "pause"};
  if (step.on_error != StepSpec::OnError::fail)
    text += "    on_error: " + kOnError[static_cast<std::size_t>(step.on_error)] + "\n";
  if (step.mandatory) text += "    mandatory: true\n";
  return text;
}

Condition about_trigger(Chance& chance) {
  if (chance.percent(45)) return {Condition::Kind::n_over, chance.between(0, 6)};
  if (chance.percent(85)) return {Condition::Kind::kind_is, 0, chance.percent(70) ? "a" : "b"};
  return {Condition::Kind::missing};
}

Duration some_time(Chance& chance) {
  static const std::vector<int> kSeconds{1, 5, 30, 90, 600, 3'600, 86'400};
  return std::chrono::seconds(chance.pick(kSeconds));
}

GateSpec make_gate(Chance& chance) {
  GateSpec gate;
  gate.kind = static_cast<GateSpec::Kind>(chance.between(0, 2));
  gate.after = some_time(chance);
  if (gate.kind == GateSpec::Kind::trigger) gate.condition = about_trigger(chance);
  if (chance.percent(60)) gate.within = some_time(chance);
  gate.on_timeout = static_cast<GateSpec::OnTimeout>(chance.between(0, 2));
  return gate;
}

void make_wait(Chance& chance, const std::vector<StepSpec>& before, StepSpec& step) {
  step.type = chance.percent(80) ? chance.pick(kAnswerTypes) : chance.pick(kTypes);
  if (chance.percent(20)) step.from = chance.pick(kSources);
  if (chance.percent(70)) step.timeout = some_time(chance);
  std::vector<std::string> acting;
  for (const auto& need : step.needs) {
    const auto found = std::find_if(before.begin(), before.end(),
                                    [&](const auto& other) { return other.name == need; });
    if (found != before.end() && found->verb == Verb::act) acting.push_back(need);
  }
  const int draw = chance.between(0, 99);
  if (!acting.empty() && draw < 60) {
    step.condition = {Condition::Kind::ref_is_output, 0, chance.pick(acting)};
  } else if (draw < 60) {
    step.condition = {Condition::Kind::ref_is_key};
  } else if (draw < 80) {
    step.condition = {Condition::Kind::n_over, chance.between(0, 6)};
  }
}

// In a world where people work, a refusal may send the run back, and silence is escalated.
void make_second_thoughts(Chance& chance, StepSpec& step) {
  if (!step.needs.empty() && chance.percent(60)) {
    step.return_to = chance.pick(step.needs);
    step.returns = chance.between(1, 2);
  }
  if (chance.percent(40)) step.escalates = some_time(chance);
  // An approval that is over by then is refused when it is published.
  if (step.timeout && step.escalates && step.escalates->by_clock >= step.timeout->by_clock)
    step.escalates.reset();
}

void make_task(Chance& chance, StepSpec& step) {
  step.verb = Verb::task;
  step.least = chance.between(0, 3);
  if (chance.percent(50)) step.late_after = some_time(chance);
  if (chance.percent(50)) step.timeout = some_time(chance);
}

void make_verb(Chance& chance, const Links& links, const std::vector<StepSpec>& before,
               StepSpec& step) {
  const int draw = chance.between(0, 99);
  if (draw < 48) {
    static const std::vector<std::string> kConnections{"keyed", "keyed", "finder", "finder",
                                                       "blind"};
    step.verb = Verb::act;
    step.connection = chance.pick(kConnections);
    step.attempts = chance.between(1, 4);
    static const std::vector<int> kInitial{100, 1'000, 10'000};
    step.initial = std::chrono::milliseconds(chance.pick(kInitial));
    if (chance.percent(20)) step.timeout = std::chrono::seconds(20);
  } else if (draw < 62) {
    step.verb = Verb::approve;
    if (chance.percent(40))
      step.users = chance.percent(50) ? kPeople : std::vector<std::string>{"ana", "bo"};
    step.count = chance.percent(60) ? 1 : 2;
    step.not_requester = chance.percent(40);
    if (chance.percent(60)) step.timeout = some_time(chance);
    if (links.desk) make_second_thoughts(chance, step);
  } else if (draw < 77) {
    step.verb = Verb::wait;
    make_wait(chance, before, step);
  } else if (links.desk && (draw < 85 || draw > 91)) {
    make_task(chance, step);
  } else if (draw < 85 && links.nested) {
    step.verb = Verb::run;
    step.type = kMany;
  } else if (draw < 85) {
    step.verb = Verb::sleep;
    step.length = some_time(chance);
    step.until = chance.percent(50);
  } else if (draw < 92 && links.kind == Links::Kind::chain &&
             std::none_of(before.begin(), before.end(),
                          [](const auto& other) { return other.verb == Verb::emit; })) {
    step.verb = Verb::emit;
    step.type = kChainType;
  } else {
    step.verb = Verb::set;
  }
}

void make_triggers(Chance& chance, const Links& links, std::size_t workflow, Spec& spec) {
  const int triggers = chance.between(1, 2);
  for (int at = 0; at < triggers; ++at) {
    TriggerSpec trigger{chance.percent(75) ? chance.pick(kTypes) : "order.*"};
    if (chance.percent(30)) trigger.from = chance.pick(kSources);
    if (chance.percent(55)) trigger.when = about_trigger(chance);
    trigger.keyed = chance.percent(50);
    spec.triggers.push_back(std::move(trigger));
  }
  // Only the first workflow is started by others, so that a chain does not branch without end.
  if (workflow != 0) return;
  if (links.kind == Links::Kind::chain)
    spec.triggers.push_back({kChainType, {}, {}, chance.percent(30)});
  if (links.kind == Links::Kind::lifecycle && links.workflows.size() > 1) {
    const auto type = chance.percent(50) ? "baton.run.succeeded" : "baton.run.failed";
    spec.triggers.push_back({type, {}, {Condition::Kind::flow_is, 0, links.workflows[1]}});
  }
}

// Whether an expression of the step reads the output of a step that it needs. Such a step begins
// after all of them.
bool reads_output(const StepSpec& step) {
  return step.condition.kind == Condition::Kind::ref_is_output;
}

// Has some waits wait for several events.
void make_several(Chance& chance, StepSpec& step) {
  if (step.verb != Verb::wait || !chance.percent(40)) return;
  step.all = chance.percent(50);
  const int others = chance.between(1, 2);
  for (int at = 0; at < others; ++at) {
    StepSpec::Other other{chance.pick(kAnswerTypes)};
    if (chance.percent(50)) other.condition = {Condition::Kind::n_over, chance.between(0, 6)};
    step.others.push_back(std::move(other));
  }
}

// Has some workflows undo what they did when they fail.
void make_undos(Chance& chance, Spec& spec) {
  static const std::vector<std::string> kConnections{"keyed", "finder", "blind"};
  spec.undoes = chance.percent(40);
  if (!spec.undoes) return;
  for (const auto& step : spec.steps) {
    if (step.verb != Verb::act || !chance.percent(70)) continue;
    StepSpec undo{undo_name(step.name)};
    undo.verb = Verb::act;
    undo.connection = chance.pick(kConnections);
    undo.attempts = chance.between(1, 4);
    undo.initial = std::chrono::seconds(1);
    spec.undos.push_back(std::move(undo));
  }
  spec.undoes = !spec.undos.empty();
}

// Gives some versions of some workflows a slot: the same for all versions that have one, but for
// how many places it has (change_limit). What other workflows start has no `k`.
void make_slots(Chance& chance, Spec& spec) {
  const bool from_others =
      std::any_of(spec.triggers.begin(), spec.triggers.end(),
                  [](const auto& trigger) { return trigger.type.starts_with("baton."); });
  Chance of_workflow(hash_of(spec.workflow));
  if (from_others || !of_workflow.percent(60) || !chance.percent(80)) return;
  spec.slots = of_workflow.between(1, 2);
  spec.slot_keyed = of_workflow.percent(50);
  spec.when_full = static_cast<Spec::WhenFull>(of_workflow.between(0, 3));
}

// Gives the slots of some versions more places than those of others, or fewer. The chance is that
// of the template alone, as in make_flow.
void change_limit(Spec& spec) {
  Chance chance(hash_of("limit\n" + to_yaml(spec)));
  if (spec.slots > 0 && chance.percent(50)) spec.slots = chance.between(1, 3);
}

// Has some steps and runs take no longer than so long, and something done when a step does. What
// is over by then in any case is refused when it is published.
void make_slas(Chance& chance, Spec& spec) {
  if (chance.percent(30)) spec.due = some_time(chance);
  bool told = false;
  for (auto& step : spec.steps) {
    if (step.verb == Verb::set || step.verb == Verb::emit || !chance.percent(25)) continue;
    const auto goal = some_time(chance);
    const auto limit = goal + some_time(chance);
    if (step.timeout && step.verb != Verb::act && step.timeout->by_clock <= limit) continue;
    step.goal = goal;
    step.limit = limit;
    const auto& other = chance.pick(spec.steps).name;
    if (other != step.name) step.pauses_for = other;
    if (told || !chance.percent(50)) continue;
    step.begins = kTold;
    told = true;
  }
  if (!told) return;
  StepSpec tell{kTold};
  tell.verb = Verb::set;
  spec.steps.push_back(std::move(tell));
}

// The steps that may be done for each of several items. Of such a step there is no single output,
// and no model here of what becomes of its items when a refusal has it done anew.
std::vector<StepSpec*> may_have_items(Spec& spec, Verb verb) {
  if (std::any_of(spec.steps.begin(), spec.steps.end(),
                  [](const auto& step) { return !step.return_to.empty(); }))
    return {};
  std::set<std::string> read;
  for (const auto& step : spec.steps)
    if (reads_output(step)) read.insert(step.condition.text);
  std::vector<StepSpec*> steps;
  for (auto& step : spec.steps) {
    const bool single = read.contains(step.name) || spec.step(undo_name(step.name)) || step.goal;
    if (step.verb == verb && !single) steps.push_back(&step);
  }
  return steps;
}

void give_items(Chance& chance, StepSpec& step) {
  step.items = chance.between(2, 4);
  step.parallel = chance.between(1, 2);
}

// Has some actions done for each of several items.
void make_items(Chance& chance, Spec& spec) {
  for (auto* step : may_have_items(spec, Verb::act))
    if (chance.percent(25)) give_items(chance, *step);
}

// Has a decision table say who is asked, and what is set. Where it does, `users` and `count` say
// nothing.
void make_routes(Chance& chance, Spec& spec) {
  for (auto& step : spec.steps) {
    const bool asks = step.verb == Verb::approve || step.verb == Verb::task;
    if ((asks || (step.verb == Verb::set && step.name != kTold)) && chance.percent(50))
      step.routed = true;
  }
}

// Lines that stand one level deeper.
std::string indented(const std::string& lines) {
  std::string text;
  bool at_start = true;
  for (const char c : lines) {
    if (at_start) text += "  ";
    text += c;
    at_start = c == '\n';
  }
  return text;
}

// What is done when a run has failed.
std::string on_failure_yaml(const Spec& spec) {
  if (spec.endings.empty()) return spec.undoes ? "on_failure: { undo: true }\n" : "";
  std::string text = "on_failure:\n";
  if (spec.undoes) text += "  undo: true\n";
  text += "  steps:\n";
  for (const auto& step : spec.endings) text += indented(step_yaml(spec, step));
  return text;
}

// What the packet of a run holds, and which comments join it.
std::string context_yaml(const Spec& spec) {
  std::vector<std::string> required;
  std::string text;
  if (spec.hears) {
    required.emplace_back("of");
    text += "of: \"${trigger.data.?id.orValue('none')}\", hear: [{ event: " + kHeard +
            ", when: 'event.data.k == trigger.data.k' }], ";
  }
  if (spec.require_why) {
    required.emplace_back("why");
    text += "why: \"${trigger.data.?why}\", ";
  }
  return "context: { " + text + "require: " + listed(required) + " }\n";
}

// Gives some steps a `join`, some waits several events, and some actions an `undo`. The chance is
// that of the template alone, so that all else in its world is as it would be without it. What
// follows an approval keeps `all`: a refusal must not lead on unasked.
void make_flow(Spec& spec, const Links& links) {
  Chance chance(hash_of(to_yaml(spec)));
  for (auto& step : spec.steps) {
    make_several(chance, step);
    const bool asked = std::any_of(step.needs.begin(), step.needs.end(), [&](const auto& need) {
      return spec.step(need)->verb == Verb::approve;
    });
    if (step.needs.size() < 2 || asked || reads_output(step) || !chance.percent(25)) continue;
    step.join = chance.percent(50) ? StepSpec::Join::any : StepSpec::Join::always;
  }
  make_undos(chance, spec);
  make_slots(chance, spec);
  make_slas(chance, spec);
  if (chance.percent(30)) spec.priority = chance.between(1, 5);
  if (links.desk) make_routes(chance, spec);
  make_items(chance, spec);
  spec.hears = Chance(hash_of("hears\n" + to_yaml(spec))).percent(40);
  change_limit(spec);
}

// Has some workflows run for each of several items, and more actions done for them; and some items
// be those of a map or come from an expression.
void make_other_items(Chance chance, Spec& spec) {
  for (const auto verb : {Verb::run, Verb::act})
    for (auto* step : may_have_items(spec, verb))
      if (step->items == 0 && chance.percent(50)) give_items(chance, *step);
  for (auto& step : spec.steps)
    if (step.items > 0) step.over = static_cast<StepSpec::Over>(chance.between(0, 2));
}

// Has some steps with items begin no further one after a failure.
void make_fail_fast(Chance chance, Spec& spec) {
  for (auto& step : spec.steps)
    if (step.items > 0) step.fail_fast = chance.percent(60);
}

// Has some workflows do something when they have failed.
void make_endings(Chance chance, Spec& spec) {
  static const std::vector<std::string> kConnections{"keyed", "finder", "blind"};
  if (!chance.percent(40)) return;
  const int endings = chance.between(1, 3);
  for (int at = 0; at < endings; ++at) {
    StepSpec step{std::string(1, static_cast<char>(kFirstEnding[0] + at))};
    for (const auto& other : spec.endings)
      if (chance.percent(50)) step.needs.push_back(other.name);
    if (step.needs.size() == 2) step.join = static_cast<StepSpec::Join>(chance.between(0, 2));
    if (chance.percent(60)) {
      step.verb = Verb::act;
      step.connection = chance.pick(kConnections);
      step.attempts = chance.between(1, 3);
      step.initial = std::chrono::seconds(1);
    } else if (chance.percent(50)) {
      step.verb = Verb::sleep;
      step.length = some_time(chance);
    }
    if (chance.percent(30)) step.when = about_trigger(chance);
    step.on_error = static_cast<StepSpec::OnError>(chance.between(0, 2));
    spec.endings.push_back(std::move(step));
  }
}

// Has some actions, and some of what undoes them, tried only for so long.
void make_limits(Chance chance, Spec& spec) {
  static const std::vector<int> kSeconds{1, 20, 300, 7'200};
  for (auto* all : {&spec.steps, &spec.undos, &spec.endings})
    for (auto& step : *all)
      if (step.verb == Verb::act && chance.percent(35))
        step.tried_for = step.initial + std::chrono::seconds(chance.pick(kSeconds));
}

// Has some waits look back to another place than where their needs began.
void make_look_backs(Chance chance, Spec& spec) {
  for (auto& step : spec.steps) {
    if (step.verb != Verb::wait || !chance.percent(50)) continue;
    step.since = chance.percent(40) ? StepSpec::Since::trigger : StepSpec::Since::length;
    step.looks_back_for = some_time(chance);
  }
}

// Gives some service levels the mark `late`, a notice, and another mark at which they begin a step.
void make_marks(Chance chance, Spec& spec) {
  for (auto& step : spec.steps) {
    if (!step.goal) continue;
    const auto late = step.limit->by_clock + some_time(chance);
    const bool in_time = !step.timeout || step.verb == Verb::act || late < step.timeout->by_clock;
    if (in_time && chance.percent(60)) step.late = late;
    const auto some_mark = [&] { return kMarks[chance.next() % (step.late ? 3 : 2)]; };
    if (chance.percent(50)) step.notice_at = some_mark();
    if (chance.percent(50)) step.begins_at = some_mark();
  }
}

Length some_work(Chance& chance) {
  return chance.percent(50) ? Length::of_work(chance.between(1, 3), 0)
                            : Length::of_work(0, chance.between(1, 20));
}

// Has some lengths counted by working time, and by another calendar. Of two lengths that depend on
// each other, both stay by the clock; the marks of a service level are all changed alike.
void make_work_times(Chance chance, Spec& spec) {
  const auto may_be_of_work = [&chance](std::optional<Length>& length) {
    if (length && chance.percent(25)) length = some_work(chance);
  };
  const auto some_calendar = [&chance] { return chance.percent(25) ? kShop : std::string(); };
  may_be_of_work(spec.due);
  spec.calendar = some_calendar();
  for (auto& step : spec.steps) {
    step.calendar = some_calendar();
    if (step.gate) may_be_of_work(step.gate->within);
    if (step.verb == Verb::sleep && !step.until && chance.percent(30))
      step.length = some_work(chance);
    if (step.verb == Verb::act || step.goal) continue;
    if (!step.escalates && !step.late_after) may_be_of_work(step.timeout);
    if (!step.timeout) may_be_of_work(step.escalates);
    if (!step.timeout) may_be_of_work(step.late_after);
  }
  for (auto& step : spec.steps) {
    if (!step.goal || !chance.percent(40)) continue;
    step.sla_calendar = some_calendar();
    const bool in_days = chance.percent(50);
    const int goal = chance.between(1, in_days ? 2 : 6);
    const int limit = goal + chance.between(1, in_days ? 2 : 12);
    const auto of_work = [&](int count) {
      return in_days ? Length::of_work(count, 0) : Length::of_work(0, count);
    };
    step.goal = of_work(goal);
    step.limit = of_work(limit);
    if (step.late) step.late = of_work(limit + chance.between(1, 3));
  }
}

// Says of some steps that no person may skip them.
void make_mandatory(Chance chance, Spec& spec) {
  for (auto& step : spec.steps) step.mandatory = chance.percent(25);
}

// Gives the workflows of varied worlds what those of others do not have. Each part draws from a
// chance of its own, seeded by its name and by the template without any of the parts, so that a new
// part changes no other.
void make_varied(Spec& spec) {
  const auto plain = to_yaml(spec);
  const auto chance_of = [&plain](const std::string& part) {
    return Chance(hash_of(part + "\n" + plain));
  };
  make_other_items(chance_of("items"), spec);
  make_fail_fast(chance_of("fail_fast"), spec);
  make_endings(chance_of("endings"), spec);
  make_limits(chance_of("limits"), spec);
  make_look_backs(chance_of("since"), spec);
  make_marks(chance_of("marks"), spec);
  make_mandatory(chance_of("mandatory"), spec);
  make_work_times(chance_of("work"), spec);
}

}  // namespace

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xCBF29CE484222325U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001B3U;
  return hash;
}

Verdict holds(const Condition& condition, const Json& data, const std::string& key) {
  const auto text = [&](const char* name) { return core::text_at(data, name); };
  const auto truth = [](bool it) { return it ? Verdict::yes : Verdict::no; };
  const auto* n = core::find(data, "n");
  switch (condition.kind) {
    case Condition::Kind::none: return Verdict::yes;
    case Condition::Kind::n_over: return n ? truth(n->get<int>() > condition.n) : Verdict::error;
    case Condition::Kind::kind_is:
      return core::find(data, "kind") ? truth(text("kind") == condition.text) : Verdict::error;
    case Condition::Kind::missing: return Verdict::error;
    case Condition::Kind::flow_is:
      return core::find(data, "workflow") ? truth(text("workflow") == condition.text)
                                          : Verdict::error;
    case Condition::Kind::ref_is_key:
      return core::find(data, "ref") ? truth(text("ref") == key) : Verdict::error;
    case Condition::Kind::ref_is_output:
      return core::find(data, "ref") ? truth(text("ref") == key && n && n->get<int>() > 0)
                                     : Verdict::error;
  }
  return Verdict::error;
}

int items_in(const StepSpec& step, const Json& data) {
  if (step.items == 0 || step.over != StepSpec::Over::expression) return step.items;
  const auto* n = core::find(data, "n");
  return n && n->get<int>() > kSmall ? step.items : step.items - 2;
}

std::string notice_of(const Json& data) {
  const auto key = core::text_at(data, "k");
  return "Late with " + (key.empty() ? "nothing" : key);
}

std::string item_name(int item) { return "i" + std::to_string(item); }

bool type_fits(std::string_view pattern, std::string_view type) {
  if (!pattern.ends_with(".*")) return pattern == type;
  const auto head = pattern.substr(0, pattern.size() - 1);
  return type.starts_with(head) && type.size() > head.size() &&
         type.find('.', head.size()) == std::string_view::npos;
}

const StepSpec* Spec::step(std::string_view key) const {
  const auto name = core::StepRef::of_key(key).name;
  for (const auto* all : {&steps, &undos, &endings}) {
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const auto& step) { return step.name == name; });
    if (found != all->end()) return &*found;
  }
  return nullptr;
}

const StepSpec* Spec::begun_by(const std::string& name) const {
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&](const auto& step) { return step.begins == name; });
  return found == steps.end() ? nullptr : &*found;
}

std::string undo_name(const std::string& step) { return step + ".undo"; }

std::set<std::string> Spec::before(const StepSpec& step) const {
  std::set<std::string> names(step.needs.begin(), step.needs.end());
  for (const auto& need : step.needs) names.merge(before(*this->step(need)));
  return names;
}

bool comes_from(const core::Event& event, const std::string& connection) {
  return connection.empty() || (event.source == connection && event.actor.is_nobody());
}

const TriggerSpec* Spec::starts(const core::Event& event) const {
  for (const auto& trigger : triggers) {
    if (!type_fits(trigger.type, event.type) || !comes_from(event, trigger.from)) continue;
    if (trigger.window && core::text_at(event.data, "workflow") != workflow) continue;
    if (holds(trigger.when, event.data) == Verdict::yes) return &trigger;
  }
  return nullptr;
}

std::string to_yaml(const Spec& spec) {
  std::string text = "workflow: " + spec.workflow + "\non:\n";
  for (const auto& trigger : spec.triggers) {
    if (!trigger.misfire.empty()) {
      text += "  - schedule: { cron: \"0 */6 * * *\", misfire: " + trigger.misfire + " }\n";
      continue;
    }
    if (trigger.window) {
      text += "  - " + window_yaml(*trigger.window) + "\n";
      continue;
    }
    text += "  - event: \"" + trigger.type + "\"\n";
    if (!trigger.from.empty()) text += "    from: " + trigger.from + "\n";
    if (trigger.when.kind != Condition::Kind::none)
      text += "    when: '" + cel(trigger.when, "event.data") + "'\n";
    if (trigger.keyed) text += "    key: event.data.k\n";
    if (trigger.debounced)
      text += "    debounce: { key: event.data.k, quiet: " + core::to_text(trigger.quiet) +
              ", at_most: " + core::to_text(trigger.at_most) + " }\n";
    if (trigger.throttled > 0)
      text += "    throttle: { key: event.data.k, limit: " + std::to_string(trigger.throttled) +
              ", per: " + core::to_text(trigger.per) + " }\n";
    if (spec.typed_input) text += "    inputs: { n: \"${event.data.n}\" }\n";
  }
  static const std::vector<std::string> kWhenFull{"queue", "reject", "replace", "join"};
  if (spec.slots > 0)
    text += "concurrency: { " + std::string(spec.slot_keyed ? "key: trigger.data.k, " : "") +
            "limit: " + std::to_string(spec.slots) +
            ", when_full: " + kWhenFull[static_cast<std::size_t>(spec.when_full)] + " }\n";
  if (spec.priority > 0) text += "priority: " + std::to_string(spec.priority) + "\n";
  if (!spec.calendar.empty()) text += "calendar: " + spec.calendar + "\n";
  if (spec.due) text += "due: " + to_text(*spec.due) + "\n";
  if (spec.typed_input) text += "inputs: { n: { type: integer } }\n";
  if (spec.carries()) text += context_yaml(spec);
  text += "steps:\n";
  for (const auto& step : spec.steps) text += step_yaml(spec, step);
  text += on_failure_yaml(spec);
  return text + "outputs: { last: \"${steps." + spec.steps.back().name + ".status}\" }\n";
}

Spec make_spec(Chance& chance, const Links& links, std::size_t workflow) {
  Spec spec;
  spec.workflow = links.workflows[workflow];
  make_triggers(chance, links, workflow, spec);
  spec.typed_input = chance.percent(25);
  spec.require_why = chance.percent(10);
  const int steps = chance.between(1, 6);
  for (int at = 0; at < steps; ++at) {
    StepSpec step{std::string(1, static_cast<char>('a' + at))};
    for (const auto& other : spec.steps) {
      if (chance.percent(at < 2 ? 60 : 40)) step.needs.push_back(other.name);
    }
    make_verb(chance, links, spec.steps, step);
    if (chance.percent(20)) step.when = about_trigger(chance);
    if (chance.percent(20)) step.gate = make_gate(chance);
    const int on_error = chance.between(0, 99);
    const bool may_go_on =
        step.verb != StepSpec::Verb::approve;  // a refusal leads on only where it is asked for
    if (on_error < 25 && (may_go_on || on_error >= 15))
      step.on_error = on_error < 15 ? StepSpec::OnError::keep_going : StepSpec::OnError::pause;
    spec.steps.push_back(std::move(step));
  }
  make_flow(spec, links);
  if (links.varied) make_varied(spec);
  return spec;
}

}  // namespace baton::sim
