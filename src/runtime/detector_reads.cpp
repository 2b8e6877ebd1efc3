#include "baton/runtime/detector_reads.hpp"

#include "runtime/detector_events.hpp"
#include "runtime/detector_watch.hpp"
#include "runtime/watched_series.hpp"

#include <algorithm>

namespace baton::runtime {
namespace {

// The most values that the store keeps of a series, and the most series of a detector.
constexpr std::size_t kValuesTaken = 2'000;
constexpr std::size_t kKeysMax = 200;

core::Json alarm_json(const detectors::Definition& detector, const ports::DetectionRow& row,
                      context::Language language) {
  auto json = core::parse_json(row.detail);
  return json ? alarm_in(detector, *std::move(json), language) : core::Json();
}

// The last `limit` values, each with what was expected of it. That is not stored: it follows from
// the values before, which are taken one after the other.
core::Json values_json(const detectors::Definition& detector,
                       const std::vector<ports::SeriesValueRow>& rows, std::size_t limit) {
  WatchedSeries series(detector);
  core::Json values = core::Json::array();
  for (std::size_t at = 0; at < rows.size(); ++at) {
    const auto& row = rows[at];
    const auto expected = series.expected(row.at);
    series.take(row);
    if (at + limit < rows.size()) continue;
    const bool rate = detector.is_rate();
    const double share = row.trials > 0 ? row.value / static_cast<double>(row.trials) : 0;
    values.push_back({{"at", core::to_rfc3339(row.at)},
                      {"value", rate ? share : row.value},
                      {"expected", expected ? core::Json(*expected) : core::Json()},
                      {"trials", rate ? core::Json(row.trials) : core::Json()}});
  }
  return values;
}

}  // namespace

core::Json detector_in_short(ports::Queries& queries, const detectors::Definition& detector,
                             context::Language language) {
  auto json = detectors::to_json(detector);
  json["series"] = queries.series_keys(detector.name, kKeysMax).size();
  json["series_evicted"] = series_evicted(queries, detector);
  const auto last = queries.detections(detector.name, 1);
  json["last_alarm"] = last.empty() ? core::Json() : alarm_json(detector, last.front(), language);
  return json;
}

core::Json detector_in_full(ports::Queries& queries, const detectors::Definition& detector,
                            const std::string& key, std::size_t limit, context::Language language) {
  auto json = detector_in_short(queries, detector, language);
  const auto keys = queries.series_keys(detector.name, kKeysMax);
  const auto shown = key.empty() && !keys.empty() ? keys.front() : key;
  json["keys"] = keys;
  json["key"] = shown;
  json["values"] =
      values_json(detector, queries.series_values(detector.name, shown, kValuesTaken), limit);
  json["alarms"] = core::Json::array();
  for (const auto& row : queries.detections(detector.name, limit))
    json["alarms"].push_back(alarm_json(detector, row, language));
  return json;
}

}  // namespace baton::runtime
