#pragma once

#include "baton/ports/clock.hpp"

#include <cstdint>

namespace baton::simulate {

// A source of chance that draws the same numbers in every world, spread over all 64 bits. For one
// thread only.
class CountingRandom final : public ports::Random {
 public:
  // The next number.
  std::uint64_t next() override {
    // 2^64 divided by the golden ratio: multiples of it are spread evenly.
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15U;
    return ++drawn_ * kSpread;
  }

 private:
  std::uint64_t drawn_ = 0;
};

}  // namespace baton::simulate
