#include "runtime/retrying.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/retrying.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace baton::runtime {

using core::Errc;
using core::Error;
using core::Json;
using core::Repeat;
using core::Result;
using core::StepStatus;

namespace {

// How many runs that an event has started before are looked at, the newest first.
constexpr std::size_t kEarlierRunsMax = 3;

// What became of a step's action before. A greater one tells more of what may happen twice.
enum class Before { never, failed, undone, in_doubt, done };

std::string_view to_text(Before before) {
  static constexpr std::array<std::string_view, 5> kWords{"never", "failed", "undone", "in_doubt",
                                                          "done"};
  return kWords[static_cast<std::size_t>(before)];
}

// What was sent for a step, by one run.
struct SentBefore {
  Before before = Before::never;
  // How often it was sent; for a step with items, all of these together.
  int attempts = 0;
  // The idempotency key under which that was; empty for a step with items.
  std::string key{};
};

SentBefore sent_by(const core::StepState& state) {
  SentBefore sent{Before::never, state.attempt, state.key};
  if (state.attempt == 0) return sent;
  if (state.status == StepStatus::succeeded) {
    sent.before = Before::done;
  } else if (state.status == StepStatus::undone) {
    sent.before = Before::undone;
  } else {
    sent.before = state.uncertain || state.in_doubt || state.status == StepStatus::unknown ||
                          state.status == StepStatus::running
                      ? Before::in_doubt
                      : Before::failed;
  }
  return sent;
}

// The same for a step that may have items: the greatest Before of the items that are sent again,
// and the attempts of all of these. `anew`: all items are sent again, not only those that have not
// succeeded.
SentBefore sent_before(const core::Run& run, const std::string& name, bool anew) {
  const auto& whole = run.step(name);
  if (!whole.items) return sent_by(whole);
  SentBefore sent;
  if (anew && whole.items->succeeded > 0)
    sent = {whole.status == StepStatus::undone ? Before::undone : Before::done,
            whole.items->succeeded,
            {}};
  for (auto at = run.steps().upper_bound(core::StepRef(name));
       at != run.steps().end() && at->first.name == name; ++at) {
    const auto one = sent_by(at->second);
    sent.before = std::max(sent.before, one.before);
    sent.attempts += one.attempts;
  }
  return sent;
}

// What comes of sending it once more, in one word. `same_key`: under the key of what was sent
// before.
std::string_view again(Repeat repeat, Before before, bool same_key) {
  if (repeat == Repeat::reads) return "reads";
  switch (before) {
    case Before::never: return "first";
    case Before::failed: return "retried";
    case Before::undone: return "anew";
    case Before::in_doubt:
    case Before::done: break;
  }
  if (repeat == Repeat::same) return "once";
  if (!same_key || repeat == Repeat::unknown) return "may_repeat";
  return repeat == Repeat::twice ? "asks" : "once";
}

Repeat repeat_of(const core::Operations& operations, const core::DoAction& action) {
  const auto connection = operations.find(action.connection);
  if (connection == operations.end()) return Repeat::unknown;
  const auto operation = connection->second.find(action.operation);
  return operation == connection->second.end() ? Repeat::unknown : operation->second.repeat;
}

// What a step sends to the outside; null when it sends nothing.
Json effect(const engine::PlanStep& step, const core::Operations& operations,
            const SentBefore& sent, bool same_key) {
  const auto* verb = std::get_if<engine::PlanDo>(&step.verb);
  if (!verb) return {};
  const auto repeat = repeat_of(operations, *verb->spec);
  Json json{{"step", step.ref.name},
            {"connection", verb->spec->connection},
            {"operation", verb->spec->operation},
            {"before", to_text(sent.before)},
            {"attempts", sent.attempts},
            {"repeat", core::to_text(repeat)},
            {"again", again(repeat, sent.before, same_key)}};
  if (same_key && !sent.key.empty() && sent.before != Before::undone) json["key"] = sent.key;
  return json;
}

// What the steps of these names send, in this order. `wanted`: the step or the item that is tried
// again; empty: all that failed.
Json effects_of(const engine::Plan& plan, const core::Run& run,
                const std::vector<std::string>& names, const core::StepRef& wanted,
                const core::Operations& operations) {
  Json effects = Json::array();
  for (const auto& name : names) {
    const bool anew = run.step(name).status == StepStatus::undone;
    const bool one_item = wanted.has_item() && wanted.name == name;
    const auto sent = one_item ? sent_by(run.step(wanted)) : sent_before(run, name, anew);
    auto one = effect(*plan.step(name), operations, sent, true);
    if (one.is_null()) continue;
    if (const auto& items = run.step(name).items)
      one["items"] = one_item ? 1 : anew ? items->size() : items->size() - items->succeeded;
    effects.push_back(std::move(one));
  }
  return effects;
}

// What a run that begins would send, beside what these earlier runs of the same event have sent.
Json effects_of_new(const engine::Plan& plan, const std::vector<core::Run>& earlier,
                    const core::Operations& operations) {
  Json effects = Json::array();
  for (const auto& step : plan.steps()) {
    if (step.phase != engine::Phase::work) continue;
    SentBefore sent;
    for (const auto& run : earlier) {
      const auto one = sent_before(run, step.ref.name, true);
      sent.before = std::max(sent.before, one.before);
      sent.attempts += one.attempts;
    }
    if (auto one = effect(step, operations, sent, false); !one.is_null())
      effects.push_back(std::move(one));
  }
  return effects;
}

std::vector<std::string> steps_of_work(const engine::Plan& plan) {
  std::vector<std::string> names;
  for (const auto& step : plan.steps())
    if (step.phase == engine::Phase::work) names.push_back(step.ref.name);
  return names;
}

void refuse(Json& json, const Error& why) {
  json["may"] = false;
  json["because"] = why.message;
  json["hint"] = why.hint;
}

// The plan by which a run that failed at its start begins anew: the active version if it takes the
// event that started the run, else the run's own.
PlanPtr plan_of_new_start(ports::Queries& queries, PlanCache& plans, const core::Run& run,
                          const core::Event& trigger, const PlanPtr& own, const WhyNow& now) {
  const auto active = queries.template_version(run.head().workflow, 0);
  const auto made =
      active && !core::begins_child(trigger) ? plans.plan(*active) : Result<PlanPtr>(nullptr);
  if (!made || !*made) return own;
  auto facts = now.fact_reader(queries);
  const auto matched =
      engine::match(**made, trigger, run.view().at("trigger"), now.wall, now.outside(facts));
  return matched.match ? *made : own;
}

Json newest(ports::Templates& queries, const std::string& workflow) {
  const auto active = queries.template_version(workflow, 0);
  return active ? Json(active->version) : Json();
}

std::vector<core::Run> earlier_runs(ports::Queries& queries, const std::vector<ports::RunRow>& of,
                                    const std::string& workflow) {
  std::vector<core::Run> runs;
  for (auto row = of.rbegin(); row != of.rend() && runs.size() < kEarlierRunsMax; ++row) {
    if (row->workflow != workflow) continue;
    if (auto run = load_run(queries, row->id)) runs.push_back(std::move(*run));
  }
  return runs;
}

// One workflow that the event starts. `why`: what why_event() says about this workflow.
Json start_of(ports::Queries& queries, PlanCache& plans, const Json& why,
              const std::vector<ports::RunRow>& started, const core::Operations& operations) {
  const auto workflow = core::text_at(why, "workflow");
  const int version = why.at("version").get<int>();
  Json start{{"workflow", workflow}, {"version", version}, {"notes", Json::array()}};
  const auto take = [&start](const Json& from, std::string_view name) {
    if (auto note = core::text_at(from, name); !note.empty())
      start["notes"].push_back(std::move(note));
  };
  take(why, "note");
  for (const auto* part : {"slot", "burst"})
    if (const auto* of = core::find(why, part)) take(*of, "note");
  start["effects"] = Json::array();
  const auto made = plans.plan(queries, workflow, version);
  if (made && *made && !why.contains("open_run"))
    start["effects"] = effects_of_new(**made, earlier_runs(queries, started, workflow), operations);
  return start;
}

bool starts_with_it(const Json& why, const core::Event& event) {
  const auto& triggers = why.at("triggers");
  return core::workflow_started_by(event) == core::text_at(why, "workflow") ||
         std::any_of(triggers.begin(), triggers.end(),
                     [](const Json& trigger) { return trigger.at("matched") == true; });
}

// Why a run is not begun anew from its event; nullopt when it may be. What else the event has
// started would begin again as well.
std::optional<Error> unrestartable(ports::Queries& queries, const core::Run& run,
                                   const core::Event& trigger) {
  const auto& head = run.head();
  if (!run.done())
    return Error{Errc::conflict,
                 "the run is " + std::string(to_text(run.status())) + ": it would run twice",
                 {},
                 "baton runs cancel " + run.id().text() + ", or retry it without --from-start"};
  if (head.parent)
    return Error{Errc::conflict,
                 "a step of " + head.parent.text() + " has begun it",
                 {},
                 "baton runs retry " + head.parent.text()};
  const auto others =
      queries.runs_started_by(trigger.id).size() + queries.runs_resumed_by(trigger.id, 2).size();
  if (others > 1)
    return Error{Errc::conflict,
                 "the event " + trigger.id.text() + " has started or resumed other runs too",
                 {},
                 "to have all of it done again: baton events replay " + trigger.id.text()};
  return unreplayable(trigger, false);
}

Json replay_of(ports::Queries& queries, PlanCache& plans, const core::Event& event, const Json& why,
               const core::Operations& operations) {
  const auto started = queries.runs_started_by(event.id);
  Json json{{"event", event.id.text()}, {"may", true}, {"starts", Json::array()}};
  std::int64_t others = why.at("others").get<std::int64_t>();
  for (const auto& one : why.at("workflows")) {
    if (starts_with_it(one, event)) {
      json["starts"].push_back(start_of(queries, plans, one, started, operations));
    } else {
      ++others;
    }
  }
  json["others"] = others;
  return json;
}

}  // namespace

