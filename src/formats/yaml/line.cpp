#include "formats/yaml/line.hpp"

#include "formats/yaml/chars.hpp"

#include <algorithm>

namespace baton::formats::yaml {

std::size_t after_quote(std::string_view line, std::size_t at, char quote) {
  for (; at < line.size(); ++at) {
    if (quote == '"' && line[at] == '\\') {
      ++at;
    } else if (line[at] == quote) {
      if (quote == '"' || at + 1 >= line.size() || line[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return std::string_view::npos;
}

std::size_t colon_of(std::string_view line, std::size_t at) {
  const char first = line[at];
  if (first == '{' || first == '[' || first == '#') return std::string_view::npos;
  if (first == '"' || first == '\'') {
    const auto end = after_quote(line, at + 1, first);
    const auto colon = end == std::string_view::npos ? end : line.find_first_not_of(' ', end);
    return colon != std::string_view::npos && line[colon] == ':' ? colon : std::string_view::npos;
  }
  for (auto colon = line.find(':', at); colon != std::string_view::npos;
       colon = line.find(':', colon + 1)) {
    if (colon + 1 == line.size() || is_blank(line[colon + 1])) return colon;
  }
  return std::string_view::npos;
}

std::string_view value_of(std::string_view line, std::size_t at) {
  at = std::min(line.find_first_not_of(" \t", at), line.size());
  auto value = line.substr(at);
  if (value.starts_with('#')) return {};
  if (const auto comment = value.find(" #"); comment != std::string_view::npos)
    value = value.substr(0, comment);
  while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
  return value;
}

}  // namespace baton::formats::yaml
