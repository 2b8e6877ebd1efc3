#include "baton/runtime/forecast.hpp"

#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/forecast.hpp"
#include "runtime/foresight_models.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace baton::runtime {
namespace {

// The ended runs of a workflow from which a forecast is learned.
struct PastRuns {
  std::vector<RunSeen> closed{};
  // Whether these are all that have ended.
  bool whole = true;
  // Those that were left out, since they are damaged.
  std::set<core::RunId> damaged{};
};

// The newest runs of a workflow that have ended.
PastRuns past_runs(ports::Queries& queries, PlanCache& plans, const std::string& workflow,
                   const ports::Clock& clock) {
  PastRuns past;
  LearnedRuns counts;
  std::size_t looked_at = 0;
  ports::RunFilter filter;
  filter.terms.push_back({ports::RunTerm::Of::workflow, workflow, false});
  const auto take = [&](const ports::RunRow& row) {
    ++looked_at;
    if (!row.ended_at || !counts.take(row.status)) return true;
    try {
      past.closed.push_back(see_run(queries, plans, row, clock));
    } catch (const ports::RowDamaged&) {
      past.damaged.insert(row.id);
    }
    return !counts.full();
  };
  visit_runs(queries, filter, kLookedAtMax, past.damaged, take);
  past.whole = !counts.full() && looked_at + past.damaged.size() < kLookedAtMax;
  return past;
}

}  // namespace

core::Result<core::Json> forecast_of_run(ports::Queries& queries, PlanCache& plans,
                                         const calendar::Calendars& calendars, core::RunId id,
                                         const ports::Clock& clock, context::Language language) {
  const auto row = queries.run(id);
  if (!row) return no_such_run(id);
  if (row->ended_at)
    return core::Error{core::Errc::conflict,
                       "the run has ended: there is nothing to forecast",
                       {},
                       "baton runs latency " + id.text() + " says where its time went"};
  const auto now = clock.now();
  // A kept forecast whose p90 has passed is out of date, although the run has not changed since.
  const auto kept = queries.forecast(id);
  if (kept && kept->revision == row->revision && kept->ends.back() > now) {
    auto json = views::kept_forecast(*kept, now, language);
    json["run"] = id.text();
    if (json.contains("sentence")) return json;
  }
  const auto run = see_run(queries, plans, *row, clock);
  auto past = past_runs(queries, plans, row->workflow, clock);
  ForesightModels models;
  models.learn(row->workflow, std::move(past.closed), past.whole);
  models.watch(run);
  auto due = row->due;
  if (due && !row->due_on_wall) due = now + (*due - clock.steady());
  core::Json json;
  if (const auto made = models.forecast(run, now, due, calendars)) {
    json = views::kept_forecast(made->row, now, language);
    // This forecast is not kept, and whether the run is at risk was not decided from it.
    json.erase("at_risk");
    json.erase("made_at");
  } else {
    json = views::forecast(std::nullopt, 0, now, due, language);
    json["steps"] = views::open_steps(models.open_steps(run, now), now, language);
    json["clock_set_back"] = 0;
  }
  json["run"] = id.text();
  json["unreadable"] = unreadable_json(past.damaged);
  return json;
}

}  // namespace baton::runtime
