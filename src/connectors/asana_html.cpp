#include "connectors/asana_html.hpp"

#include "baton/context/packet.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>

namespace baton::connectors {

namespace {

// Whether XML 1.0 can hold this code point (section 2.2).
bool fits_xml(std::uint32_t point) {
  if (point < 0x20) return point == '\t' || point == '\n' || point == '\r';
  return point != 0xfffe && point != 0xffff;
}

bool fits_xml(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto length = core::utf8::sequence(text, at);
    if (length == 0 || !fits_xml(core::utf8::decode(text, at))) return false;
    at += length;
  }
  return true;
}

// A carriage return is written by its number: a reader of XML takes it for a line feed otherwise.
void append_html(std::string& out, std::string_view text) {
  for (const char letter : text) {
    switch (letter) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '\r': out += "&#13;"; break;
      default: out += letter;
    }
  }
}

}  // namespace

std::optional<std::string> asana_html(std::string_view text) {
  if (!fits_xml(text)) return std::nullopt;
  bool marked = false;
  std::string html = "<body>";
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size() - 1) + 1;
    const auto line = text.substr(from, end - from);
    const auto name = context::field_name(line);
    if (!name.empty()) html.append("<strong>").append(name).append("</strong>");
    append_html(html, line.substr(name.size()));
    marked = marked || !name.empty();
    from = end;
  }
  if (!marked) return std::nullopt;
  return html + "</body>";
}

}  // namespace baton::connectors
