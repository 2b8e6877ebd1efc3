#include "core/yaml_ahead.hpp"

#include <algorithm>

namespace baton::core {

bool stands_alone(std::string_view text, std::size_t from, std::size_t indent) {
  while (from < text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    const auto line = text.substr(from, end - from);
    const auto at = line.find_first_not_of(" \r");
    if (at != std::string_view::npos && line[at] != '#') {
      if (at < indent) return true;
      if (at == indent) return false;
    }
    from = end + 1;
  }
  return true;
}

}  // namespace baton::core
