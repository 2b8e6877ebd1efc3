#pragma once

#include <string_view>

// The statements of forecasts and detectors.
namespace baton::store::sql {

#define BATON_FORECAST_COLUMNS \
  "run, of_revision, made_at, late, at_risk, ends_10, ends_50, ends_90, detail"

using Text = std::string_view;

// --- forecasts ---

inline constexpr Text kForecast = "SELECT " BATON_FORECAST_COLUMNS " FROM forecasts WHERE run = ?";
inline constexpr Text kForecastRuns =
    "SELECT run FROM forecasts WHERE run > ? ORDER BY run LIMIT ?";
inline constexpr Text kPutForecast = "INSERT OR REPLACE INTO forecasts (" BATON_FORECAST_COLUMNS
                                     ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
inline constexpr Text kDeleteForecast = "DELETE FROM forecasts WHERE run = ?";

// --- detectors ---

inline constexpr Text kSeriesValues =
    "SELECT detector, key, at, event, value, trials FROM detector_values "
    "WHERE detector = ? AND key = ? ORDER BY at DESC, event DESC LIMIT ?";
// The first key of a detector from a given one on.
inline constexpr Text kNextSeriesKey =
    "SELECT key FROM detector_values WHERE detector = ? AND key >= ? ORDER BY key LIMIT 1";
inline constexpr Text kDetections =
    "SELECT detector, at, key, detail FROM detector_alarms WHERE detector = ? "
    "ORDER BY at DESC, key DESC LIMIT ?";
inline constexpr Text kPutSeriesValue =
    "INSERT OR REPLACE INTO detector_values (detector, key, at, event, value, trials) "
    "VALUES (?, ?, ?, ?, ?, ?)";
inline constexpr Text kTrimSeries =
    "DELETE FROM detector_values WHERE detector = ?1 AND key = ?2 AND at < "
    "(SELECT at FROM detector_values WHERE detector = ?1 AND key = ?2 "
    "ORDER BY at DESC LIMIT 1 OFFSET ?3)";
inline constexpr Text kDropSeries = "DELETE FROM detector_values WHERE detector = ? AND key = ?";
inline constexpr Text kPutDetection =
    "INSERT OR REPLACE INTO detector_alarms (detector, at, key, detail) VALUES (?, ?, ?, ?)";
inline constexpr Text kTrimDetections =
    "DELETE FROM detector_alarms WHERE detector = ?1 AND at < "
    "(SELECT at FROM detector_alarms WHERE detector = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)";
inline constexpr Text kClearSeries = "DELETE FROM detector_values WHERE detector = ?";
inline constexpr Text kClearDetections = "DELETE FROM detector_alarms WHERE detector = ?";

}  // namespace baton::store::sql
