#include "simulate/audit.hpp"

#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <utility>

namespace baton::simulate {

namespace {

// How many alarms are read for each clock: more than a world has.
constexpr std::size_t kAlarmsMax = 100'000;

using Alarms = std::set<ports::AlarmRow>;

// All alarms that are set, by their run.
std::map<core::RunId, Alarms> alarms_of_runs(ports::Alarms& queries) {
  std::map<core::RunId, Alarms> alarms;
  for (auto& alarm : queries.due_alarms(core::Time::max(), core::Time::max(), kAlarmsMax))
    alarms[alarm.run].insert(std::move(alarm));
  return alarms;
}

// Whether the row of a step agrees with the state that its journal leads to.
bool as_the_journal_says(const ports::StepRow& row, const core::StepState& state) {
  // The due time of a waiting step is an alarm, and not in its row.
  const bool waits =
      row.status == core::StepStatus::waiting || row.status == core::StepStatus::gated;
  return row.status == state.status && row.attempt == state.attempt &&
         row.due == (waits ? std::nullopt : state.due);
}

// Compares the rows of one run with its journal, and adds each difference in words.
void compare_run(ports::Queries& queries, const ports::RunRow& row, const Alarms& alarms,
                 std::vector<std::string>& differences) {
  const auto run = runtime::load_run(queries, row.id);
  if (!run) return differences.push_back(row.id.text() + " has a row and no journal");
  if (run->status() != row.status || run->revision() != row.revision)
    differences.push_back("the row of " + row.id.text() + " is not what its journal says");
  std::vector<core::StepRef> steps;
  for (const auto& step : queries.steps(row.id)) {
    steps.push_back(step.step);
    if (!as_the_journal_says(step, run->step(step.step)))
      differences.push_back("the row of step " + step.step.text() + " of " + row.id.text() +
                            " is not what the journal says");
  }
  const auto stored = runtime::as_stored(*run);
  if (steps != stored.steps)
    differences.push_back(row.id.text() + " has rows of other steps than its journal says");
  if (alarms != Alarms(stored.alarms.begin(), stored.alarms.end()))
    differences.push_back(row.id.text() + " has other alarms than its journal says");
}

// How many plans are kept at hand to count by: more than a world has.
constexpr std::size_t kPlansMax = 100;

// Compares the figures that are kept beside the runs with a count of their journals.
void compare_flow(ports::Queries& queries, std::vector<std::string>& differences) {
  runtime::PlanCache plans(kPlansMax);
  const auto counted = runtime::recount_flow(queries, plans);
  std::set<std::string> workflows;
  for (const auto& of : queries.run_counts()) workflows.insert(of.workflow);
  std::vector<ports::FlowRow> kept;
  constexpr auto kEver = std::numeric_limits<std::int64_t>::max();
  for (const auto& workflow : workflows)
    for (auto& row : queries.flow({.workflow = workflow, .from = -kEver, .to = kEver}))
      kept.push_back(std::move(row));
  std::sort(kept.begin(), kept.end());
  if (kept != counted)
    differences.push_back(
        "the figures are not what the journals add up to: " + std::to_string(kept.size()) +
        " rows, and " + std::to_string(counted.size()) + " are counted");
}

}  // namespace

std::vector<std::string> differences(ports::Queries& queries) {
  std::vector<std::string> found;
  if (queries.cursor() != queries.last_event()) found.emplace_back("an event was left unstepped");
  for (const auto& parked : queries.parked(1))
    found.push_back("an event was parked: " + parked.cause);
  auto alarms = alarms_of_runs(queries);
  for (const auto& row : queries.runs({})) {
    compare_run(queries, row, alarms[row.id], found);
    alarms.erase(row.id);
  }
  for (const auto& [run, left] : alarms) {
    if (run && !queries.run(run))
      found.push_back("an alarm is set for " + run.text() + ", which has no row");
  }
  compare_flow(queries, found);
  return found;
}

}  // namespace baton::simulate
