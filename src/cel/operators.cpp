#include "cel/functions.hpp"
#include "cel/moments.hpp"
#include "cel/numbers.hpp"

#include <limits>
#include <utility>

namespace baton::cel {

using Kind = Value::Kind;

bool has_order(const Value& left, const Value& right) {
  if (left.is_number()) return right.is_number();
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::boolean:
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration: return true;
    default: return false;
  }
}

std::partial_ordering order(const Value& left, const Value& right) {
  switch (left.kind()) {
    case Kind::boolean: return left.as_bool() <=> right.as_bool();
    case Kind::string:
    case Kind::bytes: return left.as_string().compare(right.as_string()) <=> 0;
    case Kind::timestamp:
    case Kind::duration: return nanos_of(left) <=> nanos_of(right);
    default: return compare_numbers(left, right);
  }
}

namespace {

// True for values whose comparison takes longer the larger they are.
bool has_size(const Value& value) {
  switch (value.kind()) {
    case Kind::string:
    case Kind::bytes:
    case Kind::list:
    case Kind::map:
    case Kind::optional: return true;
    default: return false;
  }
}

bool spend_comparing(const Call& call, const Value* a) {
  return !has_size(a[0]) || a[0].kind() != a[1].kind() ||
         call.meter.spend(weight(a[0], call.meter.left() + 1) - 1);
}

Value equal(const Call& call, const Value* a, std::size_t) {
  if (!spend_comparing(call, a)) return over_limit(call);
  return Value::boolean(a[0].equals(a[1]));
}

Value not_equal(const Call& call, const Value* a, std::size_t count) {
  auto same = equal(call, a, count);
  return same.is_error() ? same : Value::boolean(!same.as_bool());
}

template <class Holds>
Value ordered(const Call& call, const Value* a, Holds holds) {
  if (!has_order(a[0], a[1])) return no_overload(call, a, 2);
  if (!spend_comparing(call, a)) return over_limit(call);
  return Value::boolean(holds(order(a[0], a[1])));
}

Value less(const Call& call, const Value* a, std::size_t) {
  return ordered(call, a, [](std::partial_ordering way) { return way < 0; });
}
Value less_equal(const Call& call, const Value* a, std::size_t) {
  return ordered(call, a, [](std::partial_ordering way) { return way <= 0; });
}
Value greater(const Call& call, const Value* a, std::size_t) {
  return ordered(call, a, [](std::partial_ordering way) { return way > 0; });
}
Value greater_equal(const Call& call, const Value* a, std::size_t) {
  return ordered(call, a, [](std::partial_ordering way) { return way >= 0; });
}

Value in(const Call& call, const Value* a, std::size_t) {
  if (a[1].is(Kind::map)) {
    Value ignored;
    if (a[0].is(Kind::string) && !call.meter.spend(a[0].as_string().size() / 16))
      return over_limit(call);
    return Value::boolean(a[1].find(a[0], ignored));
  }
  if (!a[1].is(Kind::list)) return no_overload(call, a, 2);
  const auto count = a[1].size();
  if (!call.meter.spend(has_size(a[0]) ? weight(a[1], call.meter.left()) : count))
    return over_limit(call);
  for (std::size_t i = 0; i < count; ++i) {
    if (a[1].at(i).equals(a[0])) return Value::boolean(true);
  }
  return Value::boolean(false);
}

// Sets the two as doubles, if one is an int and one is a double and they may be mixed.
bool promoted(const Call& call, const Value* a, double& left, double& right) {
  if (call.strict) return false;
  if (a[0].is(Kind::integer) && a[1].is(Kind::floating)) {
    left = static_cast<double>(a[0].as_int());
    right = a[1].as_double();
    return true;
  }
  if (!a[0].is(Kind::floating) || !a[1].is(Kind::integer)) return false;
  left = a[0].as_double();
  right = static_cast<double>(a[1].as_int());
  return true;
}

Value overflow(const Call& call) {
  return failure(core::Errc::invalid, "integer overflow in " +
                                          std::string(spelling(call.node.text)) +
                                          ": the result does not fit 64 bits");
}

// An operation on two numbers of one type. `checked(left, right, &out)` is true on overflow, as the
// compiler's built-in functions are.
template <class Checked, class Plain>
Value arithmetic(const Call& call, const Value* a, Checked checked, Plain plain) {
  double left = 0;
  double right = 0;
  if (a[0].kind() == a[1].kind()) {
    if (a[0].is(Kind::integer)) {
      std::int64_t out = 0;
      return checked(a[0].as_int(), a[1].as_int(), &out) ? overflow(call) : Value::integer(out);
    }
    if (a[0].is(Kind::unsigned_integer)) {
      std::uint64_t out = 0;
      return checked(a[0].as_uint(), a[1].as_uint(), &out) ? overflow(call)
                                                           : Value::unsigned_integer(out);
    }
    if (a[0].is(Kind::floating)) return Value::floating(plain(a[0].as_double(), a[1].as_double()));
  } else if (promoted(call, a, left, right)) {
    return Value::floating(plain(left, right));
  }
  return no_overload(call, a, 2);
}

Value concatenate(const Call& call, const Value* a) {
  if (a[0].is(Kind::list)) {
    const auto left = a[0].size();
    const auto right = a[1].size();
    if (!call.meter.make_list(left + right)) return over_limit(call);
    Value::List items;
    items.reserve(left + right);
    for (std::size_t i = 0; i < left; ++i) items.push_back(a[0].at(i));
    for (std::size_t i = 0; i < right; ++i) items.push_back(a[1].at(i));
    return Value::list(std::move(items));
  }
  const auto left = a[0].as_string();
  const auto right = a[1].as_string();
  if (!call.meter.spend(left.size() + right.size())) return over_limit(call);
  std::string text;
  text.reserve(left.size() + right.size());
  text.append(left).append(right);
  return a[0].is(Kind::bytes) ? Value::bytes(std::move(text)) : Value::string(std::move(text));
}

Value add(const Call& call, const Value* a, std::size_t) {
  const auto left = a[0].kind();
  const auto right = a[1].kind();
  if (left == right && (left == Kind::string || left == Kind::bytes || left == Kind::list))
    return concatenate(call, a);
  if (left == Kind::duration && right == Kind::duration)
    return duration_of(nanos_of(a[0]) + nanos_of(a[1]));
  if ((left == Kind::timestamp && right == Kind::duration) ||
      (left == Kind::duration && right == Kind::timestamp)) {
    return timestamp_of(nanos_of(a[0]) + nanos_of(a[1]));
  }
  return arithmetic(
      call, a, [](auto x, auto y, auto* out) { return __builtin_add_overflow(x, y, out); },
      [](double x, double y) { return x + y; });
}

Value subtract(const Call& call, const Value* a, std::size_t) {
  const auto left = a[0].kind();
  const auto right = a[1].kind();
  if (left == Kind::timestamp && right == Kind::duration)
    return timestamp_of(nanos_of(a[0]) - nanos_of(a[1]));
  if (left == right && (left == Kind::timestamp || left == Kind::duration))
    return duration_of(nanos_of(a[0]) - nanos_of(a[1]));
  return arithmetic(
      call, a, [](auto x, auto y, auto* out) { return __builtin_sub_overflow(x, y, out); },
      [](double x, double y) { return x - y; });
}

Value multiply(const Call& call, const Value* a, std::size_t) {
  return arithmetic(
      call, a, [](auto x, auto y, auto* out) { return __builtin_mul_overflow(x, y, out); },
      [](double x, double y) { return x * y; });
}

bool is_whole_zero(const Value& value) {
  return (value.is(Kind::integer) && value.as_int() == 0) ||
         (value.is(Kind::unsigned_integer) && value.as_uint() == 0);
}

// True for the smallest int divided by -1: the result does not fit.
template <class Number>
bool escapes(Number left, Number right) {
  if constexpr (std::is_signed_v<Number>)
    return left == std::numeric_limits<Number>::min() && right == -1;
  return false;
}

Value divide(const Call& call, const Value* a, std::size_t) {
  if (a[0].kind() == a[1].kind() && is_whole_zero(a[1]))
    return failure(core::Errc::invalid, "division by zero");
  const auto checked = [](auto x, auto y, auto* out) {
    if (escapes(x, y)) return true;
    *out = x / y;
    return false;
  };
  return arithmetic(call, a, checked, [](double x, double y) { return x / y; });
}

Value modulo(const Call& call, const Value* a, std::size_t) {
  if (a[0].kind() != a[1].kind() || a[0].is(Kind::floating)) return no_overload(call, a, 2);
  if (is_whole_zero(a[1])) return failure(core::Errc::invalid, "modulus by zero");
  const auto checked = [](auto x, auto y, auto* out) {
    if (escapes(x, y)) return true;
    *out = x % y;
    return false;
  };
  return arithmetic(call, a, checked, [](double x, double) { return x; });
}

Value negate(const Call& call, const Value* a, std::size_t) {
  if (a[0].is(Kind::floating)) return Value::floating(-a[0].as_double());
  if (!a[0].is(Kind::integer)) return no_overload(call, a, 1);
  if (a[0].as_int() == std::numeric_limits<std::int64_t>::min()) return overflow(call);
  return Value::integer(-a[0].as_int());
}

Value negation(const Call& call, const Value* a, std::size_t) {
  return a[0].is(Kind::boolean) ? Value::boolean(!a[0].as_bool()) : no_overload(call, a, 1);
}

void add_comparison(FunctionTable& table, std::string name, Native native) {
  table.add(
      std::move(name), native,
      {"bool, bool -> bool", "int, int -> bool", "uint, uint -> bool", "double, double -> bool",
       "string, string -> bool", "bytes, bytes -> bool", "timestamp, timestamp -> bool",
       "duration, duration -> bool", "int, uint -> bool", "int, double -> bool",
       "uint, int -> bool", "uint, double -> bool", "double, int -> bool", "double, uint -> bool"});
}

void add_equality(FunctionTable& table, std::string name, Native native) {
  table.add(std::move(name), native,
            {"A, A -> bool", "int, uint -> bool", "int, double -> bool", "uint, int -> bool",
             "uint, double -> bool", "double, int -> bool", "double, uint -> bool",
             "~ A, null_type -> bool", "~ null_type, A -> bool"});
}

}  // namespace

