#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Text as code points (RFC 3629). Pure; any thread.
namespace baton::core::utf8 {

// The bytes of the well-formed sequence that begins at `at`; 0 when none does, which holds for
// surrogates and for what is written longer than need be.
std::size_t sequence(std::string_view text, std::size_t at);
// The same, but 1 where none begins: a byte that is no UTF-8 counts as a code point.
std::size_t width(std::string_view text, std::size_t at);
// The code point at `at`; the byte itself where no sequence begins.
std::uint32_t decode(std::string_view text, std::size_t at);
// How many code points the text has, and where number `point` of them begins, counted from 0;
// text.size() when there are fewer.
std::size_t count(std::string_view text);
std::size_t offset(std::string_view text, std::size_t point);
// Appends the sequence of a code point up to U+10FFFF.
void append(std::string& out, std::uint32_t point);
// Whether this byte continues a sequence that began before it.
constexpr bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace baton::core::utf8

namespace baton::core {

// Whether all bytes are well-formed UTF-8.
bool is_utf8(std::string_view bytes);

}  // namespace baton::core
