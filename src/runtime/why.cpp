#include "runtime/why.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/effect.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/own_events.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/try_expression.hpp"
#include "baton/engine/why.hpp"
#include "baton/engine/windows.hpp"
#include "baton/identity/deciders.hpp"
#include "baton/ports/people.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/lane.hpp"
#include "runtime/checks.hpp"
#include "runtime/window_reads.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace baton::runtime {

using core::Errc;
using core::Error;
using core::Json;
using core::Result;

namespace {

// How many runs are named that have a place in a slot.
constexpr std::size_t kHoldersShownMax = 5;

// Adds to why a step waits for work that nobody may do it, as users and tokens are now.
void name_lack_of_workers(Json& why, const core::Run& run, ports::Queries& queries,
                          core::Time now) {
  const auto& state = run.step(core::text_at(why, "step"));
  const bool offered =
      state.task && state.status == core::StepStatus::waiting && state.task->owner.is_nobody();
  if (!offered) return;
  const auto problem = identity::without_workers(state.task->request, ports::people(queries, now));
  if (!problem.empty()) why["because"] = core::text_at(why, "because") + "; " + problem;
}

// Adds to why a step waits for people who may decide or do it, as users and tokens are now. `now`:
// by the wall clock.
void name_deciders(Json& why, const core::Run& run, ports::Queries& queries, core::Time now) {
  name_lack_of_workers(why, run, queries, now);
  if (!why.contains("approval")) return;
  const auto found = identity::deciders(*run.step(core::text_at(why, "step")).approval,
                                        run.head().requester, ports::people(queries, now));
  why["approval"]["may"] = found.may;
  if (found.problem.empty()) return;
  why["approval"]["problem"] = found.problem;
  why["because"] = core::text_at(why, "because") + "; " + found.problem;
}

// How many places the slots of a workflow have: as its active version says, or else this one.
int places_of(const engine::Plan& plan, ports::Templates& queries, PlanCache& plans) {
  const auto row = queries.template_version(plan.source().name, 0);
  const auto active = row ? plans.plan(*row) : Result<PlanPtr>(PlanPtr());
  const bool active_says = active && *active != nullptr && (*active)->source().concurrency;
  return (active_says ? **active : plan).source().concurrency->limit;
}

// Adds where a run stands that waits for a place in a slot, and who is before it.
void add_slot(Json& why, const engine::Plan& plan, const core::Run& run, ports::Queries& queries,
              PlanCache& plans) {
  const auto& slot = run.slot();
  const auto& concurrency = plan.source().concurrency;
  if (slot.place != core::Slot::Place::queued || run.done() || !concurrency) return;
  if (run.status() == core::RunStatus::paused) {
    why["because"] = core::text_at(why, "because") +
                     "; meanwhile runs that came later are given the places of its slot";
    return;
  }
  const auto& workflow = run.head().workflow;
  const auto ahead = queries.ahead_in_slot(workflow, slot.key, run.id());
  Json holders = Json::array();
  std::string names;
  for (const auto id : queries.slot_holders(workflow, slot.key, kHoldersShownMax)) {
    holders.push_back(id.text());
    names += (names.empty() ? "" : ", ") + id.text();
  }
  why["slot"] = {{"key", slot.key},
                 {"limit", places_of(plan, queries, plans)},
                 {"position", ahead + 1},
                 {"holders", std::move(holders)}};
  why["because"] = "it waits for a place in the slot" +
                   (slot.key.empty() ? std::string() : " \"" + slot.key + '"') + ": it is number " +
                   std::to_string(ahead + 1) + " of those that wait" +
                   (names.empty() ? std::string() : ", and the places are held by " + names);
}

// Adds how the run stands that a step has begun.
void tell_of_child(Json& why, ports::Runs& queries) {
  const auto child = why.find("child");
  if (child == why.end()) return;
  const auto id = core::RunId::parse(core::text_at(*child, "run"));
  const auto row = id ? queries.run(*id) : std::nullopt;
  if (!row) return;
  (*child)["status"] = to_text(row->status);
  (*child)["now_at"] = row->now_at;
  if (row->ended_at || core::text_at(why, "status") != "waiting") return;
  why["because"] = core::text_at(why, "because") + "; that is " +
                   std::string(to_text(row->status)) +
                   (row->now_at.empty() ? "" : ": " + row->now_at);
}

// Adds who had a run cancelled. Its journal says so, in one of the last entries.
void name_who_cancelled(Json& why, const core::Run& run, ports::Journal& queries) {
  if (run.status() != core::RunStatus::cancelled) return;
  const auto journal = queries.journal(run.id());
  for (auto row = journal.rbegin(); row != journal.rend(); ++row) {
    for (const auto& transition : row->transitions) {
      const auto* cancelled = std::get_if<core::RunCancelled>(&transition);
      if (!cancelled) continue;
      why["cancelled_by"] = cancelled->actor;
      return;
    }
  }
}

// Adds that the lane of a step's action waits, if it does.
void add_lane(Json& why, const engine::PlanStep& step, const core::Run& run,
              const std::vector<ports::LaneState>& lanes) {
  const auto* action = std::get_if<core::DoAction>(&step.spec->verb);
  const auto& state = run.step(step.ref);
  const bool of_items = state.items && state.items->live > 0;
  const bool performing = of_items || state.status == core::StepStatus::running ||
                          state.status == core::StepStatus::unknown;
  if (!action || !performing || state.waits_for_person()) return;
  for (const auto& lane : lanes) {
    if (!lane.concerns(run.id(), step.ref, core::lane_of(action->connection, action->operation)))
      continue;
    // When the first attempt was not made, there is nothing else to say.
    const bool not_sent = state.status == core::StepStatus::running && !state.due;
    const auto rest = not_sent ? std::string() : ". " + why.at("because").get<std::string>();
    why["because"] = lane.text() + "; it goes on by itself" + rest;
    why["lane"] = views::lane(lane);
    return;
  }
}

// The key that the first matching trigger gives; the others do not count.
std::string key_of_first_match(const Json& triggers) {
  const auto matched = [](const Json& trigger) { return trigger.at("matched") == true; };
  const auto first = std::find_if(triggers.begin(), triggers.end(), matched);
  return first == triggers.end() ? std::string() : core::text_at(*first, "key");
}

// Adds what the slot would do with a run that this event starts, if it is full.
void tell_slot(Json& why, const engine::Plan& plan, const core::Event& event, const Json& seen,
               ports::Queries& queries, const WhyNow& now) {
  const auto& concurrency = plan.source().concurrency;
  auto facts = now.fact_reader(queries);
  const auto outside = now.outside(facts);
  const auto matched = engine::match(plan, event, seen, now.wall, outside).match;
  if (!concurrency || !matched || !matched->problem.empty()) return;
  const auto key = engine::slot_key(plan, core::RunId(), seen, *matched, now.wall, outside);
  if (!key || !*key) return;
  const auto places = static_cast<std::size_t>(concurrency->limit);
  const auto holders = queries.slot_holders(plan.source().name, **key, places);
  if (holders.size() < places) return;
  static constexpr std::array<std::string_view, 4> kWhatHappens{
      "waits for a place", "is cancelled before it begins", "takes the place of the oldest",
      "does not start, as that one does for both"};
  why["slot"] = {{"key", **key}, {"limit", concurrency->limit}, {"holders", Json::array()}};
  for (const auto holder : holders) why["slot"]["holders"].push_back(holder.text());
  why["slot"]["note"] = "the slot is full, with " + holders.front().text() +
                        ": a run that would be one too many " +
                        std::string(kWhatHappens[static_cast<std::size_t>(concurrency->when_full)]);
}

// Adds what a trigger that debounces or throttles makes of the event, while that lasts.
void tell_burst(Json& why, const engine::Plan& plan, const core::Event& event, const Json& seen,
                ports::Queries& queries, const WhyNow& now) {
  auto facts = now.fact_reader(queries);
  const auto matched = engine::match(plan, event, seen, now.wall, now.outside(facts)).match;
  if (!matched || (matched->burst.empty() && matched->counted_by.empty())) return;
  using Kind = ports::BurstRow::Kind;
  const bool debounced = !matched->burst.empty();
  const auto row = queries.burst(plan.source().name, debounced ? Kind::debounce : Kind::throttle,
                                 debounced ? matched->burst : matched->counted_by);
  if (!row || row->event < event.id) return;
  const auto until = core::to_rfc3339(row->due + now.wall_ahead);
  why["burst"] = {
      {"kind", ports::to_text(row->kind)}, {"key", row->key},           {"events", row->count},
      {"refused", row->refused},           {"last", row->event.text()}, {"until", until}};
  const auto events = core::counted(row->count, "event");
  why["burst"]["note"] =
      debounced ? "its burst has " + events + " so far; the last, now " + row->event.text() +
                      ", starts a run at " + until + " unless more come"
                : events + " of this key came, and " + std::to_string(row->refused) +
                      " of them started no run; they are counted anew from " + until;
}

// Adds that a workflow is retired, so that no event starts it. Its newest version is explained.
void tell_retired(Json& why, Json by, const std::string& workflow) {
  const auto actor = core::text_at(by, "actor");
  const auto at = core::text_at(by, "at");
  why["note"] = "the workflow is retired" + (actor.empty() ? "" : " by " + actor) +
                (at.empty() ? "" : " since " + at) +
                ": no event starts it; baton template enable " + workflow + " takes it back";
  why["retired"] = std::move(by);
}

}  // namespace

