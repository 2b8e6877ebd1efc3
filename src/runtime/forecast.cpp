#include "baton/runtime/forecast.hpp"

#include "baton/insight/past.hpp"
#include "baton/insight/remaining.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/runtime/unknown.hpp"
#include "baton/views/forecast.hpp"
#include "runtime/foresight_models.hpp"
#include "runtime/run_sleeps.hpp"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

// A run that has ended.
struct ClosedRun {
  core::Time ended{};
  insight::Past past;
};

insight::Past past_in(const std::vector<ports::JournalRow>& journal) {
  std::vector<insight::JournalMoment> moments;
  moments.reserve(journal.size());
  for (const auto& entry : journal) moments.push_back({entry.at, &entry.transitions});
  return insight::Past(moments);
}

// The newest runs of a workflow that have ended, in the order in which they did. Those that are
// damaged are added to `damaged`.
std::vector<ClosedRun> closed_runs(ports::Queries& queries, const std::string& workflow,
                                   std::set<core::RunId>& damaged) {
  std::vector<ClosedRun> closed;
  ports::RunFilter filter;
  filter.terms.push_back({ports::RunTerm::Of::workflow, workflow, false});
  const auto take = [&](const ports::RunRow& row) {
    if (!row.ended_at || row.status == core::RunStatus::cancelled) return true;
    try {
      closed.push_back({*row.ended_at, past_in(queries.journal(row.id))});
    } catch (const ports::RowDamaged&) {
      damaged.insert(row.id);
    }
    return closed.size() < kLearnedMax;
  };
  visit_runs(queries, filter, kLookedAtMax, damaged, take);
  std::sort(closed.begin(), closed.end(),
            [](const auto& one, const auto& other) { return one.ended < other.ended; });
  return closed;
}

}  // namespace

core::Result<core::Json> forecast_of_run(ports::Queries& queries, core::RunId id,
                                         const ports::Clock& clock, context::Language language) {
  const auto row = queries.run(id);
  if (!row) return no_such_run(id);
  if (row->ended_at)
    return core::Error{core::Errc::conflict,
                       "the run has ended: there is nothing to forecast",
                       {},
                       "baton runs latency " + id.text() + " says where its time went"};
  const auto now = clock.now();
  // One by which the run should have ended almost surely is older than it looks.
  const auto kept = queries.forecast(id);
  if (kept && kept->revision == row->revision && kept->ends.back() > now) {
    auto json = views::kept_forecast(*kept, now, language);
    json["run"] = id.text();
    if (json.contains("sentence")) return json;
  }
  const auto journal = queries.journal(id);
  const auto past = past_in(journal);
  const RunSleeps sleeps(id, journal, clock);
  std::set<core::RunId> damaged;
  insight::Model model;
  for (const auto& run : closed_runs(queries, row->workflow, damaged))
    model.close(run.past.visits(), run.ended);
  auto due = row->due;
  if (due && !row->due_on_wall) due = now + (*due - clock.steady());
  auto json = views::forecast(model.forecast(past.visits(), sleeps.timers(), now, due),
                              model.closed(), now, due, language);
  json["run"] = id.text();
  json["clock_set_back"] = model.clock_faults();
  json["unreadable"] = unreadable_json(damaged);
  return json;
}

}  // namespace baton::runtime
