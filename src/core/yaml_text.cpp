#include "baton/core/yaml_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace baton::core {

namespace {

struct Invisible {
  std::uint32_t first;
  std::uint32_t last;
  std::string_view name;
  bool blank;  // looks like a space
};

constexpr std::array<Invisible, 17> kInvisible{
    {{0x00a0, 0x00a0, "a no-break space", true},
     {0x00ad, 0x00ad, "a soft hyphen", false},
     {0x061c, 0x061c, "a mark of direction", false},
     {0x1680, 0x1680, "a space of another kind", true},
     {0x180e, 0x180e, "a separator without width", false},
     {0x2000, 0x200a, "a space of another kind", true},
     {0x200b, 0x200b, "a zero-width space", false},
     {0x200c, 0x200d, "a zero-width joiner", false},
     {0x200e, 0x200f, "a mark of direction", false},
     {0x2028, 0x2029, "a line separator", true},
     {0x202a, 0x202e, "a mark of direction", false},
     {0x202f, 0x202f, "a narrow no-break space", true},
     {0x205f, 0x205f, "a space of another kind", true},
     {0x2060, 0x2064, "a word joiner", false},
     {0x2066, 0x206f, "a mark of direction", false},
     {0x3000, 0x3000, "an ideographic space", true},
     {0xfeff, 0xfeff, "a byte order mark", false}}};

bool continues(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

// The code point of two or three bytes at `at`, which all of these are; 0: another one.
std::uint32_t point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t index) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[index]));
  };
  const std::size_t length = (byte(at) & 0xE0U) == 0xC0U ? 2 : (byte(at) & 0xF0U) == 0xE0U ? 3 : 0;
  if (length == 0 || at + length > text.size()) return 0;
  if (length == 2) return (byte(at) & 0x1FU) << 6U | (byte(at + 1) & 0x3FU);
  return (byte(at) & 0x0FU) << 12U | (byte(at + 1) & 0x3FU) << 6U | (byte(at + 2) & 0x3FU);
}

std::string code_of(std::uint32_t point) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string code = "U+";
  for (unsigned shift = 16; shift > 0;) {
    shift -= 4;
    code += kDigits[point >> shift & 0xFU];
  }
  return code;
}

}  // namespace

Position position_at(std::string_view text, std::size_t offset) {
  const auto before = text.substr(0, offset);
  const auto begin = before.rfind('\n') + 1;  // npos + 1 is 0
  const auto line = before.substr(begin);
  return {static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<std::size_t>(
              std::count_if(line.begin(), line.end(), [](char byte) { return !continues(byte); })) +
              1};
}

std::optional<YamlFault> open_quote(std::string_view text, std::size_t offset) {
  if (offset >= text.size() || (text[offset] != '"' && text[offset] != '\'')) return std::nullopt;
  const char quote = text[offset];
  for (auto at = offset + 1; at < text.size(); ++at) {
    const bool escaped = quote == '"' ? text[at] == '\\' : text.substr(at).starts_with("''");
    if (escaped)
      ++at;
    else if (text[at] == quote)
      return std::nullopt;
  }
  return YamlFault{"syntax/quote", "expected a closing quote",
                   "without it, all that follows is part of this value", offset};
}

std::string invisible_in(std::string_view text, std::size_t line) {
  std::size_t at = 0;
  for (std::size_t number = 1; number < line && at != std::string_view::npos; ++number) {
    at = text.find('\n', at);
    if (at != std::string_view::npos) ++at;
  }
  if (at == std::string_view::npos || line == 0) return {};
  const auto end = std::min(text.find('\n', at), text.size());
  for (; at < end && !text.substr(at).starts_with(" #"); ++at) {
    const auto point = at == 0 && text.starts_with("\xEF\xBB\xBF") ? 0 : point_at(text, at);
    const auto found = std::find_if(kInvisible.begin(), kInvisible.end(), [point](const auto& one) {
      return point >= one.first && point <= one.last;
    });
    if (found == kInvisible.end()) continue;
    const auto place = position_at(text, at);
    return "there is " + std::string(found->name) + " (" + code_of(point) + ") at " +
           std::to_string(place.line) + ':' + std::to_string(place.column) + ": " +
           (found->blank ? "write a plain space" : "remove it");
  }
  return {};
}

}  // namespace baton::core
