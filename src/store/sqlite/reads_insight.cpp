#include "store/record/flow_mark.hpp"
#include "store/sqlite/collect.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>

// Figures of workflows and forecasts of runs.
namespace baton::store {

std::vector<ports::FlowRow> SqliteReads::flow(const ports::FlowFilter& filter) {
  const auto flow_row = [&workflow = filter.workflow](const auto& use) {
    return ports::FlowRow{workflow,
                          static_cast<int>(use.integer(2)),
                          use.integer(0),
                          std::string(use.text(1)),
                          std::string(use.text(3)),
                          std::string(use.text(4)),
                          use.integer(5),
                          use.integer(6),
                          core::Duration(use.integer(7))};
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

// Nothing has been written since the mark is kept where there is none.
ports::FlowMark SqliteReads::flow_mark() {
  if (const auto mark = flow_mark_of(setting(kFlowMarkSetting))) return *mark;
  return {one(newest_flow_day_.with(), [](const auto& use) { return use.integer(0); }).value_or(0),
          0};
}

std::optional<ports::ForecastRow> SqliteReads::forecast(core::RunId run) {
  return one(forecast_.with(run), forecast_row);
}

std::vector<core::RunId> SqliteReads::forecast_runs(core::RunId after, std::size_t limit) {
  return all(forecast_runs_.with(after, limit),
             [](const auto& use) { return core::RunId(use.integer(0)); });
}

std::vector<ports::SeriesValueRow> SqliteReads::series_values(std::string_view detector,
                                                              std::string_view key,
                                                              std::size_t limit) {
  auto rows = all(series_values_.with(detector, key, limit), [](const auto& use) {
    ports::SeriesValueRow row{std::string(use.text(0)), std::string(use.text(1)), use.time(2),
                              core::EventId(use.integer(3))};
    const auto value = core::parse_json(use.text(4));
    if (value && value->is_number()) row.value = value->template get<double>();
    row.trials = use.integer(5);
    return row;
  });
  std::reverse(rows.begin(), rows.end());
  return rows;
}

// From key to key, so that a series with many values costs one look-up.
std::vector<std::string> SqliteReads::series_keys(std::string_view detector, std::size_t limit) {
  std::vector<std::string> keys;
  std::string from;
  while (keys.size() < limit) {
    auto use = next_series_key_.with(detector, from);
    if (!use.next()) break;
    keys.emplace_back(use.text(0));
    from = keys.back() + '\0';  // the smallest text that is greater
  }
  return keys;
}

std::vector<ports::DetectionRow> SqliteReads::detections(std::string_view detector,
                                                         std::size_t limit) {
  return all(detections_.with(detector, limit), [](const auto& use) {
    return ports::DetectionRow{std::string(use.text(0)), std::string(use.text(2)), use.time(1),
                               std::string(use.text(3))};
  });
}

}  // namespace baton::store
