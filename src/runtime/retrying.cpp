#include "runtime/retrying.hpp"

#include "baton/core/event_names.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/decide.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/retrying.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "runtime/checks.hpp"
#include "runtime/retry_effects.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

namespace {

// How many runs that an event has started before are looked at, the newest first.
constexpr std::size_t kEarlierRunsMax = 3;

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
  if (why.contains("open_run")) start["open_run"] = why.at("open_run");
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
