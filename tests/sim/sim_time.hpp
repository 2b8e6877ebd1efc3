#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/steady_time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace baton::sim {

// The clocks of a world. The wall clock may be set; the other is what Asio's timers read, and only
// moves on (sim_time.cpp puts it in the place of the machine's). The product's ports::Clock reads
// both.
class SimTime final : public ports::Clock {
 public:
  // What a process takes for steady time. All but the first are planted bugs.
  enum class Steady { own, wall, furthest_wall, anew_each_process };

  SimTime();
  core::Time now() const override;
  core::Time steady() const override;
  core::Time on_wall(core::Time steady) const override { return steady + steady_->wall_ahead(); }
  Watched watch() override { return steady_->watch(reading()); }
  std::string kept() const override { return steady_->kept(since_start()); }
  core::Time go_on_from(std::string_view kept) override;
  core::Time peek() const { return wall_; }
  core::Time peek_steady() const { return steady_->at(since_start()); }
  // What is added to the time since the machine's start.
  core::Time line() const { return steady_->at({}); }
  // The same moment as a steady time, for a process that read the wall clock and then, by its next
  // look, the steady time.
  core::Time steady_at(core::Time wall) const { return wall + (peek_steady() - wall_) + per_look; }
  void advance(core::Duration by) const;
  void jump(core::Duration by);
  // A process begins: what one before it knew of the clocks is gone with it, but for what is in the
  // store. `machine`: the machine was started anew too.
  void begin(bool machine);
  // As time passes for everybody, whatever clocks say.
  static core::Duration elapsed();

  // Every look costs a little time, so that turns run out of their budget in worlds with a slow
  // processor.
  core::Duration per_look{};
  Steady steady_is = Steady::own;

 private:
  core::Duration since_start() const;
  ports::SteadyTime::Reading reading() const { return {wall_, since_start()}; }

  mutable core::Time wall_;
  core::Time furthest_wall_ = core::Time::min();
  core::Duration started_{};  // the machine, by the clock that Asio reads
  int starts_ = 0;
  std::optional<ports::SteadyTime> steady_;
};

}  // namespace baton::sim
