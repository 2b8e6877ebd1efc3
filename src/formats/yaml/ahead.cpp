#include "formats/yaml/ahead.hpp"

#include <algorithm>

namespace baton::formats::yaml {

bool stands_alone(std::string_view text, std::size_t from, std::size_t indent) {
  // The indentation of the first line that stands further right, and how many lines have it.
  std::size_t deeper = 0;
  std::size_t beside_it = 0;
  while (from < text.size()) {
    const auto end = std::min(text.find('\n', from), text.size());
    const auto line = text.substr(from, end - from);
    const auto at = line.find_first_not_of(" \r");
    if (at != std::string_view::npos && line[at] != '#') {
      if (at < indent) break;
      if (at == indent) return false;
      if (deeper == 0) deeper = at;
      if (at == deeper) ++beside_it;
    }
    from = end + 1;
  }
  return beside_it > 1;
}

}  // namespace baton::formats::yaml
