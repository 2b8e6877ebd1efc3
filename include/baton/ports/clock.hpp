#pragma once

#include "baton/core/time.hpp"

#include <cstdint>

namespace baton::ports {

// The only source of time. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual core::Time now() const = 0;
};

// The only source of chance. Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
};

}  // namespace baton::ports
