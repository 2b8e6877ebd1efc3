#include "store/sqlite/collect.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/rows.hpp"

// Figures of workflows and forecasts of runs.
namespace baton::store {

std::vector<ports::FlowRow> SqliteReads::flow(const ports::FlowFilter& filter) {
  const auto flow_row = [](const auto& use) {
    return ports::FlowRow{std::string(use.text(0)),
                          static_cast<int>(use.integer(3)),
                          use.integer(1),
                          std::string(use.text(2)),
                          std::string(use.text(4)),
                          std::string(use.text(5)),
                          use.integer(6),
                          use.integer(7),
                          core::Duration(use.integer(8))};
  };
  if (filter.lengths)
    return all(flow_lengths_.with(filter.workflow, filter.from, filter.to), flow_row);
  if (!filter.whole_runs) return all(flow_.with(filter.workflow, filter.from, filter.to), flow_row);
  // The rows of runs as a whole stand at the beginning of each day.
  std::vector<ports::FlowRow> rows;
  for (auto day = filter.from; day < filter.to; ++day) {
    auto use = flow_of_runs_.with(filter.workflow, day);
    while (use.next()) rows.push_back(flow_row(use));
  }
  return rows;
}

std::optional<ports::ForecastRow> SqliteReads::forecast(core::RunId run) {
  return one(forecast_.with(run), forecast_row);
}

std::vector<core::RunId> SqliteReads::forecast_runs(core::RunId after, std::size_t limit) {
  return all(forecast_runs_.with(after, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

}  // namespace baton::store
