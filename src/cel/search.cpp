#include "cel/search.hpp"

#include <algorithm>
#include <cstring>
#include <string>

namespace baton::cel {

std::size_t find_text(std::string_view text, std::string_view part, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (part.empty()) return from;
  const auto* found = ::memmem(text.data() + from, text.size() - from, part.data(), part.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

std::size_t find_last_text(std::string_view text, std::string_view part, std::size_t from) {
  if (part.size() > text.size()) return std::string_view::npos;
  const auto end = std::min(from, text.size() - part.size()) + part.size();
  const std::string backwards(text.rend() - static_cast<std::ptrdiff_t>(end), text.rend());
  const std::string wanted(part.rbegin(), part.rend());
  const auto found = find_text(backwards, wanted);
  return found == std::string_view::npos ? found : end - found - part.size();
}

}  // namespace baton::cel
