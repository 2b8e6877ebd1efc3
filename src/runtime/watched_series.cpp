#include "runtime/watched_series.hpp"

#include <algorithm>
#include <cmath>

namespace baton::runtime {
namespace {

core::Time begin_of_period(core::Time at, core::Duration per) {
  const auto since = at.time_since_epoch();
  auto rest = since % per;
  if (rest < core::Duration::zero()) rest += per;
  return core::Time(since - rest);
}

std::optional<insight::Anomaly> judge_period(insight::RateDetector& rates,
                                             const ports::SeriesValueRow& period) {
  const auto trials = static_cast<std::uint64_t>(std::max<std::int64_t>(0, period.trials));
  const auto successes = static_cast<std::uint64_t>(std::llround(std::max(0.0, period.value)));
  return rates.add(period.at, successes, trials);
}

}  // namespace

WatchedSeries::WatchedSeries(const detectors::Definition& detector)
    : rate_(detector.is_rate()), whole_periods_(!detector.of_events()), per_(detector.per) {}

std::optional<WatchedSeries::Taken> WatchedSeries::take(const ports::SeriesValueRow& value) {
  return rate_ ? take_rate(value) : take_quantity(value);
}

std::optional<double> WatchedSeries::expected(core::Time at) const {
  return rate_ ? rates_.expected() : quantities_.expected(at);
}

std::optional<WatchedSeries::Taken> WatchedSeries::take_quantity(
    const ports::SeriesValueRow& value) {
  if (last_ && value.at < *last_) return std::nullopt;
  last_ = value.at;
  return Taken{value, quantities_.add(value.at, value.value)};
}

std::optional<WatchedSeries::Taken> WatchedSeries::take_rate(const ports::SeriesValueRow& value) {
  auto row = value;
  row.at = begin_of_period(value.at, per_);
  row.event = {};
  if (last_ && row.at < *last_) return std::nullopt;
  Taken taken;
  const bool another = !last_ || row.at > *last_;
  last_ = row.at;
  if (whole_periods_) {
    taken.row = row;
    if (another) taken.anomaly = judge_period(rates_, row);
    return taken;
  }
  if (another) {
    if (period_) taken.anomaly = judge_period(rates_, *period_);
    period_ = row;
  } else {
    period_->value += row.value;
    period_->trials += row.trials;
  }
  taken.row = *period_;
  return taken;
}

}  // namespace baton::runtime
