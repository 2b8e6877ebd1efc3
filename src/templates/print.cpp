#include "baton/templates/load.hpp"
#include "templates/source.hpp"

#include <algorithm>
#include <cctype>

namespace baton::templates {

namespace {

// What a terminal would obey is shown as a mark instead.
std::string harmless(std::string_view line) {
  std::string text(line);
  for (auto& c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7F) c = '?';
  }
  return text;
}

// The bytes of the line before the given column of code points.
std::size_t bytes_before(std::string_view line, std::size_t column) {
  std::size_t at = 0;
  while (at < line.size() && code_points(line.substr(0, at + 1)) < column) ++at;
  return at;
}

// How much to underline: the word that begins there.
std::size_t word_length(std::string_view rest) {
  std::size_t length = 0;
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
  };
  while (length < rest.size() && is_word(rest[length])) ++length;
  return std::max<std::size_t>(1, code_points(rest.substr(0, length)));
}

std::string excerpt(std::string_view line, core::Position at) {
  const auto number = std::to_string(at.line);
  const auto margin = std::string(number.size() + 2, ' ');
  const auto before = line.substr(0, bytes_before(line, at.column));
  std::string padding;
  for (const char c : before) {
    if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) padding += c == '\t' ? '\t' : ' ';
  }
  const auto carets = std::string(word_length(line.substr(before.size())), '^');
  return margin + " |\n  " + number + " | " + harmless(line) + '\n' + margin + " | " + padding + carets + '\n';
}

}  // namespace

std::string print(const core::Finding& finding, std::string_view yaml) {
  std::string text = finding.severity == core::Finding::Severity::error ? "error: " : "warning: ";
  text += harmless(finding.message);
  if (!finding.rule.empty()) text += " [" + finding.rule + ']';
  text += "\n  --> " + finding.file;
  if (finding.at.line > 0) {
    text += ':' + std::to_string(finding.at.line) + ':' + std::to_string(finding.at.column);
    text += '\n' + excerpt(Source(yaml).line(finding.at.line), finding.at);
  } else {
    text += '\n';
  }
  if (!finding.hint.empty()) text += "  help: " + harmless(finding.hint) + '\n';
  return text;
}

}  // namespace baton::templates
