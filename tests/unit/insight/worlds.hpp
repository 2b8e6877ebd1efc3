#pragma once

#include "baton/core/time.hpp"

#include <chrono>
#include <cmath>
#include <random>

// Made-up durations and moments for the tests of insight.
namespace baton::insight {

inline core::Time day_of(double days) {
  using FloatDays = std::chrono::duration<double, std::ratio<86'400>>;
  constexpr core::Time kFirst{std::chrono::sys_days(std::chrono::year(2026) / 1 / 5)};
  return kFirst + std::chrono::duration_cast<core::Duration>(FloatDays(days));
}

inline core::Duration length_of(double days) { return day_of(days) - day_of(0); }

inline double in_days(core::Duration length) {
  return std::chrono::duration<double, std::ratio<86'400>>(length).count();
}

// A duration in days whose logarithm is normal.
inline double log_normal(std::mt19937_64& random, double median, double sigma) {
  return median * std::exp(std::normal_distribution<double>(0, sigma)(random));
}

}  // namespace baton::insight
