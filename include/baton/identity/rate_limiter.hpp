#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace baton::identity {

// Slows down whoever tries too often: each key, such as a user's name or an address, may be tried
// `burst` times at once, and one more time after each `every`. It remembers at most `keys_max`
// keys, so its memory is bounded whatever is tried. When there is no room it forgets the one that
// would be free again first, so that a key that was tried often is not pushed out by many that were
// tried once. One thread. Times are steady.
class RateLimiter {
 public:
  // What a key may.
  struct Limits {
    // Tries at once; at least 1.
    std::size_t burst = 5;
    // After how long one more is free.
    core::Duration every = std::chrono::seconds(30);
    // Keys that are remembered.
    std::size_t keys_max = 10'000;
  };

  // One that has seen no try yet.
  explicit RateLimiter(Limits limits) : limits_(limits) {}

  // How long the key has to wait before its next try; zero when it may try now.
  core::Duration wait(std::string_view key, core::Time now) const;
  // Counts a try, before its outcome is known: many at once are then no way around the limit.
  void count(std::string_view key, core::Time now);
  // Takes the last try back, because it was a good one.
  void forgive(std::string_view key);

  // How many keys it remembers.
  std::size_t keys() const { return tried_.size(); }

 private:
  // The keys, by when all of their tries will be forgotten. Each try moves that by `every`.
  using Tried = std::multimap<core::Time, std::string>;

  void move_to(Tried::iterator& place, core::Time clear_at);
  void forget_first();

  Limits limits_;
  Tried tried_{};
  std::unordered_map<std::string_view, Tried::iterator> found_{};  // by the keys in `tried_`
};

}  // namespace baton::identity
