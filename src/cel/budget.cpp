#include "baton/cel/budget.hpp"

#include <algorithm>
#include <ctime>
#include <string>

namespace baton::cel {

namespace {

// The clock is read once in so many steps, which is about half a millisecond. Most evaluations end
// before they read it at all.
constexpr std::size_t kStepsPerLook = 10'000;

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) +
         " ms";
}

}  // namespace

std::chrono::nanoseconds thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

void Budget::begin(std::size_t cost_max) noexcept {
  used_ = std::min(used_, cost_max_);
  begun_at_ = used_;
  one_max_ = std::min(cost_max_, used_ + cost_max);
  look_at_ = std::min(one_max_, used_ + kStepsPerLook);
  started_ = std::chrono::nanoseconds(-1);
  timed_before_ = timed_;
  over_ = timed_ > time_max_ ? Over::time : Over::no;
  if (over()) look_at_ = 0;
}

bool Budget::look() noexcept {
  if (used_ > one_max_) {
    if (!over()) over_ = Over::cost;
    used_ = one_max_ + 1;  // no more, so that further steps cannot make it overflow
  } else if (!over()) {
    read_clock();
  }
  look_at_ = over() ? 0 : std::min(one_max_, used_ + kStepsPerLook);
  return !over();
}

void Budget::read_clock() noexcept {
  if (clock_ == nullptr) return;
  const auto now = clock_();
  if (started_.count() < 0) started_ = now;
  timed_ = timed_before_ + (now - started_);
  if (now - started_ > kExpressionTimeMax || timed_ > time_max_) over_ = Over::time;
}

core::Error Budget::error() const {
  const bool together = one_max_ == cost_max_ && begun_at_ > 0;
  if (over_ == Over::time) {
    const bool all = timed_ > time_max_ && time_max_ > kExpressionTimeMax;
    return {core::Errc::limited,
            all ? "the expressions evaluated here took longer than " + milliseconds(time_max_) +
                      " together"
                : "the expression took longer than " + milliseconds(kExpressionTimeMax)};
  }
  if (together) {
    return {core::Errc::limited, "the expressions evaluated here cost more than " +
                                     std::to_string(cost_max_) + " steps together"};
  }
  return {core::Errc::limited,
          "the expression costs more than " + std::to_string(one_max_ - begun_at_) + " steps"};
}

}  // namespace baton::cel
