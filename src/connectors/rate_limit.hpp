#pragma once

#include "connectors/manifest.hpp"

#include <chrono>
#include <optional>

namespace baton::connectors {

// Keeps the requests of one connection under its own rate. It is a bucket that holds `burst` tokens
// and gets `rate` tokens a second; each request takes one. One thread.
class RateLimit {
 public:
  // A point in time of the clock that timers use.
  using Time = std::chrono::steady_clock::time_point;

  // Begins with a full bucket. The limits outlive it.
  explicit RateLimit(const LimitSpec& limits) : limits_(limits) {}

  // Takes a token for the next request and returns nullopt, or returns how long the request has to
  // wait for one.
  std::optional<std::chrono::milliseconds> wait(Time now);
  // Takes the token of a request that waits, so that later requests wait behind it.
  void take_ahead() { tokens_ -= 1; }

 private:
  const LimitSpec& limits_;
  double tokens_ = 0;
  std::optional<Time> filled_at_{};
};

}  // namespace baton::connectors
