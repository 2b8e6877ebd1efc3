#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// Code points of UTF-8 text. Bytes that are no UTF-8 count as one code point each.
namespace baton::cel::utf8 {

// How many bytes the code point at `at` takes; at least 1.
inline std::size_t width(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xC2 ? 1
                           : lead < 0xE0 ? 2
                           : lead < 0xF0 ? 3
                           : lead < 0xF5 ? 4
                                         : 1;
  if (at + size > text.size()) return 1;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return 1;
  }
  return size;
}

inline std::size_t count(std::string_view text) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); at += width(text, at)) ++points;
  return points;
}

// Byte offset of code point number `point`; text.size() when there are fewer.
inline std::size_t offset(std::string_view text, std::size_t point) {
  std::size_t at = 0;
  while (point > 0 && at < text.size()) {
    at += width(text, at);
    --point;
  }
  return at;
}

inline std::uint32_t decode(std::string_view text, std::size_t at) {
  const auto size = width(text, at);
  const auto lead = static_cast<unsigned char>(text[at]);
  if (size == 1) return lead;
  std::uint32_t point = lead & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i)
    point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3Fu);
  return point;
}

inline void append(std::string& out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0 | (point >> 6));
  } else if (point < 0x10000) {
    put(0xE0 | (point >> 12));
    put(0x80 | ((point >> 6) & 0x3F));
  } else {
    put(0xF0 | (point >> 18));
    put(0x80 | ((point >> 12) & 0x3F));
    put(0x80 | ((point >> 6) & 0x3F));
  }
  put(0x80 | (point & 0x3F));
}

}  // namespace baton::cel::utf8
