#include "app/system.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <sys/random.h>
#include <system_error>

namespace baton::app {

namespace {

core::Time wall() {
  return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now());
}

core::Duration since_start() {
  timespec time{};
  if (clock_gettime(CLOCK_BOOTTIME, &time) != 0)
    throw std::system_error(errno, std::generic_category(), "CLOCK_BOOTTIME");
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::duration_cast<core::Duration>(std::chrono::nanoseconds(time.tv_nsec));
}

ports::SteadyTime::Reading reading() { return {wall(), since_start()}; }

// The id of this start of the machine; empty when the kernel does not tell it.
std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(file, id);
  return id;
}

}  // namespace

SystemClock::SystemClock() : steady_(boot_id(), reading()) {}

core::Time SystemClock::now() const { return wall(); }

core::Time SystemClock::steady() const { return steady_.at(since_start()); }

ports::Clock::Watched SystemClock::watch() { return steady_.watch(reading()); }

std::string SystemClock::kept() const { return steady_.kept(since_start()); }

core::Time SystemClock::go_on_from(std::string_view kept) {
  return steady_.go_on_from(kept, reading());
}

std::uint64_t SystemRandom::next() {
  // Each thread has its own block, so that no caller waits for another.
  struct Block {
    std::array<std::uint64_t, 32> numbers{};
    std::size_t used = 32;
  };
  thread_local Block block;
  if (block.used == block.numbers.size()) {
    // Up to 256 bytes, getrandom(2) is neither cut short nor interrupted.
    while (getrandom(block.numbers.data(), sizeof block.numbers, 0) !=
           static_cast<ssize_t>(sizeof block.numbers)) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    block.used = 0;
  }
  return block.numbers[block.used++];
}

}  // namespace baton::app
