#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <span>
#include <string_view>
#include <vector>

// Series of measured values, and how well alarms on one were placed. Pure; any thread.
namespace baton::insight {

// A value that was measured at a moment.
struct Point {
  // When it was measured.
  core::Time at;
  // The value, in the unit of its series.
  double value = 0;
};

// A stretch of a series in which people have found an anomaly, both ends included.
struct AnomalyWindow {
  // The first moment.
  core::Time from;
  // The last moment.
  core::Time to;
};

// Reads lines of `timestamp,value` behind a line with these words. A timestamp is RFC 3339, or
// "2011-07-01 00:15:01" with an optional fraction, which is UTC. Points come in ascending order of
// time. Errc::invalid names the line.
core::Result<std::vector<Point>> read_series(std::string_view csv);

// Reads one such timestamp.
core::Result<core::Time> read_timestamp(std::string_view text);

// What alarms on a series are worth, by the Numenta Anomaly Benchmark, profile "standard" (Lavin,
// Ahmad: "Evaluating Real-Time Anomaly Detection Algorithms", 2015): an early alarm inside a window
// is worth up to 1, a window without one -1, an alarm outside up to -0.11.
struct AlarmScore {
  // The sum of all that.
  double sum = 0;
  // Windows in all.
  std::size_t windows = 0;
  // Windows with an alarm.
  std::size_t found = 0;
  // Alarms outside of any.
  std::size_t false_alarms = 0;

  // Adds the score of another series.
  AlarmScore& operator+=(const AlarmScore& other);
  // 100 is perfect, 0 is what silence is worth.
  double normalised() const;
};

// Scores alarms, which are indices into `points` in ascending order. The first 15 % of the points
// are for learning: alarms there do not count.
AlarmScore score_alarms(std::span<const Point> points, std::span<const AnomalyWindow> windows,
                        std::span<const std::size_t> alarms);

}  // namespace baton::insight
