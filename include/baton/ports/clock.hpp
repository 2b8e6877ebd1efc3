#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>

namespace baton::ports {

// The only source of time. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  // What hangs on the wall, for times that people and other systems name. It may be set, forward and back.
  virtual core::Time now() const = 0;
  // For all that takes its time: never goes back, goes on as real time does, and is never behind now().
  virtual core::Time steady() const { return now(); }
  // An earlier process had come to this steady time: the steady time of this one is no earlier.
  virtual void go_on_from(core::Time /*steady*/) {}
};

// Makes a steady() of two readings.
class SteadyTime {
 public:
  // `elapsed`: read after `wall`, from a clock that nobody sets. A pause between the two then never looks like a jump forward.
  core::Time at(core::Time wall, core::Duration elapsed) {
    const auto ahead = (wall.time_since_epoch() - elapsed).count();
    auto known = ahead_.load();
    while (known < ahead && !ahead_.compare_exchange_weak(known, ahead)) continue;
    return core::Time(core::Duration(std::max(known, ahead)) + elapsed);
  }

 private:
  std::atomic<std::int64_t> ahead_{std::numeric_limits<std::int64_t>::min()};  // of the wall clock, at its furthest
};

// The only source of chance. Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
};

}  // namespace baton::ports
