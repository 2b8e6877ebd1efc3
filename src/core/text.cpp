#include "baton/core/text.hpp"

#include "baton/core/json.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace baton::core {

namespace {

// Code points that a terminal or a reader takes for something other than a character of the text.
bool is_control(std::uint32_t point) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 7> kRanges{
      {{0x00, 0x1f},      // C0
       {0x7f, 0x9f},      // DEL and C1
       {0x61c, 0x61c},    // direction marks
       {0x200e, 0x200f},  // the same
       {0x2028, 0x202e},  // line separators, embeddings
       {0x2066, 0x2069},  // isolates
       {0xfeff, 0xfeff}}};
  return std::any_of(kRanges.begin(), kRanges.end(), [point](const auto& range) {
    return point >= range.first && point <= range.second;
  });
}

// The code point at the beginning of `text` and its length; length 0: no UTF-8.
std::pair<std::uint32_t, std::size_t> first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80U ? 1 : lead >= 0xf0U ? 4 : lead >= 0xe0U ? 3 : 2;
  if (text.size() < length || !is_utf8(text.substr(0, length))) return {0, 0};
  std::uint32_t point = length == 1 ? lead : lead & (0x7fU >> length);
  for (std::size_t at = 1; at < length; ++at)
    point = point << 6U | (static_cast<unsigned char>(text[at]) & 0x3fU);
  return {point, length};
}

// The length of the line break at the beginning, of whatever kind; 0: there is none.
std::size_t line_break(std::string_view text) {
  constexpr std::array<std::string_view, 8> kBreaks{
      "\r\n", "\n", "\r", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  const auto found = std::find_if(kBreaks.begin(), kBreaks.end(),
                                  [text](auto one) { return text.starts_with(one); });
  return found == kBreaks.end() ? 0 : found->size();
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) { return lower(letter); });
  return out;
}

bool same_no_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

std::string_view prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  const auto continues = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
  };
  constexpr std::size_t kTailMax =
      3;  // bytes of a character after its first; more of them is no UTF-8, and cut anywhere
  std::size_t end = bytes_max;
  for (std::size_t back = 0; back < kTailMax && end > 0 && continues(end); ++back) --end;
  return text.substr(0, continues(end) ? bytes_max : end);
}

std::string shortened(std::string_view text, std::size_t bytes_max) {
  std::string kept(prefix(text, bytes_max));
  if (kept.size() < text.size()) kept += "…";
  return kept;
}

std::string one_line(std::string_view text, std::size_t bytes_max) {
  const auto shown = prefix(text, bytes_max);
  std::string out;
  out.reserve(shown.size());
  for (std::size_t at = 0; at < shown.size();) {
    const auto [point, length] = first_character(shown.substr(at));
    if (length == 0)
      out += "\xef\xbf\xbd";
    else if (is_control(point))
      out += ' ';
    else
      out.append(shown.substr(at, length));
    at += std::max<std::size_t>(length, 1);
  }
  if (shown.size() < text.size()) out += "…";
  return out;
}

std::string escape_controls(std::string_view json) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(json.size());
  for (std::size_t at = 0; at < json.size();) {
    const auto [point, length] = first_character(json.substr(at));
    if (json[at] != '\n' && length > 0 && is_control(point)) {
      out += "\\u";
      for (const unsigned shift : {12U, 8U, 4U, 0U}) out += kHex[(point >> shift) & 0xfU];
    } else {
      out.append(json.substr(at, std::max<std::size_t>(length, 1)));
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out;
}

std::string set_off(std::string_view text) {
  std::string out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = line_break(text.substr(at));
    if (length > 0) {
      out += one_line(text.substr(begin, at - begin), text.size()) + "\n  > ";
      begin = at + length;
    }
    at += std::max<std::size_t>(length, 1);
  }
  return out + one_line(text.substr(begin), text.size());
}

}  // namespace baton::core
