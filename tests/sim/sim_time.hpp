#pragma once

#include "baton/ports/clock.hpp"

#include <optional>

namespace baton::sim {

// The two clocks of a world. The wall clock may be set; the other is what Asio's timers read, and only moves on (sim_time.cpp
// puts it in the place of the machine's). The product's ports::Clock reads both.
class SimTime final : public ports::Clock {
 public:
  SimTime();
  core::Time now() const override;
  core::Time steady() const override;
  void go_on_from(core::Time steady) override { steady_->at(steady, elapsed()); }
  core::Time peek() const { return wall_; }
  core::Time peek_steady() const;
  // The same moment as a steady time, for a process that read the wall clock and then, by its next look, the steady time.
  core::Time steady_at(core::Time wall) const { return wall + (peek_steady() - wall_) + per_look; }
  void advance(core::Duration by) const;
  void jump(core::Duration by) { wall_ += by; }
  // A process begins: what one before it knew of the wall clock is gone with it.
  void begin() { steady_.emplace(); }
  // As time passes for everybody, whatever clocks say.
  static core::Duration elapsed();

  // Every look costs a little time, so that turns run out of their budget in worlds with a slow processor.
  core::Duration per_look{};
  // A planted bug: nothing but the wall clock is read.
  bool wall_only = false;

 private:
  mutable core::Time wall_;
  mutable std::optional<ports::SteadyTime> steady_;
};

}  // namespace baton::sim
