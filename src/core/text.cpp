#include "baton/core/text.hpp"

#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace baton::core {

namespace {

// True for the code points that a terminal or a reader does not take for characters of the text.
bool is_control(std::uint32_t point) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 7> kRanges{
      {{0x00, 0x1f},      // C0
       {0x7f, 0x9f},      // DEL and C1
       {0x61c, 0x61c},    // direction marks
       {0x200e, 0x200f},  // direction marks
       {0x2028, 0x202e},  // line separators, embeddings
       {0x2066, 0x2069},  // isolates
       {0xfeff, 0xfeff}}};
  return std::any_of(kRanges.begin(), kRanges.end(), [point](const auto& range) {
    return point >= range.first && point <= range.second;
  });
}

// True for the code points that nobody sees, beside those of is_control().
bool is_unseen(std::uint32_t point) {
  constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 9> kRanges{
      {{0xad, 0xad},          // the soft hyphen
       {0x34f, 0x34f},        // the grapheme joiner
       {0x115f, 0x1160},      // fillers of Hangul
       {0x180b, 0x180f},      // selectors of Mongolian
       {0x200b, 0x200d},      // the space without a width, joiners
       {0x2060, 0x2065},      // joiners of words and of formulas
       {0x3164, 0x3164},      // a filler of Hangul
       {0xfe00, 0xfe0f},      // selectors of a variation
       {0xe0000, 0xe0fff}}};  // tags, and more selectors
  return std::any_of(kRanges.begin(), kRanges.end(), [point](const auto& range) {
    return point >= range.first && point <= range.second;
  });
}

// The code point at the beginning of `text` and its length in bytes, which is 0 if it is not UTF-8.
std::pair<std::uint32_t, std::size_t> first_character(std::string_view text) {
  return {utf8::decode(text, 0), utf8::sequence(text, 0)};
}

// The length of a line break of any kind at the beginning of `text`; 0 if there is none.
std::size_t line_break(std::string_view text) {
  constexpr std::array<std::string_view, 8> kBreaks{
      "\r\n", "\n", "\r", "\v", "\f", "\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"};
  const auto found = std::find_if(kBreaks.begin(), kBreaks.end(),
                                  [text](auto one) { return text.starts_with(one); });
  return found == kBreaks.end() ? 0 : found->size();
}

}  // namespace

std::string_view trim(std::string_view text, std::string_view what) {
  const auto first = text.find_first_not_of(what);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(what) - first + 1);
}

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char letter) { return lower(letter); });
  return out;
}

bool same_no_case(std::string_view left, std::string_view right) {
  return left.size() == right.size() && starts_no_case(left, right);
}

bool starts_no_case(std::string_view text, std::string_view beginning) {
  return text.size() >= beginning.size() &&
         std::equal(beginning.begin(), beginning.end(), text.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char letter) {
    return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
  });
}

bool is_email_address(std::string_view text) {
  constexpr std::size_t kBytesMax = 320;
  constexpr auto kNone = std::string_view::npos;
  const auto at = text.find('@');
  if (text.size() > kBytesMax || at == kNone || at == 0 || has_control(text) ||
      text.find_first_of(" <>,;\"") != kNone)
    return false;
  const auto domain = text.substr(at + 1);
  return domain.find('@') == kNone && domain.find('.') != kNone && !domain.starts_with('.') &&
         !domain.ends_with('.') && domain.find("..") == kNone;
}

bool reads_as_written(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto [point, length] = first_character(text.substr(at));
    if (length == 0 || is_control(point) || is_unseen(point)) return false;
    at += length;
  }
  return true;
}

std::string_view take_part(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string_view prefix(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  // A character has at most three bytes after its first. A text with more in a row is not UTF-8,
  // and is cut anywhere.
  constexpr std::size_t kTailMax = 3;
  std::size_t end = bytes_max;
  for (std::size_t back = 0; back < kTailMax && end > 0 && utf8::continues(text[end]); ++back)
    --end;
  return text.substr(0, utf8::continues(text[end]) ? bytes_max : end);
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
