#pragma once

#include "baton/core/time.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

// Detectors, which say that a series has changed. Each takes one value after the other and knows
// only those that came before. Pure; no member is safe to call from two threads at once.
namespace baton::insight {

// What was measured is far from what was expected. A detector gives an alarm by returning one.
struct Anomaly {
  // How it showed.
  enum class Kind : std::uint8_t {
    // One value is far off.
    spike,
    // Values are off by a little, and have been for a while.
    drift,
  };
  // How it showed.
  Kind kind = Kind::spike;
  // Since when the values are off.
  core::Time from{};
  // The moment of the value at which it was seen.
  core::Time at{};
  // What came: the last value, or of a rate, that of the whole window.
  double value = 0;
  // What was expected of it.
  double expected = 0;
  // How far off, in robust standard deviations; of a rate, the log-likelihood ratio. Negative when
  // it is below what was expected.
  double strength = 0;

  // What came less what was expected, as a share of the latter: -0.3 is 30 % less. 0 where 0 was
  // expected.
  double size() const { return expected != 0 ? value / expected - 1 : 0; }
};

// "spike" or "drift".
std::string_view name(Anomaly::Kind kind);

// A detector for a positive quantity with a rhythm of days, such as the cost per click of each
// hour. What is expected of the logarithm of a value is the mean of two medians: that of the same
// time of day over 14 days, and that of the last 24 hours (or of the last 6 values, where a day has
// fewer). What is left is divided by its robust deviation over the newest 1,344 values, eight weeks
// of hours. A spike is more than 6 of these; a drift is a cumulated sum (E. S. Page: "Continuous
// inspection schemes", 1954) over 12, from which each value takes 1.5.
//
// It gives no alarm before it has seen 24 values for which it had an expectation. That takes three
// to four days of hourly values, or a month of daily ones. One episode gives one alarm: the next
// alarm can come after 48 hours without a hit, or after as many values where those take longer.
class SeriesDetector {
 public:
  // How sure it must be.
  struct Options {
    // A value over so many robust standard deviations is a spike.
    double spike = 6;
    // What each value takes from the cumulated sum.
    double slack = 1.5;
    // A cumulated sum over this is a drift.
    double drift = 12;
    // No second alarm within so long after a hit.
    core::Duration quiet = std::chrono::hours(48);
  };
  // With the options above.
  SeriesDetector() : SeriesDetector(Options{}) {}
  // With other options.
  explicit SeriesDetector(const Options& options) : options_(options) {}

  // Takes the next value. A value that is negative or no number, or that is older than the one
  // before, changes nothing and is counted.
  std::optional<Anomaly> add(core::Time at, double value);
  // What would be expected of a value at that moment. nullopt: it has seen too little.
  std::optional<double> expected(core::Time at) const;
  // How many values it could not use.
  std::size_t unusable() const { return unusable_; }

 private:
  struct Past {
    core::Time at;
    double log;
  };
  std::optional<double> expected_log(core::Time at) const;
  double logarithm_of(double value) const;
  void remember(core::Time at, double log);
  std::optional<Anomaly> judge(core::Time at, double log, double expected);
  std::optional<Anomaly> anomaly(core::Time at, double expected, double z);

  Options options_;
  std::deque<Past> past_;
  // Logarithms of values, each less what was expected.
  std::deque<double> residuals_;
  // The cumulated sums upwards and downwards, and since when each is above 0.
  std::array<double, 2> sums_{};
  std::array<core::Time, 2> since_{};
  std::optional<core::Time> last_hit_;
  std::size_t unusable_ = 0;
};

// A detector for a share of trials that succeed, such as clicks of impressions or failed of all
// runs, one period after the other. It cumulates the log-likelihood ratio of a rate that is 30 %
// less, and of one that is as much more, to the rate of the past 56 periods, divided by how much
// more these vary than chance alone would have it. An alarm is a sum over 8.
//
// It gives no alarm before it has 21 periods with 30 successes in all. After an alarm it learns the
// new rate from the periods since the change began.
class RateDetector {
 public:
  // What it looks for, and how sure it must be.
  struct Options {
    // The change that it looks for: the rate times this, or divided by it.
    double ratio = 0.7;
    // The sum that is an alarm.
    double limit = 8;
  };
  // With the options above.
  RateDetector() : RateDetector(Options{}) {}
  // With other options.
  explicit RateDetector(const Options& options) : options_(options) {}

  // Takes the next period. One without trials, with more successes than trials, or that is older
  // than the one before changes nothing and is counted.
  std::optional<Anomaly> add(core::Time at, std::uint64_t successes, std::uint64_t trials);
  // The rate of the past. nullopt: it has seen too little.
  std::optional<double> expected() const;
  // How many periods it could not use.
  std::size_t unusable() const { return unusable_; }

 private:
  struct Period {
    core::Time at;
    double successes;
    double trials;
  };
  struct Base {
    double rate;
    // How much more the periods vary than a binomial distribution; at least 1.
    double dispersion;
  };
  std::optional<Base> base() const;
  std::optional<Anomaly> judge(const Period& period, const Base& base);
  void settle(bool alarmed);

  Options options_;
  // The periods that the rate is learned from, and those under suspicion.
  std::deque<Period> past_;
  std::deque<Period> suspects_;
  std::array<double, 2> sums_{};
  std::array<std::size_t, 2> lasts_{};
  std::size_t unusable_ = 0;
};

}  // namespace baton::insight
