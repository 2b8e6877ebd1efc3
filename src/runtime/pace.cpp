#include "runtime/pace.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace baton::runtime {

using core::Duration;
using core::Time;

namespace {

// How long a pause lasts when the connection does not say: this at first, and twice as long each
// time in a row.
constexpr Duration kPauseFirst = std::chrono::seconds(1);
constexpr Duration kPauseMax = std::chrono::minutes(1);
// The longest time over which answers are counted, so that a quiet hour does not hide how fast the
// last minute was.
constexpr Duration kCountingMax = std::chrono::minutes(1);
// The slowest rate, in requests a second, that is tried first. It doubles every second until it is
// too fast.
constexpr double kFirstRateMin = 1.0;
constexpr double kRateMin = 0.01;
// A rate this fast limits nobody, so it is dropped.
constexpr double kRateMax = 1'000.0;
// When a rate was too fast, the next one is between these parts of it.
constexpr double kDownMost = 0.5;
constexpr double kDownLeast = 0.9;
// From there it takes some hundred answers to come back to the former rate, so that about one
// request in a hundred is refused. The rate grows faster the more answers come without a refusal,
// so that a refusal for another reason does not slow it down for long.
constexpr double kSlowGrowth = 0.001;
constexpr double kSlowGrowthAnswers = 100;
// After this long without a refusal the rate grows quickly again, since the vendor's limit may have
// changed.
constexpr Duration kSlowGrowthFor = std::chrono::minutes(5);

Duration every(double rate) { return Duration(static_cast<std::int64_t>(1e6 / rate)); }

}  // namespace

bool Pace::may_begin(Time now, std::size_t in_flight, std::size_t allowed) const {
  if (in_flight >= std::min(window_, allowed)) return false;
  return now >= paused_until_ && (rate_ <= 0 || now >= next_at_);
}

std::optional<Time> Pace::next(Time now) const {
  const auto next = std::max(paused_until_, rate_ > 0 ? next_at_ : Time{});
  return next > now ? std::optional(next) : std::nullopt;
}

void Pace::begun(Time now) {
  if (rate_ > 0) next_at_ = now + every(rate_);
}

void Pace::taken(Time begun, Time now) {
  if (begun < paused_at_) return;  // the request was sent before the pause
  if (rate_ <= 0 && now - counting_since_ > kCountingMax) {
    counting_since_ = now;
    taken_ = 0;
  }
  ++taken_;
  unsaid_ = {};
  if (window_ != kNoWindow) window_ = window_ > kNoWindow / 2 ? kNoWindow : window_ * 2;
  if (rate_ > 0) grow(now);
}

void Pace::grow(Time now) {
  if (grows_slowly_ && now - paused_at_ > kSlowGrowthFor) grows_slowly_ = false;
  const auto passed = std::min<double>(1.0, core::in_seconds(now - std::exchange(grown_at_, now)));
  rate_ *= grows_slowly_ ? 1 + kSlowGrowth * (1 + static_cast<double>(taken_) / kSlowGrowthAnswers)
                         : std::exp2(passed);
  next_at_ = std::min(next_at_, now + every(rate_));
  if (rate_ < kRateMax) return;
  rate_ = 0;
  window_ = kNoWindow;
  counting_since_ = now;
  taken_ = 0;
}

bool Pace::refused(Time begun, Duration said, Time now) {
  const bool goes_on = begun <= paused_at_ || paused(now);
  if (said <= Duration{})
    said = unsaid_ =
        goes_on && unsaid_ > Duration{} ? unsaid_ : std::clamp(unsaid_ * 2, kPauseFirst, kPauseMax);
  paused_until_ = std::max(paused_until_, now + said);
  window_ = 1;
  if (goes_on) return false;
  paused_at_ = now;
  // When not even the first request after a pause was taken, the rate is not the reason.
  if (rate_ <= 0 || taken_ > 0) slow_down(said, now);
  counting_since_ = grown_at_ = next_at_ = paused_until_;
  taken_ = 0;
  return true;
}

bool Pace::wait(Duration said, Time now) {
  const auto until = now + said;
  if (said <= Duration{} || until <= paused_until_) return false;
  paused_until_ = until;
  return true;
}

void Pace::slow_down(Duration said, Time now) {
  // The number of answers, divided by the time from the first of them to the end of the pause: the
  // connection takes that many a second in the long run, or more.
  const double took =
      static_cast<double>(taken_) / std::max(1.0, core::in_seconds(now - counting_since_ + said));
  if (rate_ <= 0) {
    rate_ = std::clamp(took, kFirstRateMin, kRateMax);
    grows_slowly_ = false;
  } else {
    rate_ = std::max(kRateMin, std::clamp(took, kDownMost * rate_, kDownLeast * rate_));
    grows_slowly_ = true;
  }
}

void Pace::restore(Time paused_until, double rate, bool grows_slowly, Time now) {
  rate_ = rate > 0 && rate < kRateMax ? std::max(rate, kRateMin) : 0;
  grows_slowly_ = grows_slowly;
  window_ = 1;
  paused_at_ = now;
  paused_until_ = paused_until;
  counting_since_ = grown_at_ = next_at_ = std::max(now, paused_until);
}

}  // namespace baton::runtime
