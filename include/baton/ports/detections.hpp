#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::ports {

// A value of a series that a detector watches.
struct SeriesValueRow {
  // The name of the detector.
  std::string detector{};
  // The key of the series among those of the detector; may be empty.
  std::string key{};
  // When it was measured, or when its period began, in wall time.
  core::Time at{};
  // The event that had it; unset for a value that was computed for a period.
  core::EventId event{};
  // The value; of a rate, how many of the trials succeeded.
  double value = 0;
  // How many trials there were; 0 for what is no rate.
  std::int64_t trials = 0;
  bool operator==(const SeriesValueRow&) const = default;
};

// An alarm that a detector gave.
struct DetectionRow {
  // The name of the detector.
  std::string detector{};
  // The key of the series; may be empty.
  std::string key{};
  // The moment of the value at which it was seen, in wall time.
  core::Time at{};
  // All that is told of it: a JSON object, the data of its event.
  std::string detail{};
  bool operator==(const DetectionRow&) const = default;
};

// What detectors have seen.
class Detections {
 public:
  virtual ~Detections() = default;

  // The newest `limit` values of a series, the oldest first.
  virtual std::vector<SeriesValueRow> series_values(std::string_view detector, std::string_view key,
                                                    std::size_t limit) = 0;
  // The keys of the first `limit` series of a detector, sorted; the first may be empty.
  virtual std::vector<std::string> series_keys(std::string_view detector, std::size_t limit) = 0;
  // The newest alarms of a detector, the newest first.
  virtual std::vector<DetectionRow> detections(std::string_view detector, std::size_t limit) = 0;
};

// What detectors have seen, inside a transaction, where it can be written.
class DetectionsTx : public virtual Detections {
 public:
  // Keeps a value, in place of one of the same series, moment and event.
  virtual void put_series_value(const SeriesValueRow& row) = 0;
  // Deletes the values of a series that are older than its newest `keep`, at least one.
  virtual void trim_series(std::string_view detector, std::string_view key, std::size_t keep) = 0;
  // Deletes all values of a series.
  virtual void drop_series(std::string_view detector, std::string_view key) = 0;
  // Keeps an alarm. Of a detector the newest 200 are kept.
  virtual void put_detection(const DetectionRow& row) = 0;
  // Deletes the values and the alarms of a detector.
  virtual void clear_detector(std::string_view detector) = 0;
};

}  // namespace baton::ports
