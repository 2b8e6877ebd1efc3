#pragma once

#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>

// What evaluations may use up. Work is counted in steps; one step takes some 50 ns.
namespace baton::cel {

// The longest time of one evaluation. A slow processor takes 100 ns for a step, so that
// kExpressionCostMax steps fit into this time there too.
inline constexpr std::chrono::milliseconds kExpressionTimeMax{100};
// The most steps of all evaluations of one decision together, or of all triggers of one template
// that are asked about one event. A run has hundreds of expressions.
inline constexpr std::size_t kDecisionCostMax = 3 * core::kExpressionCostMax;
// The longest time of all these evaluations together.
inline constexpr std::chrono::milliseconds kDecisionTimeMax{300};

// The processor time that the calling thread has used.
std::chrono::nanoseconds thread_time();

// What evaluations may use up: counted steps, and time for work that the count does not foresee.
// Evaluations that follow one another may share one budget. It lives on one thread.
class Budget {
 public:
  // Tells a time that never goes back. With a null pointer nothing is timed.
  using Clock = std::chrono::nanoseconds (*)();

  // A budget for any number of evaluations, `cost_max` steps and `time_max` together. begin() comes
  // before the first of them.
  explicit Budget(std::size_t cost_max = core::kExpressionCostMax, Clock clock = thread_time,
                  std::chrono::nanoseconds time_max = kExpressionTimeMax) noexcept
      : cost_max_(cost_max), time_max_(time_max), clock_(clock) {}

  // An evaluation begins. It may use up to `cost_max` of the steps that are left, and
  // kExpressionTimeMax.
  void begin(std::size_t cost_max) noexcept;

  // Counts steps. False once a limit is passed; the evaluation must end then.
  bool spend(std::size_t cost) noexcept {
    used_ += cost;
    return used_ <= look_at_ || look();
  }
  // Tells that the work that begins now reads so many bytes. Nothing is counted, but the clock is
  // read the sooner. False as from spend().
  bool watch(std::size_t bytes) noexcept {
    look_at_ -= std::min(look_at_, bytes / 64);
    return used_ <= look_at_ || look();
  }
  // Checks both limits now, and reads the clock for it. To be called before work that may take much
  // time for few steps. False as from spend().
  bool look() noexcept;
  // Pays for a value of so many bytes before it is made: one step for sixteen bytes, so that the
  // limit bounds memory too. False as from spend().
  bool make(std::size_t bytes) noexcept { return spend(bytes / 16); }
  // Pays for a list of so many values before it is made. False as from spend().
  bool make_list(std::size_t count) noexcept { return spend(count + count / 2); }

  // The steps that all evaluations have used.
  std::size_t used() const noexcept { return used_; }
  // The steps that the evaluation under way may still use.
  std::size_t left() const noexcept { return used_ < one_max_ ? one_max_ - used_ : 0; }
  // True if the evaluation under way has passed one of its limits.
  bool over() const noexcept { return over_ != Over::no; }
  // True if nothing is left for any evaluation.
  bool exhausted() const noexcept { return used_ >= cost_max_ || timed_ > time_max_; }
  // Errc::limited, with the limit that was passed.
  core::Error error() const;

 private:
  enum class Over : unsigned char { no, cost, time };

  void read_clock() noexcept;

  std::size_t cost_max_;
  std::chrono::nanoseconds time_max_;
  Clock clock_;
  std::size_t used_ = 0;
  // What was used when the evaluation under way began, and what it may reach.
  std::size_t begun_at_ = 0;
  std::size_t one_max_ = 0;
  // Once more than this is used, the limits and the clock are looked at.
  std::size_t look_at_ = 0;
  // When the clock was first read in the evaluation under way; negative if it was not read yet.
  std::chrono::nanoseconds started_{-1};
  // The time of the evaluations before, and the time of all of them.
  std::chrono::nanoseconds timed_before_{};
  std::chrono::nanoseconds timed_{};
  Over over_ = Over::no;
};

// The budget of one decision: kDecisionCostMax and kDecisionTimeMax for all its evaluations.
inline Budget decision_budget(Budget::Clock clock) noexcept {
  return Budget(kDecisionCostMax, clock, kDecisionTimeMax);
}

}  // namespace baton::cel
