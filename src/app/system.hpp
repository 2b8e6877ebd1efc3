#pragma once

#include "baton/ports/clock.hpp"

namespace baton::app {

// The machine's wall clock.
class SystemClock final : public ports::Clock {
 public:
  core::Time now() const override;
};

// The kernel's random generator, read in blocks: ids and jitter ask often.
class SystemRandom final : public ports::Random {
 public:
  std::uint64_t next() override;
};

}  // namespace baton::app