facts::Reader WhyNow::fact_reader(ports::Facts& queries) const {
  static const facts::Definitions kNone;
  return {
      facts ? *facts : kNone,
      [&queries](std::string_view fact, std::string_view key) { return queries.fact(fact, key); },
      steady};
}

Result<Json> why(ports::Queries& queries, PlanCache& plans, core::RunId id, const std::string& step,
                 const WhyNow& now) {
  const auto run = load_run(queries, id);
  if (!run) return no_such_run(id);
  const auto made = plans.plan(queries, run->head().workflow, run->head().version);
  if (!made) return made.error();
  const auto& plan = *made;
  core::ensure(plan != nullptr, "the template version of a run is kept");
  auto facts = now.fact_reader(queries);
  const auto outside = now.outside(facts);
  if (step.empty()) {
    auto why = engine::why_run(*plan, *run, now.wall, now.wall_ahead, outside);
    for (auto& of_step : why.at("steps")) {
      const auto* planned = plan->step(core::text_at(of_step, "step"));
      if (planned) add_lane(of_step, *planned, *run, now.lanes);
      name_deciders(of_step, *run, queries, now.wall);
      tell_of_child(of_step, queries);
    }
    add_slot(why, *plan, *run, queries, plans);
    name_who_cancelled(why, *run, queries);
    return why;
  }
  const auto ref = core::StepRef::of_key(step);
  const auto* planned = plan->step(ref.name);
  if (planned && (!ref.has_item() || planned->each)) {
    const auto named = ref.has_item() ? engine::item_of(*planned, ref.item) : *planned;
    auto why = engine::why_step(*plan, *run, named, now.wall, now.wall_ahead, outside);
    add_lane(why, named, *run, now.lanes);
    name_deciders(why, *run, queries, now.wall);
    tell_of_child(why, queries);
    return why;
  }
  return no_such_step(queries, plans, *run, step);
}

