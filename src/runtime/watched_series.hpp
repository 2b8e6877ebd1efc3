#pragma once

#include "baton/detectors/definitions.hpp"
#include "baton/insight/detect.hpp"
#include "baton/ports/detections.hpp"

#include <optional>
#include <variant>

namespace baton::runtime {

// The state of one series that a detector watches. It follows from the values alone: a new process
// takes the stored values in their order, and has the same state. One thread at a time.
class WatchedSeries {
 public:
  explicit WatchedSeries(const detectors::Definition& detector);

  // What take() returns.
  struct Taken {
    // What is stored of it, in place of the row of the same moment and event.
    ports::SeriesValueRow row{};
    // The alarm that it gave.
    std::optional<insight::Anomaly> anomaly{};
  };
  // Takes the next value. The values of a rate are added up over a period, and the period is judged
  // when a later one has begun; the value of a whole day is judged at once. nullopt: the value is
  // older than one that was taken before, and changes nothing.
  std::optional<Taken> take(const ports::SeriesValueRow& value);
  // What would be expected of a value at that moment; nullopt while too little is known.
  std::optional<double> expected(core::Time at) const;

 private:
  std::optional<Taken> take_quantity(const ports::SeriesValueRow& value);
  std::optional<Taken> take_rate(const ports::SeriesValueRow& value);

  bool rate_ = false;
  bool whole_periods_ = false;
  core::Duration per_{};
  insight::SeriesDetector quantities_{};
  insight::RateDetector rates_{};
  std::optional<core::Time> last_{};
  std::optional<ports::SeriesValueRow> period_{};  // that is not over
};

}  // namespace baton::runtime
