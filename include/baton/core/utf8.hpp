#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Text as code points (RFC 3629). Offsets and lengths are in bytes. Pure; any thread.
namespace baton::core::utf8 {

// The length, 1 to 4, of the well-formed sequence that begins at `at`. 0 if none does: at the end
// of the text, in the middle of a sequence, for a surrogate, and for a code point that is written
// with more bytes than it needs.
std::size_t sequence(std::string_view text, std::size_t at);

// The same, but 1 where no sequence begins: a byte that is not UTF-8 counts as one code point.
std::size_t width(std::string_view text, std::size_t at);

// The code point at `at`, which lies within the text; the value of the byte where no sequence
// begins.
std::uint32_t decode(std::string_view text, std::size_t at);

// The number of code points in the text, as width() counts them.
std::size_t count(std::string_view text);

// The offset at which code point number `point` begins, counted from 0; text.size() if there are
// fewer.
std::size_t offset(std::string_view text, std::size_t point);

// Appends the sequence of a code point, which is at most U+10FFFF.
void append(std::string& out, std::uint32_t point);

// True for a byte that continues a sequence, and does not begin one.
constexpr bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

}  // namespace baton::core::utf8

namespace baton::core {

// True if all bytes are well-formed UTF-8.
bool is_utf8(std::string_view bytes);

}  // namespace baton::core
