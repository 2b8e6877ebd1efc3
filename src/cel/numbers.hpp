#pragma once

#include "baton/cel/value.hpp"

#include <compare>
#include <cstdint>
#include <limits>

// Comparison of numbers of different types by value, as CEL has it. An integer outside of the other
// type's range is larger or smaller than all of it; within the range, an integer is compared with a
// double as a double.
namespace baton::cel {

inline constexpr double kTwo63 = 9223372036854775808.0;
inline constexpr double kTwo64 = 18446744073709551616.0;

inline std::partial_ordering compare(std::int64_t left, std::uint64_t right) {
  if (left < 0) return std::partial_ordering::less;
  return static_cast<std::uint64_t>(left) <=> right;
}

inline std::partial_ordering compare(double left, std::int64_t right) {
  if (left < -kTwo63) return std::partial_ordering::less;
  if (left > kTwo63) return std::partial_ordering::greater;
  return left <=> static_cast<double>(right);
}

inline std::partial_ordering compare(double left, std::uint64_t right) {
  if (left < 0) return std::partial_ordering::less;
  if (left > kTwo64) return std::partial_ordering::greater;
  return left <=> static_cast<double>(right);
}

inline std::partial_ordering reversed(std::partial_ordering order) { return 0 <=> order; }

// The order of two values that are numbers.
inline std::partial_ordering compare_numbers(const Value& left, const Value& right) {
  if (left.kind() == Value::Kind::integer) {
    if (right.kind() == Value::Kind::integer) return left.as_int() <=> right.as_int();
    if (right.kind() == Value::Kind::unsigned_integer)
      return compare(left.as_int(), right.as_uint());
    return reversed(compare(right.as_double(), left.as_int()));
  }
  if (left.kind() == Value::Kind::unsigned_integer) {
    if (right.kind() == Value::Kind::integer)
      return reversed(compare(right.as_int(), left.as_uint()));
    if (right.kind() == Value::Kind::unsigned_integer) return left.as_uint() <=> right.as_uint();
    return reversed(compare(right.as_double(), left.as_uint()));
  }
  if (right.kind() == Value::Kind::integer) return compare(left.as_double(), right.as_int());
  if (right.kind() == Value::Kind::unsigned_integer)
    return compare(left.as_double(), right.as_uint());
  return left.as_double() <=> right.as_double();
}

}  // namespace baton::cel
