#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/steady_time.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace baton::simulate {

// The two clocks of a simulated world: the wall clock, and the time since the machine started, from
// which steady time is made as on a real machine. Both stand still until somebody moves them. No
// thread may read them while another one moves them.
class VirtualClock final : public ports::Clock {
 public:
  // Monday, 4 May 2026, 10:00 UTC: when a world begins unless it is told otherwise.
  static constexpr core::Time kBegins{std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) +
                                      std::chrono::hours(10)};

  // `wall`: what the wall clock shows. `since_start`: how long the machine has been up.
  explicit VirtualClock(core::Time wall = kBegins, core::Duration since_start = {}) : wall_(wall) {
    begin_machine(since_start);
  }

  // What the wall clock shows.
  core::Time now() const override { return wall_; }
  // Steady time, as ports::SteadyTime makes it of the two clocks.
  core::Time steady() const override { return steady_->at(since_start_); }
  // What the wall clock will show at a steady time, unless somebody sets it.
  core::Time on_wall(core::Time steady) const override { return steady + steady_->wall_ahead(); }
  // Compares the two clocks, as a server does every second.
  Watched watch() override { return steady_->watch(reading()); }
  // What the next process must know of the clocks; its owner keeps it in the store.
  std::string kept() const override { return steady_->kept(since_start_); }
  // Takes over what an earlier process kept. Returns the steady time up to which that process may
  // have begun what was due.
  core::Time go_on_from(std::string_view kept) override {
    return steady_->go_on_from(kept, reading());
  }

  // The steady time at which the machine started.
  core::Time line() const { return steady_->at({}); }

  // Time passes: both clocks go on by this much.
  void advance(core::Duration by) {
    wall_ += by;
    since_start_ += by;
  }
  // Somebody sets the wall clock.
  void set(core::Time to) { wall_ = to; }

  // A process begins. What the process before it knew of the clocks is gone, except what it kept in
  // the store, which go_on_from() gives to the new one.
  void begin_process() { steady_.emplace("start " + std::to_string(starts_), reading()); }
  // The machine is started anew, and a process begins on it. `since_start`: how long it has been
  // up.
  void begin_machine(core::Duration since_start) {
    ++starts_;
    since_start_ = since_start;
    begin_process();
  }

 private:
  ports::SteadyTime::Reading reading() const { return {wall_, since_start_}; }

  core::Time wall_;
  core::Duration since_start_{};
  int starts_ = 0;  // how often the machine was started
  std::optional<ports::SteadyTime> steady_;
};

}  // namespace baton::simulate
