#pragma once

#include <cstdint>

// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood: "Fast Splittable Pseudorandom Number Generators",
// 2014): numbers that look random and are the same on every machine, which the standard library
// does not promise of its distributions and hashes. Not for secrets. Pure; any thread.
namespace baton::core {

// Spreads the bits of a number over all 64, so that each bit of the result depends on each bit of
// `bits`. Two numbers never become the same one.
constexpr std::uint64_t mix_bits(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30U)) * 0xBF58476D1CE4E5B9U;
  bits = (bits ^ (bits >> 27U)) * 0x94D049BB133111EBU;
  return bits ^ (bits >> 31U);
}

// The next number of the generator whose state this is. Any number is a state to begin with.
constexpr std::uint64_t split_mix(std::uint64_t& state) {
  state += 0x9E3779B97F4A7C15U;
  return mix_bits(state);
}

}  // namespace baton::core
