#pragma once

#include "baton/ports/clock.hpp"

namespace baton::app {

// The machine's clocks.
class SystemClock final : public ports::Clock {
 public:
  core::Time now() const override;
  core::Time steady() const override;
  void go_on_from(core::Time steady) override;

 private:
  mutable ports::SteadyTime steady_;
};

// The kernel's random generator, read in blocks: ids and jitter ask often.
class SystemRandom final : public ports::Random {
 public:
  std::uint64_t next() override;
};

}  // namespace baton::app
