#pragma once

#include "baton/core/split_mix.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>

// Chance that is drawn from a seed, and the normal distribution.
namespace baton::insight {

// Random numbers. The standard library's distributions differ between its makers; this gives the
// same numbers everywhere.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  // Over 0 and under 1.
  double share() {
    constexpr double kOf53Bits = 1.0 / 9007199254740992.0;
    return (static_cast<double>(core::split_mix(state_) >> 11U) + 0.5) * kOf53Bits;
  }
  // A standard normal value (G. E. P. Box, M. E. Muller, 1958).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(share()));
    return radius * std::cos(2 * std::numbers::pi * share());
  }

 private:
  std::uint64_t state_;
};

inline double normal_density(double z) {
  return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

// The probability of a value over `z`.
inline double normal_tail(double z) { return std::erfc(z / std::numbers::sqrt2) / 2; }

// The value that is exceeded with this probability, over 0 and under 1.
inline double normal_exceeded(double probability) {
  return std::numbers::sqrt2 * boost::math::erfc_inv(2 * probability);
}

}  // namespace baton::insight
