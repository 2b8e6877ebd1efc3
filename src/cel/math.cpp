#include "cel/functions.hpp"
#include "cel/numbers.hpp"

#include <cmath>
#include <limits>

// The functions of cel-go's math extension.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// The argument, or the item of the one list, that is `before` all others; of equal ones, the first.
template <class Before>
Value pick(const Call& call, const Value* a, std::size_t count, Before before) {
  const bool list = count == 1 && a[0].is(Kind::list);
  const auto size = list ? a[0].size() : count;
  if (size == 0) return failure(core::Errc::invalid, call.node.text + " of an empty list");
  if (!call.meter.spend(size)) return over_limit(call);
  Value best;
  for (std::size_t i = 0; i < size; ++i) {
    auto item = list ? a[0].at(i) : a[i];
    if (!item.is_number()) return no_overload(call, a, count);
    if (i == 0 || before(compare_numbers(item, best))) best = std::move(item);
  }
  return best;
}

Value greatest(const Call& call, const Value* a, std::size_t count) {
  return pick(call, a, count, [](std::partial_ordering way) { return way > 0; });
}
Value least(const Call& call, const Value* a, std::size_t count) {
  return pick(call, a, count, [](std::partial_ordering way) { return way < 0; });
}

template <double (*kFunction)(double)>
Value of_double(const Call& call, const Value* a, std::size_t count) {
  return a[0].is(Kind::floating) ? Value::floating(kFunction(a[0].as_double()))
                                 : no_overload(call, a, count);
}

double up(double value) { return std::ceil(value); }
double down(double value) { return std::floor(value); }
double nearest(double value) { return std::round(value); }
double toward_zero(double value) { return std::trunc(value); }

template <bool (*kTest)(double)>
Value test_double(const Call& call, const Value* a, std::size_t count) {
  return a[0].is(Kind::floating) ? Value::boolean(kTest(a[0].as_double()))
                                 : no_overload(call, a, count);
}

bool is_nan(double value) { return std::isnan(value); }
bool is_infinite(double value) { return std::isinf(value); }
bool is_finite(double value) { return std::isfinite(value); }

Value square_root(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::integer)) return Value::floating(std::sqrt(static_cast<double>(a[0].as_int())));
  if (a[0].is(Kind::unsigned_integer))
    return Value::floating(std::sqrt(static_cast<double>(a[0].as_uint())));
  return a[0].is(Kind::floating) ? Value::floating(std::sqrt(a[0].as_double()))
                                 : no_overload(call, a, count);
}

Value absolute(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::unsigned_integer)) return a[0];
  if (a[0].is(Kind::floating)) return Value::floating(std::abs(a[0].as_double()));
  if (!a[0].is(Kind::integer)) return no_overload(call, a, count);
  if (a[0].as_int() == std::numeric_limits<std::int64_t>::min())
    return failure(core::Errc::invalid, "integer overflow in math.abs");
  return Value::integer(std::abs(a[0].as_int()));
}

Value sign(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::unsigned_integer)) return Value::unsigned_integer(a[0].as_uint() > 0 ? 1 : 0);
  if (a[0].is(Kind::integer))
    return Value::integer(a[0].as_int() > 0 ? 1 : a[0].as_int() < 0 ? -1 : 0);
  if (!a[0].is(Kind::floating)) return no_overload(call, a, count);
  const auto value = a[0].as_double();
  return Value::floating(value > 0 ? 1 : value < 0 ? -1 : value);  // NaN and zero stay
}

template <class Operation>
Value bitwise(const Call& call, const Value* a, Operation operation) {
  if (a[0].is(Kind::integer) && a[1].is(Kind::integer))
    return Value::integer(operation(a[0].as_int(), a[1].as_int()));
  if (a[0].is(Kind::unsigned_integer) && a[1].is(Kind::unsigned_integer)) {
    return Value::unsigned_integer(operation(a[0].as_uint(), a[1].as_uint()));
  }
  return no_overload(call, a, 2);
}

Value bit_and(const Call& call, const Value* a, std::size_t) {
  return bitwise(call, a, [](auto x, auto y) { return x & y; });
}
Value bit_or(const Call& call, const Value* a, std::size_t) {
  return bitwise(call, a, [](auto x, auto y) { return x | y; });
}
Value bit_xor(const Call& call, const Value* a, std::size_t) {
  return bitwise(call, a, [](auto x, auto y) { return x ^ y; });
}

Value bit_not(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::integer)) return Value::integer(~a[0].as_int());
  return a[0].is(Kind::unsigned_integer) ? Value::unsigned_integer(~a[0].as_uint())
                                         : no_overload(call, a, count);
}

// Shifts fill with zeros, to the right too. A shift by 64 or more gives 0.
template <bool kLeft>
Value shift(const Call& call, const Value* a, std::size_t count) {
  const bool is_signed = a[0].is(Kind::integer);
  if ((!is_signed && !a[0].is(Kind::unsigned_integer)) || !a[1].is(Kind::integer))
    return no_overload(call, a, count);
  const auto by = a[1].as_int();
  if (by < 0)
    return failure(core::Errc::invalid,
                   call.node.text + " by a negative offset: " + std::to_string(by));
  const auto bits = is_signed ? static_cast<std::uint64_t>(a[0].as_int()) : a[0].as_uint();
  const std::uint64_t moved = by > 63 ? 0 : kLeft ? bits << by : bits >> by;
  return is_signed ? Value::integer(static_cast<std::int64_t>(moved))
                   : Value::unsigned_integer(moved);
}

}  // namespace

void add_math(FunctionTable& table) {
  table.add("math.greatest", greatest, {"dyn -> dyn"}, true);
  table.add("math.least", least, {"dyn -> dyn"}, true);
  table.add("math.ceil", of_double<up>, {"double -> double"});
  table.add("math.floor", of_double<down>, {"double -> double"});
  table.add("math.round", of_double<nearest>, {"double -> double"});
  table.add("math.trunc", of_double<toward_zero>, {"double -> double"});
  table.add("math.sqrt", square_root, {"int -> double", "uint -> double", "double -> double"});
  table.add("math.isNaN", test_double<is_nan>, {"double -> bool"});
  table.add("math.isInf", test_double<is_infinite>, {"double -> bool"});
  table.add("math.isFinite", test_double<is_finite>, {"double -> bool"});
  table.add("math.abs", absolute, {"int -> int", "uint -> uint", "double -> double"});
  table.add("math.sign", sign, {"int -> int", "uint -> uint", "double -> double"});
  table.add("math.bitAnd", bit_and, {"int, int -> int", "uint, uint -> uint"});
  table.add("math.bitOr", bit_or, {"int, int -> int", "uint, uint -> uint"});
  table.add("math.bitXor", bit_xor, {"int, int -> int", "uint, uint -> uint"});
  table.add("math.bitNot", bit_not, {"int -> int", "uint -> uint"});
  table.add("math.bitShiftLeft", shift<true>, {"int, int -> int", "uint, int -> uint"});
  table.add("math.bitShiftRight", shift<false>, {"int, int -> int", "uint, int -> uint"});
}

}  // namespace baton::cel
