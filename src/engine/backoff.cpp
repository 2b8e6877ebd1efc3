#include "engine/backoff.hpp"

#include <algorithm>
#include <cmath>

namespace baton::engine {

namespace {

// A number in [0, 1), evenly spread.
double share(std::uint64_t random) {
  return static_cast<double>(random >> 11U) / static_cast<double>(1ULL << 53U);
}

}  // namespace

core::Duration backoff(const core::Retry& retry, int attempt, std::uint64_t random) {
  const double grown =
      static_cast<double>(retry.initial.count()) * std::pow(retry.factor, std::max(0, attempt - 1));
  const double cap = std::min(grown, static_cast<double>(retry.max.count()));
  return core::Duration(static_cast<std::int64_t>(cap * share(random)));
}

core::Duration throttled(core::Duration said, core::Duration unsaid, std::uint64_t random) {
  // Longer than the window of any vendor's quota.
  constexpr core::Duration kSaidMax = std::chrono::hours(24);
  if (said <= core::Duration{}) return unsaid;
  const auto wait = std::min(said, kSaidMax);
  return wait + core::Duration(static_cast<std::int64_t>(static_cast<double>(wait.count()) * 0.1 *
                                                         share(random)));
}

}  // namespace baton::engine
