#include "baton/engine/match.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/wait_index.hpp"
#include "baton/engine/why.hpp"
#include "baton/engine/windows.hpp"
#include "engine/inputs.hpp"
#include "engine/names.hpp"
#include "engine/run_key.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::Errc;
using core::Error;
using core::Json;

void refuse(Match& match, std::optional<UnfitInput> unfit) {
  if (!unfit) return;
  match.problem = unfit->text();
  match.problem_input = std::move(unfit->name);
}

// The error with the place of the trigger: "order:4".
Error at_trigger(const Plan& plan, const PlanTrigger& trigger, Error error) {
  error.where = plan.source().name + ":" + std::to_string(trigger.spec->at.line);
  return error;
}

// Whether the event is a firing of the trigger's schedule.
bool fires(const Plan& plan, const core::Schedule& schedule, const core::Event& event) {
  return event.type == core::kScheduleFired && event.source == "baton" &&
         core::text_at(event.data, "workflow") == plan.source().name &&
         core::text_at(event.data, "cron") == schedule.cron &&
         core::text_at(event.data, "timezone") == schedule.timezone;
}

// Whether the event is a firing of the trigger's window.
bool fires(const Plan& plan, const PlanWindow& window, const core::Event& event) {
  return event.type == core::kWindowFired && event.source == "baton" &&
         core::text_at(event.data, "workflow") == plan.source().name &&
         core::text_at(event.data, "window") == std::to_string(window.id);
}

// Whether the event is a firing of the trigger's schedule or window, or has the type and the source
// that the trigger names.
bool speaks_of(const Plan& plan, const PlanTrigger& trigger, const core::Event& event) {
  if (trigger.spec->schedule) return fires(plan, *trigger.spec->schedule, event);
  if (trigger.window) return fires(plan, *trigger.window, event);
  return core::event_matches(event, trigger.spec->event, trigger.spec->from);
}

// What the expressions of a trigger see by name: what ViewBindings gives, and for a firing also
// `schedule` or `window`.
class TriggerBindings final : public cel::Bindings {
 public:
  TriggerBindings(const ViewBindings& names, const core::Event& event)
      : names_(names), event_(event) {}

  std::optional<cel::Value> find(std::string_view name) const override {
    if (name == "window" && event_.type == core::kWindowFired)
      return cel::Value::borrow(event_.data);
    if (name != "schedule" || event_.type != core::kScheduleFired) return names_.find(name);
    const auto at = core::parse_rfc3339(core::text_at(event_.data, "at"));
    if (!at) return std::nullopt;
    cel::Value::Entries members;
    members.emplace_back(cel::Value::borrowed_string("at"), cel::Value::timestamp(*at));
    return cel::Value::map(std::move(members));
  }
  cel::Budget* budget() const override { return names_.budget(); }
  cel::Outside outside() const override { return names_.outside(); }

 private:
  const ViewBindings& names_;
  const core::Event& event_;
};

// A key of the trigger; empty if it has none. `what` names it in an error: "key".
core::Result<std::string> key_of(const ExpressionPtr& expression, const cel::Bindings& names,
                                 const std::string& what) {
  if (!expression) return std::string();
  const auto value = expression->evaluate(names).value;
  auto key = value ? key_text(*value) : core::Result<std::string>(value.error());
  if (key) return key;
  return Error{key.error().code,
               what + ": " + key.error().message + "; it starts no run",
               {},
               key.error().hint};
}

// The keys of a run that the trigger would start, and of the burst that its event belongs to.
struct Keys {
  std::string run;
  std::string burst;
  std::string counted_by;
};

core::Result<Keys> keys_of(const PlanTrigger& trigger, const cel::Bindings& names) {
  auto run = key_of(trigger.key, names, "key");
  if (!run) return run.error();
  auto burst = key_of(trigger.debounce, names, "debounce.key");
  if (!burst) return burst.error();
  auto counted_by = key_of(trigger.throttle, names, "throttle.key");
  if (!counted_by) return counted_by.error();
  return Keys{std::move(*run), std::move(*burst), std::move(*counted_by)};
}

