#pragma once

#include "baton/core/split_mix.hpp"
#include "baton/ports/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace baton::sim {

// All chance of one world, from its seed.
class Chance final : public ports::Random {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed * 0xD1342543DE82EF95U + 0x2545F4914F6CDD1DU) {}

  std::uint64_t next() override { return core::split_mix(state_); }
  int between(int low, int high) {  // both included
    return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool percent(int likely) { return between(0, 99) < likely; }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(between(0, static_cast<int>(from.size()) - 1))];
  }

 private:
  std::uint64_t state_;
};

// What happened in a world, line by line, and its hash: the same seed gives the same history, byte
// for byte.
class History {
 public:
  explicit History(bool aloud) : aloud_(aloud) {}
  void note(std::string line);
  std::uint64_t hash() const { return hash_; }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  bool aloud_;
  std::uint64_t hash_ = 0xCBF29CE484222325U;  // FNV-1a
  std::vector<std::string> lines_;
};

}  // namespace baton::sim
