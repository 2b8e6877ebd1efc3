#pragma once

#include "baton/ports/clock.hpp"

#include <cstdint>

namespace baton::simulate {

// Chance that is the same in every world: numbers that are spread over all 64 bits, one after the
// other. Not safe on several threads.
class CountingRandom final : public ports::Random {
 public:
  std::uint64_t next() override {
    // 2^64 divided by the golden ratio: multiples of it are spread evenly.
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
    return ++drawn_ * kSpread;
  }

 private:
  std::uint64_t drawn_ = 0;
};

}  // namespace baton::simulate
