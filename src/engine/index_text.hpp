#pragma once

#include "baton/cel/value.hpp"

#include <cmath>
#include <string>

namespace baton::engine {

// A value as the key of a wait's index: numbers that are equal print the same, whatever their type. Values that print the same
// without being equal do no harm, since the condition itself is asked of every candidate.
inline std::string index_text(const cel::Value& value) {
  constexpr double kExactMax = 9'007'199'254'740'992.0;  // 2^53: above it doubles skip whole numbers
  if (value.is(cel::Value::Kind::floating)) {
    const double number = value.as_double();
    if (std::trunc(number) == number && std::abs(number) <= kExactMax) return std::to_string(static_cast<std::int64_t>(number));
  }
  return value.text();
}

}  // namespace baton::engine
