#include "sim/sim_time.hpp"

#include <cerrno>
#include <chrono>

namespace {

std::chrono::nanoseconds steady_now{};

}  // namespace

// The definitions below take the place of the machine's in this one program, so that the product's own dispatcher, timers and
// runtime run unchanged under a clock that the simulation moves.
std::chrono::steady_clock::time_point std::chrono::_V2::steady_clock::now() noexcept { return time_point(steady_now); }

// Without timer descriptors (as on kernels that have none) Asio looks at its timers whenever it is polled.
extern "C" int timerfd_create(int /*clock*/, int /*flags*/) noexcept {
  errno = ENOSYS;
  return -1;
}

namespace baton::sim {

SimTime::SimTime() : wall_(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + std::chrono::hours(10)) {
  steady_now = std::chrono::hours(1);
  begin();
}

core::Time SimTime::now() const {
  advance(per_look);
  return wall_;
}

core::Time SimTime::steady() const {
  advance(per_look);
  return wall_only ? wall_ : peek_steady();
}

core::Time SimTime::peek_steady() const { return steady_->at(wall_, elapsed()); }

core::Duration SimTime::elapsed() { return std::chrono::duration_cast<core::Duration>(steady_now); }

void SimTime::advance(core::Duration by) const {
  wall_ += by;
  steady_now += by;
}

}  // namespace baton::sim