// How the trigger starts a run, without the key.
Match take(const Plan& plan, const PlanTrigger& trigger, const cel::Bindings& names) {
  Match match;
  auto inputs = trigger.inputs->render(names);
  if (inputs) {
    match.inputs = inputs->is_object() ? std::move(*inputs) : Json::object();
    refuse(match, check_inputs(plan.source().inputs, match.inputs));
  } else {
    match.inputs = Json::object();
    auto error = inputs.error();
    if (error.where.starts_with('/')) error.where.erase(0, 1);  // leaves the name of the input
    match.problem = "inputs: " + error.text();
  }
  return match;
}

}  // namespace

Match match_by_hand(const Plan& plan, Json inputs, std::string key) {
  Match match;
  match.key = std::move(key);
  match.inputs = inputs.is_null() ? Json::object() : std::move(inputs);
  if (!match.inputs.is_object()) {
    match.problem = "inputs: expected an object";
    match.inputs = Json::object();
    return match;
  }
  refuse(match, undeclared(plan.source().inputs, match.inputs));
  if (match.problem.empty()) refuse(match, check_inputs(plan.source().inputs, match.inputs));
  return match;
}

core::Result<std::optional<std::string>> slot_key(const Plan& plan, core::RunId id,
                                                  const Json& seen, const Match& match,
                                                  core::Time now, const cel::Outside& outside) {
  if (!plan.source().concurrency) return std::optional<std::string>();
  if (!plan.slot_key()) return std::optional<std::string>(std::string());
  Json view = Json::object();
  view["trigger"] = seen;
  view["inputs"] = match.inputs;
  core::RunStarted started{plan.source().name, plan.version(), match.key};
  started.roles = plan.source().roles.to_json();
  view["run"] = run_names(id, started, now);
  auto budget = cel::decision_budget(outside.clock);
  const ViewBindings names(view, now, nullptr, &budget, outside);
  const auto value = plan.slot_key()->evaluate(names).value;
  auto key = value ? key_text(*value) : core::Result<std::string>(value.error());
  if (key) return std::optional<std::string>(std::move(*key));
  return Error{key.error().code, "concurrency.key: " + key.error().message, {}, key.error().hint};
}

Match match_child(const Plan& plan, const core::ChildBegin& begin) {
  Match match;
  match.inputs = begin.inputs.is_object() ? begin.inputs : Json::object();
  refuse(match, undeclared(plan.source().inputs, match.inputs));
  if (match.problem.empty()) refuse(match, check_inputs(plan.source().inputs, match.inputs));
  return match;
}

Matched match(const Plan& plan, const core::Event& event, const Json& seen, core::Time now,
              const cel::Outside& outside) {
  Matched matched;
  if (core::started_by_hand(event) == plan.source().name) {
    const auto* inputs = core::find(event.data, "inputs");
    matched.match =
        match_by_hand(plan, inputs ? *inputs : Json(), core::text_at(event.data, "key"));
    return matched;
  }
  static const Json no_view = Json::object();
  auto budget = cel::decision_budget(outside.clock);
  const ViewBindings of_event(no_view, now, &seen, &budget, outside);
  const TriggerBindings names(of_event, event);
  for (const auto& trigger : plan.triggers()) {
    if (!speaks_of(plan, trigger, event)) continue;
    if (trigger.when) {
      const auto verdict = cel::decide_gate(*trigger.when, names, false);
      if (verdict.outcome == cel::Outcome::error) {
        matched.errors.push_back(
            at_trigger(plan, trigger, {Errc::invalid, "when: " + verdict.reason}));
      }
      if (verdict.outcome != cel::Outcome::open) continue;
    }
    auto keys = keys_of(trigger, names);
    if (!keys) {
      matched.errors.push_back(at_trigger(plan, trigger, keys.error()));
      continue;
    }
    matched.match = take(plan, trigger, names);
    matched.match->key = std::move(keys->run);
    matched.match->burst = std::move(keys->burst);
    matched.match->counted_by = std::move(keys->counted_by);
    matched.match->trigger = &trigger;
    return matched;
  }
  return matched;
}

