#pragma once

#include <cstddef>
#include <string_view>

namespace baton::connectors {

// Where the expression `${…}` ends that begins at `at` in a text of a manifest: behind the brace
// that closes it, or at the end of the text when none does. `at` itself if no expression begins
// there.
inline std::size_t expression_end(std::string_view text, std::size_t at) {
  if (!text.substr(at).starts_with("${")) return at;
  std::size_t end = at + 2;
  for (int depth = 1; end < text.size() && depth > 0; ++end)
    depth += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
  return end;
}

}  // namespace baton::connectors
