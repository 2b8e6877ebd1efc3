#pragma once

#include <cstdint>
#include <string_view>

// Letters of the Latin, Greek and Cyrillic alphabets, as code points. Their case is that of
// Unicode's simple case mappings, whatever the locale. Pure; any thread.
namespace baton::core {

// The small letter of a capital letter; every other code point stays the same.
std::uint32_t small_letter(std::uint32_t point);
// The capital letter of a small letter; every other code point stays the same.
std::uint32_t capital_letter(std::uint32_t point);
// How a small letter of the Latin alphabet is written in ASCII: "e" for "é", "ss" for "ß". Empty
// for a code point that is no such letter.
std::string_view ascii_letters(std::uint32_t point);
// True for an accent that is a code point of its own and belongs to the letter before it.
constexpr bool is_accent(std::uint32_t point) { return point >= 0x300 && point <= 0x36F; }

}  // namespace baton::core
