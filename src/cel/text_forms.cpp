#include "cel/text_forms.hpp"

#include "baton/core/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace baton::cel {
namespace {

// The letter that stands for a control character or quote behind a backslash; 0 if there is none.
char escape_of(char symbol) {
  switch (symbol) {
    case '\a': return 'a';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '\v': return 'v';
    case '"': return '"';
    case '\\': return '\\';
    default: return 0;
  }
}

std::string hex(unsigned char byte) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "\\x%02x", static_cast<unsigned>(byte));
  return text.data();
}

}  // namespace

std::string number_text(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  const auto size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e21);
  std::array<char, 64> text{};
  const auto form = plain ? std::chars_format::fixed : std::chars_format::scientific;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, form).ptr;
  return {text.data(), end};
}

std::string next_quoted(std::string_view text, std::size_t& at) {
  const auto width = core::utf8::width(text, at);
  if (width == 1) return next_quoted_byte(text, at);
  at += width;
  return std::string(text.substr(at - width, width));
}

std::string next_quoted_byte(std::string_view bytes, std::size_t& at) {
  const char symbol = bytes[at++];
  const auto byte = static_cast<unsigned char>(symbol);
  if (const char letter = escape_of(symbol); letter != 0) return {'\\', letter};
  return byte < 0x20 || byte >= 0x7F ? hex(byte) : std::string(1, symbol);
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) out += next_quoted(text, at);
  return out += '"';
}

}  // namespace baton::cel
