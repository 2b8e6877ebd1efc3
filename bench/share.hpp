#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <unistd.h>

// What the sink saw, in a file that both programs map: the generator joins arrivals with what it
// sent without a word between the two processes.
namespace bench {

// Events are numbered from here, so that every number has ten digits and every message the same
// length.
inline constexpr std::int64_t kFirst = 1'000'000'000;
inline constexpr std::size_t kEventsMax = 8'000'000;

inline std::int64_t now_ns() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

struct Arrival {
  std::atomic<std::int64_t> first;  // of the action at /a, CLOCK_MONOTONIC nanoseconds; 0: not yet
  std::atomic<std::int64_t> last;   // of the action at /d
};

struct Share {
  std::atomic<std::uint64_t> actions;    // requests answered
  std::atomic<std::uint64_t> completed;  // events whose /d came, counted once each
  std::atomic<std::uint64_t> repeated;   // /a or /d came again for the same event
  std::atomic<std::uint64_t> unknown;    // requests without a number
  Arrival at[kEventsMax];

  // nullptr when the number is out of range.
  Arrival* find(std::int64_t n) {
    const auto index = n - kFirst;
    return index >= 0 && index < static_cast<std::int64_t>(kEventsMax) ? &at[index] : nullptr;
  }
};

// Maps `path`, making it of full (sparse) size first if need be.
inline Share& map_share(const std::string& path) {
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof(Share)) != 0)
    throw std::runtime_error("cannot make " + path);
  void* memory = mmap(nullptr, sizeof(Share), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (memory == MAP_FAILED) throw std::runtime_error("cannot map " + path);
  return *static_cast<Share*>(memory);
}

}  // namespace bench
