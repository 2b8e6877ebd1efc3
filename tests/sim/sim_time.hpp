#pragma once

#include "baton/ports/clock.hpp"

namespace baton::sim {

// The two clocks of a world. The wall clock is the product's ports::Clock and may be set; the steady one is what Asio's timers
// read, and only moves on (sim_time.cpp puts it in the place of the machine's).
class SimTime final : public ports::Clock {
 public:
  SimTime();
  // Every look costs a little time, so that turns run out of their budget in worlds with a slow processor.
  core::Time now() const override { return wall_ += per_look; }
  core::Time peek() const { return wall_; }
  void advance(core::Duration by);
  void jump(core::Duration by) { wall_ += by; }

  core::Duration per_look{};

 private:
  mutable core::Time wall_;
};

}  // namespace baton::sim
