#include "baton/core/version_number.hpp"

#include <charconv>
#include <cstdint>

namespace baton::core {

namespace {

std::optional<int> known_version(std::int64_t number) {
  if (number < 1 || number > kVersionMax) return std::nullopt;
  return static_cast<int>(number);
}

}  // namespace

std::optional<int> parse_version(std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [read, problem] = std::from_chars(text.data(), end, number);
  if (problem != std::errc() || read != end) return std::nullopt;
  return known_version(number);
}

std::optional<int> version_number(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  return known_version(value.get<std::int64_t>());
}

}  // namespace baton::core
