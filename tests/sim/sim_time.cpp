#include "sim/sim_time.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

namespace {

std::chrono::nanoseconds steady_now{};

}  // namespace

// The definitions below take the place of the machine's in this one program, so that the product's
// own dispatcher, timers and runtime run unchanged under a clock that the simulation moves.
std::chrono::steady_clock::time_point std::chrono::_V2::steady_clock::now() noexcept {
  return time_point(steady_now);
}

// Without timer descriptors (as on kernels that have none) Asio looks at its timers whenever it is
// polled.
extern "C" int timerfd_create(int /*clock*/, int /*flags*/) noexcept {
  errno = ENOSYS;
  return -1;
}

namespace baton::sim {

SimTime::SimTime()
    : wall_(std::chrono::sys_days(std::chrono::year(2026) / 5 / 4) + std::chrono::hours(10)) {
  steady_now = std::chrono::hours(1);
  begin(true);
}

core::Time SimTime::now() const {
  advance(per_look);
  return wall_;
}

core::Time SimTime::steady() const {
  advance(per_look);
  if (steady_is == Steady::wall) return wall_;
  if (steady_is == Steady::furthest_wall) return std::max(peek_steady(), furthest_wall_);
  return peek_steady();
}

core::Time SimTime::go_on_from(std::string_view kept) {
  return steady_->go_on_from(steady_is == Steady::anew_each_process ? "" : kept, reading());
}

core::Duration SimTime::elapsed() { return std::chrono::duration_cast<core::Duration>(steady_now); }

core::Duration SimTime::since_start() const {
  return std::chrono::duration_cast<core::Duration>(steady_now) - started_;
}

void SimTime::advance(core::Duration by) const {
  wall_ += by;
  steady_now += by;
}

void SimTime::jump(core::Duration by) {
  wall_ += by;
  furthest_wall_ = std::max(furthest_wall_, wall_);
}

void SimTime::begin(bool machine) {
  if (machine) {
    ++starts_;
    started_ = std::chrono::duration_cast<core::Duration>(steady_now) - std::chrono::seconds(20);
  }
  steady_.emplace("start " + std::to_string(starts_), reading());
}

}  // namespace baton::sim
