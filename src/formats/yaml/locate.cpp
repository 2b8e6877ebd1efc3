#include "baton/formats/yaml.hpp"
#include "formats/yaml/strict.hpp"

namespace baton::formats::yaml {

namespace {

std::size_t code_point_bytes(char lead) {
  const auto byte = static_cast<unsigned char>(lead);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

// The number of bytes with which one decoded character is written: an escape such as `\x41`,
// `\u0041`, `\U00000041` or `\n` in double quotes, `''` in single quotes, or the character itself.
std::size_t written_bytes(const Source& source, std::size_t at, Node::Style style) {
  const char c = source.at(at);
  if (style == Node::Style::single_quoted && c == '\'') return 2;
  if (style == Node::Style::double_quoted && c == '\\') {
    switch (source.at(at + 1)) {
      case 'x': return 4;
      case 'u': return 6;
      case 'U': return 10;
      default: return 1 + code_point_bytes(source.at(at + 1));
    }
  }
  return code_point_bytes(c);
}

core::Position on_one_line(const Source& source, const Node& scalar, core::Position inside) {
  const bool quoted =
      scalar.style == Node::Style::single_quoted || scalar.style == Node::Style::double_quoted;
  auto at = scalar.offset + (quoted ? 1 : 0);
  if (inside.line != 1) return source.position(scalar.offset);
  for (std::size_t column = 1; column < inside.column && at < source.text().size(); ++column) {
    at += written_bytes(source, at, scalar.style);
  }
  const auto found = source.position(at);
  // In a scalar over several lines, line breaks are folded and cannot be counted.
  return found.line == scalar.at.line ? found : scalar.at;
}

std::string_view decoded_line(std::string_view text, std::size_t number) {
  for (; number > 1; --number) {
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find('\n'));
}

// In a literal block each line of the text is a line of the file without its indentation.
core::Position in_block(const Source& source, const Node& scalar, core::Position inside) {
  const auto number = scalar.at.line + inside.line;
  const auto written = source.line(number);
  const auto decoded = decoded_line(scalar.text, inside.line);
  if (decoded.empty() || !written.ends_with(decoded)) return scalar.at;
  return {number, code_points(written.substr(0, written.size() - decoded.size())) + inside.column};
}

}  // namespace

std::size_t written_length(const Source& source, const Node& node) {
  const auto line = source.line(node.at.line);
  const auto begin = source.indent(node.offset);
  if (!node.is_scalar() || begin >= line.size()) return 0;
  const auto rest = line.substr(begin);
  if (node.style == Node::Style::plain)
    return rest.starts_with(node.text) ? code_points(node.text) : 0;
  if (node.style != Node::Style::double_quoted && node.style != Node::Style::single_quoted)
    return 0;
  const auto end = after_quoted(rest, 0);
  return end == std::string_view::npos ? 0 : code_points(rest.substr(0, end));
}

core::Position locate(const Source& source, const Node& scalar, core::Position inside) {
  if (inside.line == 0 || !scalar.is_scalar()) return scalar.at;
  if (scalar.style == Node::Style::literal || scalar.style == Node::Style::folded)
    return in_block(source, scalar, inside);
  return on_one_line(source, scalar, inside);
}

}  // namespace baton::formats::yaml
