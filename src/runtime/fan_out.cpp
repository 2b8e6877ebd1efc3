#include "baton/telemetry/log.hpp"
#include "runtime/processor.hpp"

#include <algorithm>
#include <utility>

// The part of the processor for events that are not addressed to one run. Such an event goes to the
// runs that wait for it, then to the workflows that start from it. When there are very many of
// them, it is processed in parts, each in a turn of its own.
namespace baton::runtime {

using core::Event;
using core::EventId;
using core::Json;
using core::RunId;
using ports::Tx;

bool Processor::fan_out(Tx& tx, const Event& event, const TimeIsUp& time_is_up,
                        Afterwards& afterwards) {
  auto& under_way = unfinished(tx).event;
  Json seen = event.to_json();
  if (!under_way || under_way->event != event.id) {
    under_way = FanOut{event.id};
    // Facts come first, so that all that this event causes reads what it says.
    set_facts(tx, event, seen, afterwards);
    count_for_kpis(tx, event, seen, afterwards);
  }
  // The waits come first, so that a run that this event starts does not also wait for it.
  if (!under_way->starting && !wake_waits(tx, event, seen, time_is_up, afterwards)) return false;
  under_way->starting = true;
  if (!start_runs(tx, event, std::move(seen), time_is_up, afterwards)) return false;
  under_way.reset();
  return true;
}

void Processor::count_for_kpis(Tx& tx, const Event& event, const Json& seen,
                               Afterwards& afterwards) {
  for (const auto& error : kpi_counts_.count(tx, event, seen)) {
    ++afterwards.tally.condition_errors;
    spdlog::warn("event {} ({}): it counts for no KPI: {}", event.id.text(), event.type,
                 error.text());
  }
}

bool Processor::wake_waits(Tx& tx, const Event& event, const Json& seen, const TimeIsUp& time_is_up,
                           Afterwards& afterwards) {
  auto& last = unfinished(tx).event->last_run;
  bool first = true;
  for (bool more = true; more;) {
    const auto page = listeners_.waiting(tx, event.type, seen, last);
    more = !page.last;
    for (const auto run : page.runs) {
      if (!std::exchange(first, false) && time_is_up()) return false;
      wake(tx, event, seen, run, afterwards);
      last = run;
    }
  }
  return true;
}

void Processor::wake(Tx& tx, const Event& event, const Json& seen, RunId run,
                     Afterwards& afterwards) {
  std::optional<OpenRun> found;
  try {
    found = open(tx, run);
  } catch (const ports::RowDamaged& damage) {  // other runs must get the event all the same
    spdlog::error("event {} ({}): run {} waits for it, but cannot be read: {}", event.id.text(),
                  event.type, run.text(), damage.what());
    passed_by(tx, run);
  }
  if (!found) return;
  const auto decide = [&event, &seen](const engine::Plan& plan, core::Run waiting,
                                      const engine::Moment& moment) {
    auto at = moment;
    at.seen = &seen;  // made once for all runs that wait for it
    return engine::decide(plan, std::move(waiting), event, at);
  };
  // A wait that opens now looks back over this event too, unless one that it follows has taken it.
  // A run that begins with the event does not.
  const auto before =
      std::exchange(look_back_before_, std::max(look_back_before_, EventId(event.id.value() + 1)));
  apply(tx, std::move(*found), event, decide, afterwards);
  look_back_before_ = before;
}

bool Processor::start_runs(Tx& tx, const Event& event, Json seen, const TimeIsUp& time_is_up,
                           Afterwards& afterwards) {
  const auto plans = catalog_.started_by(event);
  auto& last = unfinished(tx).event->last_workflow;
  bool first = true;
  for (const auto& plan : plans) {
    const auto& name = plan->source().name;
    if (!last.empty() && name <= last) continue;
    if (!is_awake(plan->source())) continue;
    if (!std::exchange(first, false) && time_is_up()) return false;
    const auto asked = outside(tx);
    count_in_windows(tx, event,
                     seen,  // NOLINT(bugprone-use-after-move): as below
                     *plan, asked, afterwards);
    auto matched = engine::match(*plan, event,
                                 seen,  // NOLINT(bugprone-use-after-move): the last plan moves it
                                 clock_.now(), asked);
    for (const auto& error : matched.errors) {
      ++afterwards.tally.condition_errors;
      spdlog::warn("event {} ({}): {} could not be asked: {}", event.id.text(), event.type, name,
                   error.text());
    }
    if (matched.match && !held_back(tx, event, *plan, *matched.match, afterwards))
      start(tx, event, plan, plan == plans.back() ? std::move(seen) : seen,
            std::move(*matched.match), afterwards);
    if (plan != plans.back()) last = name;
  }
  return true;
}

bool Processor::start(Tx& tx, const Event& event, const PlanPtr& plan, Json seen,
                      engine::Match match, Afterwards& afterwards, RunId id) {
  if (!match.key.empty() && tx.open_run(plan->source().name, match.key))
    return false;  // at most one open run per key
  match.pins = pins(tx, catalog_, *plan);
  auto at = moment(tx, *plan, core::root_of(event));
  if (!id) id = tx.new_run_id();
  const auto& concurrency = plan->source().concurrency;
  if (concurrency && match.problem.empty() &&
      !find_place(tx, event, *plan, id, seen, match, at, afterwards))
    return false;
  auto decision = engine::start(*plan, id, event, std::move(seen), std::move(match), at);
  afterwards.tally.gates_asked += decision.gates_asked;
  const auto actions_before = afterwards.actions.size();
  record(tx, {core::Run{}, plan, event.id}, std::move(decision), {}, event, at.now, afterwards);
  if (afterwards.actions.size() > actions_before)
    afterwards.actions[actions_before].received = event.received;
  // A version with a higher limit may be active already, and its places not given yet. A run that
  // has replaced another one, while more of them wait for a place, may have ended already.
  if (at.slot) give_places_of_slot(tx, plan->source().name, at.slot->key, places_of(*plan));
  return true;
}

}  // namespace baton::runtime