namespace {

struct RunsOfEvent {
  std::vector<ports::RunRow> started;
  // Those that waited for it and went on, as far as their rows can be read.
  std::vector<ports::RunRow> resumed;
};

RunsOfEvent runs_of_event(ports::Queries& queries, core::EventId event) {
  std::set<core::RunId> damaged;
  return {queries.runs_started_by(event),
          whole_runs_resumed_by(queries, event, core::kPageSizeMax, damaged)};
}

// Why an event did or did not start a run of this version of a workflow.
Json why_of_plan(ports::Queries& queries, const engine::Plan& plan, const ports::TemplateRow& row,
                 const core::Event& event, const RunsOfEvent& runs, const WhyNow& now,
                 const ports::Connectors& connectors) {
  Json why{{"event", event.id.text()},
           {"workflow", row.name},
           {"version", row.version},
           {"runs", Json::array()}};
  const auto seen = event.to_json();
  auto facts = now.fact_reader(queries);
  why["triggers"] = engine::explain_match(plan, event, seen, now.wall, now.outside(facts));
  const auto key = key_of_first_match(why["triggers"]);
  const auto open = key.empty() ? std::nullopt : queries.open_run(row.name, key);
  if (open) {
    why["open_run"] = open->text();
    why["note"] = "one run per key: " + open->text() + " is open for \"" + key +
                  "\", and while it is, an event with this key starts no other";
  }
  tell_slot(why, plan, event, seen, queries, now);
  tell_burst(why, plan, event, seen, queries, now);
  tell_windows(why, plan, event, seen, queries, now);
  const auto& only_with = plan.source().only_with;
  if (!only_with.empty() && !connectors.active(only_with))
    why["note"] = "no event starts this workflow while the connection " + only_with +
                  " is not in use; baton connectors show " + only_with + " says why";
  if (core::started_by_hand(event) == row.name)
    why["note"] = "a person started this workflow by hand, whatever its triggers take";
  const auto of_workflow = [&row](const ports::RunRow& run) { return run.workflow == row.name; };
  for (const auto& run : runs.started)
    if (of_workflow(run)) why["runs"].push_back(run.id.text());
  const auto resumed = std::find_if(runs.resumed.begin(), runs.resumed.end(), of_workflow);
  if (why["runs"].empty() && !why.contains("note") && resumed != runs.resumed.end())
    why["note"] =
        "it started no run; " + resumed->id.text() + ", which waited for it, went on by it";
  return why;
}

// The same for all active workflows that take such an event; the others are counted.
Json why_of_all(ports::Queries& queries, PlanCache& plans, const core::Event& event,
                const WhyNow& now, const ports::Connectors& connectors) {
  Json why{{"event", event.id.text()}, {"workflows", Json::array()}};
  const auto runs = runs_of_event(queries, event.id);
  std::int64_t others = 0;
  for (const auto& row : queries.templates()) {
    const auto made = plans.plan(row);
    if (!made) {
      why["workflows"].push_back({{"event", event.id.text()},
                                  {"workflow", row.name},
                                  {"version", row.version},
                                  {"runs", Json::array()},
                                  {"triggers", Json::array()},
                                  {"note", made.error().text()}});
    } else if (engine::may_start(**made, event)) {
      why["workflows"].push_back(why_of_plan(queries, **made, row, event, runs, now, connectors));
    } else {
      ++others;
    }
  }
  why["others"] = others;
  return why;
}

}  // namespace

