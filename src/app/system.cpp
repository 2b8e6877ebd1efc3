#include "app/system.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <sys/random.h>
#include <system_error>

namespace baton::app {

namespace {

core::Duration elapsed() {
  return std::chrono::duration_cast<core::Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

core::Time SystemClock::now() const { return std::chrono::time_point_cast<core::Duration>(std::chrono::system_clock::now()); }

core::Time SystemClock::steady() const {
  const auto wall = now();
  return steady_.at(wall, elapsed());
}

void SystemClock::go_on_from(core::Time steady) { steady_.at(steady, elapsed()); }

std::uint64_t SystemRandom::next() {
  // One block a thread, so that no caller waits for another.
  struct Block {
    std::array<std::uint64_t, 32> numbers{};
    std::size_t used = 32;
  };
  thread_local Block block;
  if (block.used == block.numbers.size()) {
    // 256 bytes: getrandom(2) is neither cut short nor interrupted up to this size.
    while (getrandom(block.numbers.data(), sizeof block.numbers, 0) != static_cast<ssize_t>(sizeof block.numbers)) {
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "getrandom");
    }
    block.used = 0;
  }
  return block.numbers[block.used++];
}

}  // namespace baton::app
