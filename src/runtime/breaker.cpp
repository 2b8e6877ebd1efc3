#include "runtime/breaker.hpp"

#include <algorithm>
#include <utility>

namespace baton::runtime {

namespace {

// How long the breaker is open: this at first, and twice as long each time that a try fails.
constexpr core::Duration kOpenFirst = std::chrono::seconds(5);
constexpr core::Duration kOpenMax = std::chrono::minutes(2);

}  // namespace

bool Breaker::answered() {
  failures_ = 0;
  waits_ = {};
  return std::exchange(open_, false);
}

bool Breaker::failed(core::Time begun, core::Time now) {
  // What was sent before the breaker opened says nothing new.
  if (open_ && begun <= opened_at_) return false;
  ++failures_;
  if (failures_ < kFailures) return false;
  waits_ = std::clamp(waits_ * 2, kOpenFirst, kOpenMax);
  open_ = true;
  opened_at_ = now;
  tries_at_ = now + waits_;
  return true;
}

}  // namespace baton::runtime
