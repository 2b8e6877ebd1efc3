#include "baton/insight/detect.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/insight/quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace baton::insight {

using core::Duration;
using core::Time;
namespace chrono = std::chrono;

namespace {

constexpr core::EnumText<Anomaly::Kind, 2> kAnomalyText{{"spike", "drift"}};

// How much of the past is kept: values of the last 14 days and at most so many, and the newest
// differences between a value and what was expected.
constexpr chrono::days kRhythm{14};
constexpr std::size_t kPastMax = 8'192;
constexpr std::size_t kResidualsMax = 1'344;
// How many values the last day, and how many the same time of day, must have before anything is
// expected; and how many differences there must be before a value can be an alarm.
constexpr std::size_t kRecentMin = 6;
constexpr std::size_t kSameTimeMin = 3;
constexpr std::size_t kResidualsMin = 24;
// The least deviation that a value is judged by: a series that hardly moves would alarm at once.
constexpr double kDeviationMin = 0.02;
// A value counts as at least this share of the recent median, since 0 has no logarithm.
constexpr double kLeastShare = 0.01;
// What it counts as at least where the recent median is 0.
constexpr double kTiny = 1e-9;

constexpr std::size_t kUp = 0;
constexpr std::size_t kDown = 1;

// True if the clock shows about the same time of day at both moments, which are not the same day.
bool same_time_of_day(Duration apart) {
  constexpr chrono::minutes kAbout{30};
  const auto rest = apart % chrono::days(1);
  return apart > chrono::hours(1) && (rest < kAbout || rest > chrono::days(1) - kAbout);
}

// The value of which this is the logarithm. A value of 0 was counted as kTiny, so the logarithm of
// kTiny gives 0.
double value_of(double log) { return log > std::log(2 * kTiny) ? std::exp(log) : 0; }

}  // namespace

std::string_view name(Anomaly::Kind kind) { return kAnomalyText.of(kind); }

std::optional<Anomaly> SeriesDetector::add(Time at, double value) {
  if (!std::isfinite(value) || value < 0 || (!past_.empty() && at < past_.back().at)) {
    ++unusable_;
    return std::nullopt;
  }
  const double log = logarithm_of(value);
  std::optional<Anomaly> found;
  if (const auto expected = expected_log(at)) {
    if (residuals_.size() >= kResidualsMin) found = judge(at, log, *expected);
    if (found) found->value = value;
    residuals_.push_back(log - *expected);
    if (residuals_.size() > kResidualsMax) residuals_.pop_front();
  }
  remember(at, log);
  return found;
}

std::optional<double> SeriesDetector::expected(Time at) const {
  const auto log = expected_log(at);
  if (!log) return std::nullopt;
  return value_of(*log);
}

std::optional<double> SeriesDetector::expected_log(Time at) const {
  std::vector<double> recent;
  std::vector<double> same_time;
  for (auto past = past_.rbegin(); past != past_.rend(); ++past) {
    const auto apart = at - past->at;
    if (apart <= chrono::days(1) + chrono::minutes(30) || recent.size() < kRecentMin)
      recent.push_back(past->log);
    if (same_time_of_day(apart)) same_time.push_back(past->log);
  }
  if (recent.size() < kRecentMin || same_time.size() < kSameTimeMin) return std::nullopt;
  return (median(std::move(recent)) + median(std::move(same_time))) / 2;
}

double SeriesDetector::logarithm_of(double value) const {
  std::vector<double> recent;
  for (auto past = past_.rbegin(); past != past_.rend() && recent.size() < kRecentMin; ++past)
    recent.push_back(past->log);
  const double least = recent.empty() ? kTiny : kLeastShare * std::exp(median(std::move(recent)));
  return std::log(std::max(value, std::max(least, kTiny)));
}

void SeriesDetector::remember(Time at, double log) {
  past_.push_back({at, log});
  while (past_.size() > kPastMax ||
         (past_.size() > kRecentMin && at - past_.front().at > kRhythm + chrono::minutes(30)))
    past_.pop_front();
}

std::optional<Anomaly> SeriesDetector::judge(Time at, double log, double expected) {
  const std::vector<double> residuals(residuals_.begin(), residuals_.end());
  const double deviation = std::max(kDeviationMin, robust_deviation(residuals, 0));
  const double z = (log - expected) / deviation;
  // One value alone is a spike, and no more than half of a drift.
  const double step = std::clamp(z, -options_.spike, options_.spike);
  for (const auto way : {kUp, kDown}) {
    if (sums_[way] <= 0) since_[way] = at;
    sums_[way] = std::max(0.0, sums_[way] + (way == kUp ? step : -step) - options_.slack);
  }
  const bool hit =
      std::abs(z) > options_.spike || sums_[kUp] > options_.drift || sums_[kDown] > options_.drift;
  if (!hit) return std::nullopt;
  const bool silent = last_hit_ && at - *last_hit_ <= options_.quiet;
  last_hit_ = at;
  auto found = anomaly(at, expected, z);
  sums_ = {};
  if (silent) return std::nullopt;
  return found;
}

