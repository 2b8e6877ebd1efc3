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

namespace {

// The machine has been up for a little while when a process begins on it.
constexpr core::Duration kUpBefore = std::chrono::seconds(20);

}  // namespace

SimTime::SimTime() : clock_(simulate::VirtualClock::kBegins, kUpBefore) {
  steady_now = std::chrono::hours(1);
}

core::Time SimTime::now() const {
  advance(per_look);
  return clock_.now();
}

core::Time SimTime::steady() const {
  advance(per_look);
  if (steady_is == Steady::wall) return clock_.now();
  if (steady_is == Steady::furthest_wall) return std::max(clock_.steady(), furthest_wall_);
  return clock_.steady();
}

core::Time SimTime::go_on_from(std::string_view kept) {
  return clock_.go_on_from(steady_is == Steady::anew_each_process ? "" : kept);
}

core::Duration SimTime::elapsed() { return std::chrono::duration_cast<core::Duration>(steady_now); }

void SimTime::advance(core::Duration by) const {
  clock_.advance(by);
  steady_now += by;
}

void SimTime::jump(core::Duration by) {
  clock_.set(clock_.now() + by);
  furthest_wall_ = std::max(furthest_wall_, clock_.now());
}

void SimTime::begin(bool machine) {
  if (machine)
    clock_.begin_machine(kUpBefore);
  else
    clock_.begin_process();
}

}  // namespace baton::sim
