#include "baton/core/days.hpp"

#include <string>

namespace baton::core {

Result<Time> parse_day_or_moment(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  if (text.size() != kDateBytes) return parse_rfc3339(text);
  return parse_rfc3339(std::string(text) + "T00:00:00Z");
}

}  // namespace baton::core