std::optional<Anomaly> SeriesDetector::anomaly(Time at, double expected, double z) {
  Anomaly out;
  out.at = at;
  out.from = at;
  out.expected = value_of(expected);
  out.strength = z;
  if (std::abs(z) > options_.spike) return out;
  out.kind = Anomaly::Kind::drift;
  const auto way = sums_[kUp] > options_.drift ? kUp : kDown;
  out.from = since_[way];
  out.strength = way == kUp ? sums_[way] : -sums_[way];
  return out;
}

namespace {

constexpr std::size_t kPeriodsMin = 21;
constexpr std::size_t kPeriodsMax = 56;
constexpr double kSuccessesMin = 30;

}  // namespace

std::optional<Anomaly> RateDetector::add(Time at, std::uint64_t successes, std::uint64_t trials) {
  const auto& newest = suspects_.empty() ? past_ : suspects_;
  if (trials == 0 || successes > trials || (!newest.empty() && at < newest.back().at)) {
    ++unusable_;
    return std::nullopt;
  }
  const Period period{at, static_cast<double>(successes), static_cast<double>(trials)};
  suspects_.push_back(period);
  std::optional<Anomaly> found;
  if (const auto known = base()) found = judge(period, *known);
  settle(found.has_value());
  return found;
}

std::optional<double> RateDetector::expected() const {
  const auto known = base();
  if (!known) return std::nullopt;
  return known->rate;
}

std::optional<RateDetector::Base> RateDetector::base() const {
  double successes = 0;
  double trials = 0;
  for (const auto& period : past_) {
    successes += period.successes;
    trials += period.trials;
  }
  if (past_.size() < kPeriodsMin || successes < kSuccessesMin) return std::nullopt;
  // A rate of 1 leaves no room for failures; half a failure keeps the likelihood finite.
  const double rate = std::min(successes, trials - 0.5) / trials;
  double chi_square = 0;
  for (const auto& period : past_) {
    const double off = period.successes - period.trials * rate;
    chi_square += off * off / (period.trials * rate * (1 - rate));
  }
  return Base{rate, std::max(1.0, chi_square / static_cast<double>(past_.size() - 1))};
}

std::optional<Anomaly> RateDetector::judge(const Period& period, const Base& base) {
  std::optional<Anomaly> found;
  for (const auto way : {kUp, kDown}) {
    const double ratio = way == kDown ? options_.ratio : 1 / options_.ratio;
    constexpr double kRateMax = 0.999;
    const double other = std::min(std::max(base.rate, kRateMax), base.rate * ratio);
    const double gain =
        period.successes * std::log(other / base.rate) +
        (period.trials - period.successes) * std::log((1 - other) / (1 - base.rate));
    sums_[way] = std::max(0.0, sums_[way] + gain / base.dispersion);
    lasts_[way] = sums_[way] > 0 ? lasts_[way] + 1 : 0;
    if (sums_[way] <= options_.limit) continue;
    found.emplace();
    found->kind = Anomaly::Kind::drift;
    found->at = period.at;
    found->expected = base.rate;
    found->strength = way == kUp ? sums_[way] : -sums_[way];
    double successes = 0;
    double trials = 0;
    const auto count = std::min(lasts_[way], suspects_.size());
    for (auto i = suspects_.size() - count; i < suspects_.size(); ++i) {
      if (trials == 0) found->from = suspects_[i].at;
      successes += suspects_[i].successes;
      trials += suspects_[i].trials;
    }
    found->value = successes / trials;
  }
  return found;
}

// Moves the periods that no sum suspects any more to the past, by which later ones are judged.
// After an alarm the suspected periods are all of the past: the rate is another one from then on.
void RateDetector::settle(bool alarmed) {
  if (alarmed) {
    past_.clear();
    sums_ = {};
    lasts_ = {};
  }
  const auto held = std::max(lasts_[kUp], lasts_[kDown]);
  while (suspects_.size() > held) {
    past_.push_back(suspects_.front());
    suspects_.pop_front();
  }
  while (past_.size() > kPeriodsMax) past_.pop_front();
}

}  // namespace baton::insight