namespace {

// A schedule for people: "0 9 * * MON-FRI (Europe/Paris)".
std::string words_of(const core::Schedule& schedule) {
  return schedule.cron + " (" + schedule.timezone + ")";
}

// Adds the run's key, or why it has none, to the entry of a trigger whose type, source and
// condition match.
void explain_start(const Plan& plan, const PlanTrigger& trigger, const cel::Bindings& names,
                   Json& entry) {
  const auto keys = keys_of(trigger, names);
  if (!keys) {
    entry["matched"] = false;
    entry["reason"] = entry["reason"].get<std::string>() + ", but " + keys.error().text();
    return;
  }
  if (!keys->run.empty()) entry["key"] = keys->run;
  if (!keys->burst.empty()) entry["debounce"] = keys->burst;
  if (!keys->counted_by.empty()) entry["throttle"] = keys->counted_by;
  if (auto problem = take(plan, trigger, names).problem; !problem.empty())
    entry["problem"] = "the run fails at its start: " + problem;
}

}  // namespace

bool may_start(const Plan& plan, const core::Event& event) {
  return core::workflow_started_by(event) == plan.source().name ||
         std::any_of(
             plan.triggers().begin(), plan.triggers().end(), [&event](const PlanTrigger& trigger) {
               if (trigger.window) return counts(*trigger.window, event.type);
               return !trigger.schedule && core::type_matches(trigger.spec->event, event.type);
             });
}

Json explain_match(const Plan& plan, const core::Event& event, const Json& seen, core::Time now,
                   const cel::Outside& outside) {
  static const Json no_view = Json::object();
  auto budget = cel::decision_budget(outside.clock);
  const ViewBindings of_event(no_view, now, &seen, &budget, outside);
  const TriggerBindings names(of_event, event);
  Json explained = Json::array();
  for (const auto& trigger : plan.triggers()) {
    Json entry{{"event", trigger.spec->event}, {"line", trigger.spec->at.line}, {"matched", false}};
    if (!trigger.spec->from.empty()) entry["from"] = trigger.spec->from;
    const auto& schedule = trigger.spec->schedule;
    if (schedule) entry["schedule"] = words_of(*schedule);
    if (trigger.window) entry["window"] = window_in_words(trigger);
    if (trigger.window && !fires(plan, *trigger.window, event)) {
      entry["reason"] = "it starts when its window fires: " + window_in_words(trigger);
    } else if (schedule && !fires(plan, *schedule, event)) {
      entry["reason"] = "only its schedule " + words_of(*schedule) + " starts it";
    } else if (!core::type_matches(trigger.spec->event, event.type)) {
      entry["reason"] =
          "it waits for \"" + trigger.spec->event + "\", the event is \"" + event.type + "\"";
    } else if (!trigger.spec->from.empty() && !core::came_through(event, trigger.spec->from)) {
      const auto by =
          event.actor.is_nobody() ? std::string() : ", handed in by " + event.actor.text();
      entry["reason"] = "it takes events from the connection \"" + trigger.spec->from +
                        "\", this one came from \"" + event.source + '"' + by;
    } else if (!trigger.when) {
      entry["matched"] = true;
      entry["reason"] = trigger.window ? "its window fired"
                        : schedule     ? "its schedule fired, and there is no condition"
                                       : "type and source match, and there is no condition";
    } else {
      const auto [verdict, tree] = cel::explain_gate(*trigger.when, names);
      entry["matched"] = verdict.outcome == cel::Outcome::open;
      entry["reason"] =
          verdict.outcome == cel::Outcome::open ? "the condition holds" : verdict.reason;
      entry["explain"] = to_json(tree);
    }
    if (entry["matched"] == true) explain_start(plan, trigger, names, entry);
    explained.push_back(std::move(entry));
  }
  return explained;
}

}  // namespace baton::engine
