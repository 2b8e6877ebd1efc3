#pragma once

#include "baton/detectors/definitions.hpp"
#include "baton/insight/detect.hpp"
#include "baton/ports/detections.hpp"

#include <optional>
#include <variant>

namespace baton::runtime {

// One series that a detector watches, as its values have made it. The same values in the same order
// give the same alarms, so that a new process takes those that are stored. One thread at a time.
class WatchedSeries {
 public:
  explicit WatchedSeries(const detectors::Definition& detector);

  // What became of a value.
  struct Taken {
    // What is stored of it, in place of the row of the same moment and event.
    ports::SeriesValueRow row{};
    // The alarm that it gave.
    std::optional<insight::Anomaly> anomaly{};
  };
  // Takes the next value. Of a rate, those of one period are added up, and the period is judged
  // when a later one has begun; that of a day is whole, and judged at once. nullopt: it is older
  // than what was taken before, and changes nothing.
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
