#pragma once

#include "baton/simulate/clock.hpp"

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
  core::Time on_wall(core::Time steady) const override {
    return trusts_the_wall ? steady + (clock_.now() - clock_.steady()) : clock_.on_wall(steady);
  }
  Watched watch() override { return clock_.watch(); }
  std::string kept() const override { return clock_.kept(); }
  core::Time go_on_from(std::string_view kept) override;
  core::Time peek() const { return clock_.now(); }
  core::Time peek_steady() const { return clock_.steady(); }
  core::Time peek_believed() const { return clock_.believed(); }
  // What is added to the time since the machine's start.
  core::Time line() const { return clock_.line(); }
  // The same moment as a steady time, for a process that read the wall clock and then, by its next
  // look, the steady time.
  core::Time steady_at(core::Time wall) const {
    return wall + (clock_.steady() - clock_.now()) + per_look;
  }
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
  // A planted bug: whatever the wall clock shows is trusted at once.
  bool trusts_the_wall = false;

 private:
  mutable simulate::VirtualClock clock_;
  core::Time furthest_wall_ = core::Time::min();
};

}  // namespace baton::sim
