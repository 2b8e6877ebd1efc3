#include "baton/core/own_events.hpp"
#include "sim/spec.hpp"

#include <utility>

// The workflows that stand beside the random ones, each for one thing that those do not have.
namespace baton::sim {

using Verb = StepSpec::Verb;

Spec make_bursty() {
  StepSpec done{"done"};
  done.verb = Verb::set;
  TriggerSpec trigger{kTypes.front()};
  trigger.debounced = true;
  Spec spec;
  spec.workflow = kBursty;
  spec.triggers.push_back(std::move(trigger));
  spec.steps.push_back(std::move(done));
  return spec;
}

Spec make_budgeted() {
  StepSpec spend{"spend"};
  spend.verb = Verb::set;
  spend.gate = GateSpec{GateSpec::Kind::fact};
  Spec spec;
  spec.workflow = kBudgeted;
  spec.triggers.push_back({kTypes.at(1)});
  spec.steps.push_back(std::move(spend));
  return spec;
}

std::string level_yaml(bool grows_old) {
  return "fact: level\nkey: string\ntype: integer\nfrom: { event: " + kTypes.front() +
         ", key: event.data.k, value: event.data.n }\n" +
         (grows_old ? "stale_after: " + core::to_text(kLevelStale) + "\n" : "");
}

namespace {

StepSpec sleeping(std::string name, Duration length) {
  StepSpec step{std::move(name)};
  step.verb = Verb::sleep;
  step.length = length;
  return step;
}

Spec started_by(std::string workflow, TriggerSpec trigger) {
  Spec spec;
  spec.workflow = std::move(workflow);
  spec.triggers.push_back(std::move(trigger));
  spec.steps.push_back(sleeping("rest", std::chrono::seconds(5)));
  return spec;
}

TriggerSpec when_fired(WindowSpec window) {
  TriggerSpec trigger{std::string(core::kWindowFired)};
  trigger.window = std::move(window);
  return trigger;
}

std::optional<Duration> some_rest(Chance& chance) {
  if (chance.percent(50)) return std::nullopt;
  return std::chrono::hours(chance.between(1, 4));
}

}  // namespace

Spec make_watchful(Chance& chance) {
  WindowSpec window;
  window.types = {kTypes.front()};
  window.within = std::chrono::hours(chance.between(6, 24));
  window.numbers = chance.between(2, 3);
  window.rest = some_rest(chance);
  return started_by(kWatchful, when_fired(std::move(window)));
}

Spec make_following(Chance& chance) {
  WindowSpec window;
  window.kind = WindowSpec::Kind::sequence;
  window.types = {kTypes[0]};
  if (chance.percent(50)) window.types.push_back(kTypes[2]);
  window.within = std::chrono::hours(chance.between(2, 24));
  window.rest = some_rest(chance);
  if (window.types.size() == 1 || chance.percent(60)) {
    window.absent = kTypes[1];
    window.absent_for = std::chrono::minutes(chance.pick(std::vector<int>{1, 20, 120, 1'500}));
  } else if (chance.percent(40)) {
    window.types.push_back(kTypes[1]);
  }
  return started_by(kFollowing, when_fired(std::move(window)));
}

Spec make_measured(Chance& chance) {
  using Aggregate = WindowSpec::Aggregate;
  WindowSpec window;
  window.kind = WindowSpec::Kind::threshold;
  window.types = {chance.pick(kTypes)};
  window.within = std::chrono::hours(chance.pick(std::vector<int>{1, 3, 12}));
  window.aggregate = static_cast<Aggregate>(chance.between(0, 5));
  window.above = chance.percent(70);
  static const std::vector<double> kBounds{2, 9, 4, 3, 6, 0.5};  // by aggregate
  window.bound = kBounds[static_cast<std::size_t>(window.aggregate)];
  if (chance.percent(50)) {
    window.bound = window.above ? 1.25 : 0.75;
    window.usual = std::chrono::hours(48);
    window.usual_least = chance.between(1, 3);
  }
  window.rest = some_rest(chance);
  return started_by(kMeasured, when_fired(std::move(window)));
}

void vary_window(Chance& chance, Spec& spec) {
  using Kind = WindowSpec::Kind;
  auto& window = *spec.triggers.front().window;
  if (window.kind == Kind::numbers && chance.percent(50)) window.kind = Kind::events;
  if (window.kind == Kind::threshold) window.least = chance.between(1, 3);
  if (chance.percent(25)) window.from = chance.pick(kSources);
  if (chance.percent(25)) window.when = {Condition::Kind::n_over, chance.between(0, 3)};
  if (chance.percent(25)) window.when = {Condition::Kind::kind_is, 0, "a"};
  static const std::vector<int> kMinutes{0, 15, 180, 1'440};
  if (chance.percent(60)) window.late = std::chrono::minutes(chance.pick(kMinutes));
}

Spec make_throttled() {
  TriggerSpec trigger{kTypes.front()};
  trigger.throttled = 2;
  return started_by(kThrottled, std::move(trigger));
}

void vary_bursts(Chance& chance, Spec& spec) {
  static const std::vector<int> kSeconds{1, 60, 600, 3'600};
  auto& trigger = spec.triggers.front();
  trigger.quiet = std::chrono::seconds(chance.pick(kSeconds));
  trigger.at_most = trigger.quiet + std::chrono::seconds(chance.pick(kSeconds));
  if (trigger.throttled > 0) trigger.throttled = chance.between(1, 4);
  trigger.per = std::chrono::hours(chance.between(1, 24));
}

Spec make_alarmed() {
  Spec spec;
  spec.workflow = kAlarmed;
  spec.triggers.push_back({"baton.sla.missed"});
  StepSpec note{"note"};
  note.verb = Verb::set;
  spec.steps.push_back(std::move(note));
  return spec;
}

std::string route_yaml() {
  return "route: " + kRoute +
         "\ninputs: { n: integer, kind: string }\nfirst:\n"
         "  - { name: large, when: { n: { at_least: 5 } }, then: { users: [ana, bo], count: 2, "
         "sla: "
         "90m } }\n"
         "  - { name: odd, when: { kind: [b, none] }, then: { users: [cy] } }\n"
         "  - { name: all others, then: { users: [ana, bo, cy] } }\n";
}

RouteRow route_row(const Json& data) {
  const auto* n = core::find(data, "n");
  const auto kind = core::text_at(data, "kind");
  if (n && n->get<int>() >= 5) return {"large", {"ana", "bo"}, 2, std::chrono::minutes(90)};
  if (kind != "a") return {"odd", {"cy"}};
  return {"all others", kPeople};
}

Spec make_clockwork(std::string misfire) {
  TriggerSpec trigger{std::string(core::kScheduleFired)};
  trigger.misfire = std::move(misfire);
  return started_by(kClockwork, std::move(trigger));
}

Spec make_many() {
  StepSpec act{"a"};
  act.verb = Verb::act;
  act.connection = "finder";
  act.attempts = 2;
  act.initial = std::chrono::seconds(1);
  act.items = 5;
  act.parallel = 2;
  auto rest = sleeping("b", std::chrono::seconds(5));
  rest.needs = {"a"};
  Spec spec;
  spec.workflow = kMany;
  spec.triggers.push_back({kTypes[0]});
  spec.steps = {std::move(act), std::move(rest)};
  return spec;
}

Spec make_above() {
  StepSpec run{"a"};
  run.verb = Verb::run;
  run.type = kMany;
  auto rest = sleeping("b", std::chrono::seconds(1));
  rest.needs = {"a"};
  Spec spec;
  spec.workflow = kAbove;
  spec.triggers.push_back({kTypes[1]});
  spec.steps = {std::move(run), std::move(rest)};
  return spec;
}

}  // namespace baton::sim
