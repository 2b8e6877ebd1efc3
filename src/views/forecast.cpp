#include "baton/views/forecast.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace baton::views {

namespace {

std::int64_t milliseconds_ahead(core::Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

std::string said_of(const insight::Remaining& found) {
  constexpr double kPercent = 100;
  auto text = "half of " + std::to_string(found.runs) + " runs like it took " +
              insight::short_text(found.left[1]) + " more at most, nine in ten " +
              insight::short_text(found.left[2]);
  if (found.late)
    text += "; late in " + std::to_string(std::lround(*found.late * kPercent)) + " % of cases";
  if (found.too_few) text = "too little data: " + text;
  for (const auto& contributor : found.contributors) text += "; " + insight::words_of(contributor);
  return text;
}

constexpr std::array<const char*, insight::kLevels.size()> kLevelNames{"p10", "p50", "p90"};

}  // namespace

core::Json forecast(const std::optional<insight::Remaining>& found, std::uint32_t closed,
                    core::Time now, std::optional<core::Time> due) {
  core::Json json{{"closed", closed},
                  {"due", due ? core::Json(core::to_rfc3339(*due)) : core::Json()},
                  {"sentence", "no run of this workflow has ended yet, so nothing is forecast"}};
  if (!found) return json;
  for (std::size_t at = 0; at < kLevelNames.size(); ++at) {
    json["left_ms"][kLevelNames[at]] = milliseconds_ahead(found->left[at]);
    json["ends"][kLevelNames[at]] = core::to_rfc3339(now + found->left[at]);
  }
  json["runs"] = found->runs;
  json["level"] = found->level;
  json["widened"] = found->widened;
  json["too_few"] = found->too_few;
  json["late"] = found->late ? core::Json(*found->late) : core::Json();
  json["contributors"] = core::Json::array();
  for (const auto& one : found->contributors)
    json["contributors"].push_back({{"state", one.state},
                                    {"extra_ms", milliseconds_ahead(one.extra)},
                                    {"runs", one.runs},
                                    {"words", insight::words_of(one)}});
  json["sentence"] = said_of(*found);
  return json;
}

core::Json at_levels(const std::array<core::Time, insight::kLevels.size()>& moments) {
  core::Json json = core::Json::object();
  for (std::size_t at = 0; at < kLevelNames.size(); ++at)
    json[kLevelNames[at]] = core::to_rfc3339(moments[at]);
  return json;
}

core::Json kept_forecast(const ports::ForecastRow& row, core::Time now) {
  auto json = core::parse_json(row.detail);
  if (!json || !json->is_object()) return core::Json::object();
  for (std::size_t at = 0; at < kLevelNames.size(); ++at)
    (*json)["left_ms"][kLevelNames[at]] =
        milliseconds_ahead(std::max(row.ends[at] - now, core::Duration::zero()));
  (*json)["at_risk"] = row.at_risk;
  return *std::move(json);
}

core::Json forecast_in_short(const ports::ForecastRow& row) {
  return {{"late", row.late ? core::Json(*row.late) : core::Json()},
          {"at_risk", row.at_risk},
          {"made_at", core::to_rfc3339(row.made_at)},
          {"ends", at_levels(row.ends)}};
}

}  // namespace baton::views
