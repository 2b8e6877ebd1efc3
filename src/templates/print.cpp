#include "baton/core/utf8.hpp"
#include "baton/formats/source.hpp"
#include "baton/templates/load.hpp"

#include <algorithm>
#include <cctype>

namespace baton::templates {

namespace {

// The line with a "?" in place of every byte that a terminal might obey: ASCII control characters
// except the tab, the control characters U+0080 to U+009F, and, when the line is not UTF-8, every
// byte from 0x80 on, because alone it may be one of those.
std::string harmless(std::string_view line) {
  std::string text(line);
  const bool is_text = core::is_utf8(line);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const bool high = is_text && byte == 0xC2 && static_cast<unsigned char>(text[at + 1]) < 0xA0;
    if (high) text[at + 1] = '?';
    if (high || (byte < 0x20 && byte != '\t') || byte == 0x7F || (byte >= 0x80 && !is_text))
      text[at] = '?';
  }
  return text;
}

// The bytes of the line before the given column of code points.
std::size_t bytes_before(std::string_view line, std::size_t column) {
  std::size_t at = 0;
  for (std::size_t points = 0; at < line.size(); ++at)
    if (!core::utf8::continues(line[at]) && ++points >= column) break;
  return at;
}

// The part of a long line around the byte `at`, with "…" where something was cut off. `at` is moved
// so that it points to the same place in the returned text.
std::string window(std::string_view line, std::size_t& at) {
  constexpr std::size_t kBytesBefore = 60;
  constexpr std::size_t kBytesMax = 200;
  constexpr std::size_t kTailMax = 3;  // a character of UTF-8 has at most so many further bytes
  std::size_t begin = at > kBytesMax / 2 ? at - kBytesBefore : 0;
  for (std::size_t back = 0; back < kTailMax && begin > 0 && core::utf8::continues(line[begin]);
       ++back)
    --begin;
  std::size_t end = std::min(line.size(), begin + kBytesMax);
  while (end > at && end < line.size() && core::utf8::continues(line[end])) --end;
  std::string text = begin > 0 ? "…" : "";
  at = at - begin + text.size();
  text += line.substr(begin, end - begin);
  at = std::min(at, text.size());
  if (end < line.size()) text += "…";
  return text;
}

// How many characters to underline when the finding does not say: the word that begins there.
std::size_t word_length(std::string_view rest) {
  std::size_t length = 0;
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  };
  while (length < rest.size() && is_word(rest[length])) ++length;
  return std::max<std::size_t>(1, formats::code_points(rest.substr(0, length)));
}

std::string excerpt(std::string_view line, core::Position at, std::size_t length) {
  const auto number = std::to_string(at.line);
  const auto margin = std::string(number.size() + 2, ' ');
  auto place = bytes_before(line, at.column);
  const auto shown = window(line, place);
  std::string padding;
  for (const char c : std::string_view(shown).substr(0, place)) {
    if (!core::utf8::continues(c)) padding += c == '\t' ? '\t' : ' ';
  }
  const auto rest = std::string_view(shown).substr(place);
  const auto carets =
      std::string(length > 0 ? std::clamp<std::size_t>(formats::code_points(rest), 1, length)
                             : word_length(rest),
                  '^');
  return margin + " |\n  " + number + " | " + harmless(shown) + '\n' + margin + " | " + padding +
         carets + '\n';
}

}  // namespace

std::string print(const core::Finding& finding, std::string_view yaml) {
  std::string text = finding.severity == core::Finding::Severity::error ? "error: " : "warning: ";
  text += harmless(finding.message);
  if (!finding.rule.empty()) text += " [" + finding.rule + ']';
  text += "\n  --> " + finding.file;
  if (finding.at.line > 0) {
    text += ':' + std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column);
    text += '\n' + excerpt(formats::Source(yaml).line(finding.at.line), finding.at, finding.length);
  } else {
    text += '\n';
  }
  if (!finding.hint.empty()) text += "  help: " + harmless(finding.hint) + '\n';
  return text;
}

}  // namespace baton::templates
