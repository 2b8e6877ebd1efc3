#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace baton::store {

// The checksum of a text, by which damage of a stored text is found. Any change of one byte changes
// it; it is no protection against forgery. It is stored beside the text, so it must never be
// computed in another way. It takes eight bytes at a time, little-endian, and mixes them as FNV-1a
// does (http://www.isthe.com/chongo/tech/comp/fnv), with a shift so that high bits reach low ones.
inline std::int64_t checksum(std::string_view text) {
  constexpr std::uint64_t kPrime = 0x100000001b3;
  std::uint64_t sum = 0xcbf29ce484222325 ^ text.size();
  const auto mix = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * kPrime;
    sum ^= sum >> 32U;
  };
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof(word));
    mix(word);
    text.remove_prefix(sizeof(word));
  }
  std::uint64_t tail = 0;
  if (!text.empty()) std::memcpy(&tail, text.data(), text.size());
  mix(tail);
  return static_cast<std::int64_t>(sum);
}

}  // namespace baton::store