std::optional<Error> unreplayable(const core::Event& event, bool parked) {
  // The firing of a schedule and a start by hand start a run as an event from outside does.
  if (parked || !core::own_type(event.type) || !core::workflow_started_by(event).empty())
    return std::nullopt;
  return Error{Errc::conflict,
               "an event of Baton's own tells of a run, and is not replayed",
               {},
               "to have the run go on: baton runs retry RUN"};
}

Result<Json> preview_retry(ports::Queries& queries, PlanCache& plans, core::RunId id,
                           const std::string& step, const core::Actor& actor, const WhyNow& now,
                           const ports::Connectors& connectors) {
  const auto run = load_run(queries, id);
  if (!run) return no_such_run(id);
  const auto ref = core::StepRef::of_key(step);
  auto refusal = another_open(queries, *run);
  if (!refusal) refusal = retryable(queries, plans, *run, ref, actor);
  if (refusal && refusal->code == Errc::not_found) return *refusal;
  const auto& head = run->head();
  const auto made = plans.plan(queries, head.workflow, head.version);
  if (!made) return made.error();
  core::ensure(*made != nullptr, "the template version of a run is kept");
  auto plan = *made;
  const bool anew = !refusal && engine::failed_at_start(*run);
  engine::RetryPreview shown;
  if (anew) {
    const auto row = queries.run(id);
    const auto trigger = row ? queries.event(row->trigger) : std::nullopt;
    core::ensure(trigger.has_value(), "the event that started a run is kept with it");
    plan = plan_of_new_start(queries, plans, *run, *trigger, plan, now);
    shown.first = steps_of_work(*plan);
  } else {
    shown = engine::retry_preview(*plan, *run, core::run_retry(id, ref, actor, now.wall));
  }
  auto named = shown.first;
  named.insert(named.end(), shown.then.begin(), shown.then.end());
  Json json{{"run", id.text()},
            {"may", true},
            {"version", head.version},
            {"newest", newest(queries, head.workflow)},
            {"uses", plan->version()},
            {"anew", anew},
            {"first", shown.first},
            {"then", shown.then},
            {"kept", shown.kept},
            {"voided", shown.voided},
            {"effects", effects_of(*plan, *run, named, ref, connectors.operations())}};
  if (!step.empty()) json["step"] = step;
  if (refusal) refuse(json, *refusal);
  return json;
}

