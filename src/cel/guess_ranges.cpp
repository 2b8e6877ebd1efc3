#include "cel/guess.hpp"

#include <algorithm>
#include <array>

namespace baton::cel {

using Kind = Value::Kind;

namespace {

struct FieldRange {
  std::string_view function;
  Guess::Range range;
};

constexpr std::array<FieldRange, 10> kFieldRanges{{{"getFullYear", {1, 9999}},
                                                   {"getMonth", {0, 11}},
                                                   {"getDate", {1, 31}},
                                                   {"getDayOfMonth", {0, 30}},
                                                   {"getDayOfWeek", {0, 6}},
                                                   {"getDayOfYear", {0, 365}},
                                                   {"getHours", {0, 23}},
                                                   {"getMinutes", {0, 59}},
                                                   {"getSeconds", {0, 59}},
                                                   {"getMilliseconds", {0, 999}}}};

std::optional<double> number_of(const Guess& guess) {
  if (!guess.exact) return std::nullopt;
  if (guess.exact->is(Kind::integer)) return static_cast<double>(guess.exact->as_int());
  if (guess.exact->is(Kind::unsigned_integer)) return static_cast<double>(guess.exact->as_uint());
  if (guess.exact->is(Kind::floating)) return guess.exact->as_double();
  return std::nullopt;
}

bool holds(const Guess::Range& range, double number) {
  return number >= static_cast<double>(range.first) && number <= static_cast<double>(range.second);
}

Guess perhaps(bool true_somewhere, bool false_somewhere) {
  return Guess::one_of(static_cast<std::uint8_t>((true_somewhere ? Guess::kTrue : 0) |
                                                 (false_somewhere ? Guess::kFalse : 0)));
}

Guess compared(std::string_view function, const Guess::Range& range, double number) {
  const auto low = static_cast<double>(range.first);
  const auto high = static_cast<double>(range.second);
  if (function == "_<_") return perhaps(low < number, high >= number);
  if (function == "_<=_") return perhaps(low <= number, high > number);
  if (function == "_>_") return perhaps(high > number, low <= number);
  if (function == "_>=_") return perhaps(high >= number, low < number);
  const bool within = holds(range, number);
  const bool only = low == high && low == number;
  return function == "_==_" ? perhaps(within, !only) : perhaps(!only, within);
}

std::string_view turned(std::string_view function) {
  if (function == "_<_") return "_>_";
  if (function == "_<=_") return "_>=_";
  if (function == "_>_") return "_<_";
  if (function == "_>=_") return "_<=_";
  return function;
}

Guess among(const Guess::Range& range, const Value& list) {
  bool perhaps_there = false;
  for (std::size_t at = 0; at < list.size(); ++at) {
    const auto number = number_of(Guess::of(list.at(at)));
    perhaps_there = perhaps_there || (number && holds(range, *number));
  }
  return perhaps(perhaps_there, true);
}

}  // namespace

std::optional<Guess::Range> field_range(std::string_view function) {
  const auto* found = std::find_if(kFieldRanges.begin(), kFieldRanges.end(),
                                   [&](const auto& one) { return one.function == function; });
  return found == kFieldRanges.end() ? std::nullopt : std::optional(found->range);
}

std::optional<Guess> compare_ranges(std::string_view function, const Guess& left,
                                    const Guess& right) {
  if (function == "@in" && left.range && right.exact && right.exact->is(Kind::list))
    return among(*left.range, *right.exact);
  if (!is_comparison(function)) return std::nullopt;
  if (const auto number = number_of(right); left.range && number)
    return compared(function, *left.range, *number);
  if (const auto number = number_of(left); right.range && number)
    return compared(turned(function), *right.range, *number);
  // A map is never equal to a value of another kind.
  const bool equality = function == "_==_" || function == "_!=_";
  const auto& other = left.members != nullptr ? right : left;
  const bool map =
      (left.members != nullptr && !left.optional) || (right.members != nullptr && !right.optional);
  if (equality && map && other.exact && !other.exact->is(Kind::map))
    return Guess::of(Value::boolean(function == "_!=_"));
  return Guess::one_of(Guess::kCondition);
}

}  // namespace baton::cel