void add_operators(FunctionTable& table) {
  add_equality(table, "_==_", equal);
  add_equality(table, "_!=_", not_equal);
  add_comparison(table, "_<_", less);
  add_comparison(table, "_<=_", less_equal);
  add_comparison(table, "_>_", greater);
  add_comparison(table, "_>=_", greater_equal);
  table.add("@in", in, {"A, list(A) -> bool", "A, map(A, B) -> bool"});
  table.add(
      "_+_", add,
      {"int, int -> int", "uint, uint -> uint", "double, double -> double",
       "string, string -> string", "bytes, bytes -> bytes", "list(A), list(A) -> list(A)",
       "timestamp, duration -> timestamp", "duration, timestamp -> timestamp",
       "duration, duration -> duration", "~ int, double -> double", "~ double, int -> double"});
  table.add(
      "_-_", subtract,
      {"int, int -> int", "uint, uint -> uint", "double, double -> double",
       "timestamp, timestamp -> duration", "timestamp, duration -> timestamp",
       "duration, duration -> duration", "~ int, double -> double", "~ double, int -> double"});
  table.add("_*_", multiply,
            {"int, int -> int", "uint, uint -> uint", "double, double -> double",
             "~ int, double -> double", "~ double, int -> double"});
  table.add("_/_", divide,
            {"int, int -> int", "uint, uint -> uint", "double, double -> double",
             "~ int, double -> double", "~ double, int -> double"});
  table.add("_%_", modulo, {"int, int -> int", "uint, uint -> uint"});
  table.add("-_", negate, {"int -> int", "double -> double"});
  table.add("!_", negation, {"bool -> bool"});
}

}  // namespace baton::cel
