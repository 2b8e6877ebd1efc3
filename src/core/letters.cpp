#include "baton/core/letters.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::core {
namespace {

// Capital letters. With a shift of 0, every second code point from `first` on is a capital letter
// and the one behind it is its small letter; with any other, the small letter of each lies so far
// behind it.
struct Capitals {
  std::uint32_t first;
  std::uint32_t last;
  std::int32_t shift;
};

constexpr std::array<Capitals, 29> kCapitals{{
    {0x41, 0x5A, 32},     {0xC0, 0xD6, 32},   {0xD8, 0xDE, 32},    {0x100, 0x12E, 0},
    {0x132, 0x136, 0},    {0x139, 0x147, 0},  {0x14A, 0x176, 0},   {0x178, 0x178, -121},
    {0x179, 0x17D, 0},    {0x1CD, 0x1DB, 0},  {0x1DE, 0x1EE, 0},   {0x1F8, 0x21E, 0},
    {0x222, 0x232, 0},    {0x386, 0x386, 38}, {0x388, 0x38A, 37},  {0x38C, 0x38C, 64},
    {0x38E, 0x38F, 63},   {0x391, 0x3A1, 32}, {0x3A3, 0x3AB, 32},  {0x400, 0x40F, 80},
    {0x410, 0x42F, 32},   {0x460, 0x480, 0},  {0x48A, 0x4BE, 0},   {0x4C0, 0x4C0, 15},
    {0x4C1, 0x4CD, 0},    {0x4D0, 0x52E, 0},  {0x1E00, 0x1E94, 0}, {0x1EA0, 0x1EFE, 0},
    {0xFF21, 0xFF3A, 32},
}};

using Pair = std::pair<std::uint32_t, std::uint32_t>;
// Capital letters, and small ones, whose mapping leads one way only.
constexpr std::array<Pair, 2> kSmall{{{0x130, 'i'}, {0x1E9E, 0xDF}}};
constexpr std::array<Pair, 3> kCapital{{{0x131, 'I'}, {0x17F, 'S'}, {0x3C2, 0x3A3}}};

template <std::size_t kSize>
std::uint32_t mapped(const std::array<Pair, kSize>& pairs, std::uint32_t point) {
  const auto* found = std::find_if(pairs.begin(), pairs.end(),
                                   [point](const Pair& pair) { return pair.first == point; });
  return found == pairs.end() ? point : found->second;
}

std::uint32_t shifted(std::uint32_t point, std::int32_t shift) {
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(point) + shift);
}

// The base letters of U+00E0 to U+00FF and of U+0100 to U+017F; '*' for a letter that is written
// with two, '-' for what is none.
constexpr std::string_view kLatin1 = "aaaaaa*ceeeeiiiidnooooo-ouuuuy*y";
constexpr std::string_view kLatinExtended =
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkkllllllllll"
    "nnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kLatin1.size() == 32 && kLatinExtended.size() == 128);

// Letters that the two above do not have.
struct Written {
  std::uint32_t first;
  std::uint32_t last;
  std::string_view ascii;
};
constexpr std::array<Written, 13> kWritten{{{0xDF, 0xDF, "ss"},
                                            {0xE6, 0xE6, "ae"},
                                            {0xFE, 0xFE, "th"},
                                            {0x133, 0x133, "ij"},
                                            {0x153, 0x153, "oe"},
                                            {0x219, 0x219, "s"},
                                            {0x21B, 0x21B, "t"},
                                            {0x1EA0, 0x1EB7, "a"},
                                            {0x1EB8, 0x1EC7, "e"},
                                            {0x1EC8, 0x1ECB, "i"},
                                            {0x1ECC, 0x1EE3, "o"},
                                            {0x1EE4, 0x1EF1, "u"},
                                            {0x1EF2, 0x1EF9, "y"}}};

}  // namespace

std::uint32_t small_letter(std::uint32_t point) {
  for (const auto& [first, last, shift] : kCapitals) {
    if (point < first || point > last) continue;
    if (shift != 0) return shifted(point, shift);
    return (point - first) % 2 == 0 ? point + 1 : point;
  }
  return mapped(kSmall, point);
}

std::uint32_t capital_letter(std::uint32_t point) {
  for (const auto& [first, last, shift] : kCapitals) {
    const auto capital = shifted(point, shift == 0 ? -1 : -shift);
    if (capital < first || capital > last) continue;
    if (shift != 0 || (capital - first) % 2 == 0) return capital;
  }
  return mapped(kCapital, point);
}

std::string_view ascii_letters(std::uint32_t point) {
  for (const auto& [first, last, ascii] : kWritten)
    if (point >= first && point <= last) return ascii;
  if (point >= 0xE0 && point <= 0xFF && point != 0xF7) return kLatin1.substr(point - 0xE0, 1);
  return point >= 0x100 && point <= 0x17F ? kLatinExtended.substr(point - 0x100, 1)
                                          : std::string_view();
}

}  // namespace baton::core
