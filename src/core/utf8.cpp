#include "baton/core/utf8.hpp"

#include <algorithm>
#include <cstring>

namespace baton::core {

namespace utf8 {

// RFC 3629 section 4.
std::size_t sequence(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) -> unsigned {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  const auto tail = [&](std::size_t offset) { return (byte(offset) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return at < text.size() ? 1 : 0;
  if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_high = lead == 0xF4 && byte(1) > 0x8F;
    return tail(1) && tail(2) && tail(3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

std::size_t width(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, sequence(text, at));
}

std::uint32_t decode(std::string_view text, std::size_t at) {
  const auto size = width(text, at);
  const auto lead = static_cast<unsigned char>(text[at]);
  if (size == 1) return lead;
  std::uint32_t point = lead & (0x7FU >> size);
  for (std::size_t index = 1; index < size; ++index)
    point = (point << 6U) | (static_cast<unsigned char>(text[at + index]) & 0x3FU);
  return point;
}

std::size_t count(std::string_view text) {
  std::size_t points = 0;
  for (std::size_t at = 0; at < text.size(); at += width(text, at)) ++points;
  return points;
}

std::size_t offset(std::string_view text, std::size_t point) {
  std::size_t at = 0;
  for (; point > 0 && at < text.size(); --point) at += width(text, at);
  return at;
}

void append(std::string& out, std::uint32_t point) {
  const auto put = [&out](std::uint32_t byte) { out += static_cast<char>(byte & 0xFFU); };
  const auto tail = [&](unsigned shift) { put(0x80U | (point >> shift & 0x3FU)); };
  if (point < 0x80) return put(point);
  if (point < 0x800) {
    put(0xC0U | point >> 6U);
  } else if (point < 0x10000) {
    put(0xE0U | point >> 12U);
    tail(6);
  } else {
    put(0xF0U | point >> 18U);
    tail(12);
    tail(6);
  }
  tail(0);
}

}  // namespace utf8

namespace {

// Goes on from `at` over whole words of eight bytes that are all ASCII, as most text is.
std::size_t skip_ascii(std::string_view bytes, std::size_t at) {
  constexpr std::uint64_t kTops = 0x8080808080808080U;
  for (std::uint64_t word = 0; bytes.size() - at >= sizeof(word); at += sizeof(word)) {
    std::memcpy(&word, bytes.data() + at, sizeof(word));
    if ((word & kTops) != 0) break;
  }
  return at;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  for (auto at = skip_ascii(bytes, 0); at < bytes.size();) {
    const auto length = utf8::sequence(bytes, at);
    if (length == 0) return false;
    at += length;
    if (length > 1) at = skip_ascii(bytes, at);
  }
  return true;
}

}  // namespace baton::core
