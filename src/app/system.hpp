#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/steady_time.hpp"

namespace baton::app {

// The clocks of the machine: the wall clock, and the time since the machine was started, which goes
// on while it sleeps.
class SystemClock final : public ports::Clock {
 public:
  SystemClock();
  core::Time now() const override;
  core::Time steady() const override;
  core::Time on_wall(core::Time steady) const override { return steady + steady_.wall_ahead(); }
  Watched watch() override;
  std::string kept() const override;
  core::Time go_on_from(std::string_view kept) override;

 private:
  ports::SteadyTime steady_;
};

// The random generator of the kernel. It is read in blocks, because ids and retry delays need
// numbers often.
class SystemRandom final : public ports::Random {
 public:
  std::uint64_t next() override;
};

}  // namespace baton::app
