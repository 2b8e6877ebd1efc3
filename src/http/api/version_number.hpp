#pragma once

#include "baton/core/json.hpp"

#include <cstdint>
#include <optional>

namespace baton::http {

// The highest number that a version of a workflow may have.
inline constexpr std::int64_t kVersionMax = 1'000'000'000;

// The number of a version that a member of a body has; nullopt if it has none.
inline std::optional<int> version_number(const core::Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::int64_t>();
  if (number < 1 || number > kVersionMax) return std::nullopt;
  return static_cast<int>(number);
}

}  // namespace baton::http
