#pragma once

#include "connectors/manifest.hpp"

#include <chrono>
#include <optional>

namespace baton::connectors {

// The requests of one connection under its own rate: a bucket of `burst` tokens that fills at
// `rate` a second. One thread.
class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimit(const LimitSpec& limits) : limits_(limits) {}

  // How long the next request has to wait; nullopt: it goes at once, and has taken its token.
  std::optional<std::chrono::milliseconds> wait(Time now);
  // Takes the token of a request that waits for it: whoever comes next waits behind.
  void take_ahead() { tokens_ -= 1; }

 private:
  const LimitSpec& limits_;
  double tokens_ = 0;
  std::optional<Time> filled_at_{};
};

}  // namespace baton::connectors