Result<Json> preview_replay(ports::Queries& queries, PlanCache& plans, core::EventId id,
                            const WhyNow& now, const ports::Connectors& connectors) {
  const auto why = why_event(queries, plans, id, {}, now, connectors);
  if (!why) return why.error();
  const auto event = queries.event(id);
  auto json = replay_of(queries, plans, *event, *why, connectors.operations());
  if (const auto refusal = unreplayable(*event, queries.parked_event(id).has_value()))
    refuse(json, *refusal);
  return json;
}

Result<Json> preview_restart(ports::Queries& queries, PlanCache& plans, core::RunId id,
                             const WhyNow& now, const ports::Connectors& connectors) {
  const auto row = queries.run(id);
  const auto run = load_run(queries, id);
  if (!row || !run) return no_such_run(id);
  auto json = preview_replay(queries, plans, row->trigger, now, connectors);
  if (!json) return json.error();
  const auto trigger = queries.event(row->trigger);
  core::ensure(trigger.has_value(), "the event that started a run is kept with it");
  (*json)["run"] = id.text();
  (*json)["version"] = row->version;
  (*json)["newest"] = newest(queries, row->workflow);
  if (const auto refusal = unrestartable(queries, *run, *trigger)) refuse(*json, *refusal);
  return json;
}

}  // namespace baton::runtime
