#include "baton/core/days.hpp"

#include <string>

namespace baton::core {

namespace {

constexpr std::size_t kDateBytes = 10;

}  // namespace

Result<Time> parse_day(std::string_view text) {
  if (text.size() != kDateBytes) return Error{Errc::invalid, "expected a date, as 2026-05-04"};
  return parse_rfc3339(std::string(text) + "T00:00:00Z");
}

Result<Time> parse_day_or_moment(std::string_view text) {
  return text.size() == kDateBytes ? parse_day(text) : parse_rfc3339(text);
}

}  // namespace baton::core
