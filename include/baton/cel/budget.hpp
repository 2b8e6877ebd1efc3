#pragma once

#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace baton::cel {

// One evaluation. A step of counted work is some 50 ns of today's processors, twice that of a slow
// one, so that kExpressionCostMax steps take at most this long there too.
inline constexpr std::chrono::milliseconds kExpressionTimeMax{100};
// All evaluations of one decision, or of one template asked about one event: a run has hundreds of
// expressions.
inline constexpr std::size_t kDecisionCostMax = 3 * core::kExpressionCostMax;
inline constexpr std::chrono::milliseconds kDecisionTimeMax{300};

// The time of the processor that this thread has used.
std::chrono::nanoseconds thread_time();

// What evaluations may use up: counted work, and time as a backstop for work that the count does
// not foresee. One budget may be shared by evaluations that follow one another; it lives on one
// thread.
class Budget {
 public:
  using Clock = std::chrono::nanoseconds (*)();  // steady; null: nothing is timed

  explicit Budget(std::size_t cost_max = core::kExpressionCostMax, Clock clock = thread_time,
                  std::chrono::nanoseconds time_max = kExpressionTimeMax) noexcept
      : cost_max_(cost_max), time_max_(time_max), clock_(clock) {}

  // An evaluation begins: it may use up so much of what is left, and kExpressionTimeMax.
  void begin(std::size_t cost_max) noexcept;

  // False: used up, the evaluation must end.
  bool spend(std::size_t cost) noexcept {
    used_ += cost;
    return used_ <= look_at_ || look();
  }
  // What is begun now reads so many bytes: the clock is looked at the sooner, whatever the work is
  // charged.
  bool watch(std::size_t bytes) noexcept {
    look_at_ -= std::min(look_at_, bytes / 64);
    return used_ <= look_at_ || look();
  }
  // Sixteen bytes of what is made cost a step, so that the limit holds for memory too.
  bool make(std::size_t bytes) noexcept { return spend(bytes / 16); }
  // The same before so many values are put into a list.
  bool make_list(std::size_t count) noexcept { return spend(count + count / 2); }

  std::size_t used() const noexcept { return used_; }
  // What the evaluation under way may still use up.
  std::size_t left() const noexcept { return used_ < one_max_ ? one_max_ - used_ : 0; }
  // Whether the evaluation under way has used up what it may.
  bool over() const noexcept { return over_ != Over::no; }
  // Whether nothing is left for any evaluation.
  bool exhausted() const noexcept { return used_ >= cost_max_ || timed_ > time_max_; }
  core::Error error() const;

 private:
  enum class Over : unsigned char { no, cost, time };

  bool look() noexcept;
  void read_clock() noexcept;

  std::size_t cost_max_;
  std::chrono::nanoseconds time_max_;
  Clock clock_;
  std::size_t used_ = 0;
  std::size_t begun_at_ = 0;
  std::size_t one_max_ = 0;
  std::size_t look_at_ = 0;  // beyond this much used, look at the limits and the clock
  std::chrono::nanoseconds started_{
      -1};  // when the clock was first read in this evaluation; negative: not yet
  std::chrono::nanoseconds timed_before_{};  // in the evaluations before
  std::chrono::nanoseconds timed_{};         // and in this one too
  Over over_ = Over::no;
};

}  // namespace baton::cel