Result<Json> why_event(ports::Queries& queries, PlanCache& plans, core::EventId id,
                       const std::string& workflow, const WhyNow& now,
                       const ports::Connectors& connectors) {
  const auto event = queries.event(id);
  if (!event) return Error{Errc::not_found, "there is no event " + id.text()};
  if (workflow.empty()) return why_of_all(queries, plans, *event, now, connectors);
  const auto active = queries.template_version(workflow, 0);
  const auto row = active ? active : queries.latest_template(workflow);
  if (!row) return no_such_workflow(queries, workflow);
  const auto made = plans.plan(*row);
  if (!made) return made.error();
  auto why =
      why_of_plan(queries, **made, *row, *event, runs_of_event(queries, id), now, connectors);
  if (!active) tell_retired(why, retired_by(queries, workflow), workflow);
  return why;
}

Result<Json> evaluate(ports::Queries& queries, const std::string& expression, Json event,
                      core::RunId run, const WhyNow& now) {
  if (event.is_string()) {
    const auto id = core::EventId::parse(event.get_ref<const std::string&>());
    if (!id) return Error{Errc::invalid, id.error().message, "/event", {}};
    const auto stored = queries.event(*id);
    if (!stored) return Error{Errc::not_found, "there is no event " + id->text()};
    event = stored->to_json();
  }
  if (!event.is_null() && !event.is_object())
    return Error{Errc::invalid, "expected an event, or the id of one", "/event", {}};
  const auto loaded = run ? load_run(queries, run) : std::nullopt;
  if (run && !loaded) return no_such_run(run);
  auto facts = now.fact_reader(queries);
  return engine::try_expression(expression, loaded ? loaded->view() : Json::object(),
                                event.is_null() ? nullptr : &event, now.wall, now.outside(facts));
}

}  // namespace baton::runtime
