#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/steady_time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace baton::simulate {

// The two clocks of a simulated world: the wall clock, and the time since the machine started, from
// which steady time is made as on a real machine. Both stand still until somebody moves them. Not
// safe to move on one thread while another reads.
class VirtualClock final : public ports::Clock {
 public:
  // Monday, 4 May 2026, 10:00 UTC: when a world begins unless it is told otherwise.
  static constexpr core::Time kBegins{std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) +
                                      std::chrono::hours(10)};

  // `wall`: what hangs on the wall. `since_start`: how long the machine has been up.
  explicit VirtualClock(core::Time wall = kBegins, core::Duration since_start = {}) : wall_(wall) {
    begin_machine(since_start);
  }

  core::Time now() const override { return wall_; }
  core::Time steady() const override { return steady_->at(since_start_); }
  core::Time on_wall(core::Time steady) const override { return steady + steady_->wall_ahead(); }
  Watched watch() override { return steady_->watch(reading()); }
  std::string kept() const override { return steady_->kept(since_start_); }
  core::Time go_on_from(std::string_view kept) override {
    return steady_->go_on_from(kept, reading());
  }

  // What steady time was, or would have been, when the machine started.
  core::Time line() const { return steady_->at({}); }

  // Time passes: both clocks go on by as much.
  void advance(core::Duration by) {
    wall_ += by;
    since_start_ += by;
  }
  // Somebody sets the wall clock.
  void set(core::Time to) { wall_ = to; }

  // A process begins: what the one before it knew of the clocks is gone, but for what it kept in
  // the store and the new one is given by go_on_from().
  void begin_process() { steady_.emplace("start " + std::to_string(starts_), reading()); }
  // The same after the machine was started anew. `since_start`: how long it has been up.
  void begin_machine(core::Duration since_start) {
    ++starts_;
    since_start_ = since_start;
    begin_process();
  }

 private:
  ports::SteadyTime::Reading reading() const { return {wall_, since_start_}; }

  core::Time wall_;
  core::Duration since_start_{};
  int starts_ = 0;  // of the machine
  std::optional<ports::SteadyTime> steady_;
};

}  // namespace baton::simulate
