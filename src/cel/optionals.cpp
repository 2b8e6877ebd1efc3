#include "cel/functions.hpp"

// The functions of cel-go's optional types. optMap() and optFlatMap() are macros.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// True for the value that CEL counts as the zero of its type.
bool is_zero(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return true;
    case Kind::boolean: return !value.as_bool();
    case Kind::integer: return value.as_int() == 0;
    case Kind::unsigned_integer: return value.as_uint() == 0;
    case Kind::floating: return value.as_double() == 0;
    case Kind::string:
    case Kind::bytes: return value.as_string().empty();
    case Kind::list:
    case Kind::map: return value.size() == 0;
    case Kind::duration: return value.seconds() == 0 && value.nanos() == 0;
    case Kind::optional: return !value.has_value();
    default: return false;
  }
}

Value of(const Call&, const Value* a, std::size_t) { return Value::optional_of(a[0]); }
Value none(const Call&, const Value*, std::size_t) { return Value::optional_none(); }
Value of_non_zero(const Call&, const Value* a, std::size_t) {
  return is_zero(a[0]) ? Value::optional_none() : Value::optional_of(a[0]);
}

Value has_value(const Call& call, const Value* a, std::size_t count) {
  return a[0].is(Kind::optional) ? Value::boolean(a[0].has_value()) : no_overload(call, a, count);
}

Value value(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::optional)) return no_overload(call, a, count);
  return a[0].has_value() ? a[0].optional_value()
                          : failure(core::Errc::invalid, "value() of an optional that is absent");
}

Value either(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::optional)) return no_overload(call, a, count);
  if (a[0].has_value()) return a[0];
  return a[1].is(Kind::optional) ? a[1] : no_overload(call, a, count);
}

Value or_value(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::optional)) return no_overload(call, a, count);
  return a[0].has_value() ? a[0].optional_value() : a[1];
}

Value unwrap(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::list)) return no_overload(call, a, count);
  Value::List items;
  const auto size = a[0].size();
  if (!call.meter.make_list(size)) return over_limit(call);
  for (std::size_t i = 0; i < size; ++i) {
    const auto item = a[0].at(i);
    if (!item.is(Kind::optional)) return no_overload(call, a, count);
    if (item.has_value()) items.push_back(item.optional_value());
  }
  return Value::list(std::move(items));
}

}  // namespace

void add_optionals(FunctionTable& table) {
  table.add("optional.of", of, {"A -> optional_type(A)"});
  table.add("optional.none", none, {" -> optional_type(A)"});
  table.add("optional.ofNonZeroValue", of_non_zero, {"A -> optional_type(A)"});
  table.add("hasValue", has_value, {"m optional_type(A) -> bool"});
  table.add("value", value, {"m optional_type(A) -> A"});
  table.add("or", either, {"m optional_type(A), optional_type(A) -> optional_type(A)"});
  table.add("orValue", or_value, {"m optional_type(A), A -> A"});
  table.add("optional.unwrap", unwrap, {"list(optional_type(A)) -> list(A)"});
  table.add("unwrapOpt", unwrap, {"m list(optional_type(A)) -> list(A)"});
}

}  // namespace baton::cel
