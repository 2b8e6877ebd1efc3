#include "cel/functions.hpp"
#include "cel/moments.hpp"
#include "cel/numbers.hpp"
#include "cel/text_forms.hpp"

#include <charconv>
#include <cmath>
#include <string>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

Value out_of_range(const Value& value, std::string_view type) {
  return failure(core::Errc::invalid,
                 "range error: " + value.literal() + " does not fit " + std::string(type));
}

template <class Number>
bool read(std::string_view text, Number& out) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

Value to_int(const Call& call, const Value* a, std::size_t) {
  switch (a[0].kind()) {
    case Kind::integer: return a[0];
    case Kind::unsigned_integer:
      if (a[0].as_uint() > static_cast<std::uint64_t>(INT64_MAX)) return out_of_range(a[0], "int");
      return Value::integer(static_cast<std::int64_t>(a[0].as_uint()));
    case Kind::floating:
      if (!(a[0].as_double() > -kTwo63 && a[0].as_double() < kTwo63))
        return out_of_range(a[0], "int");
      return Value::integer(static_cast<std::int64_t>(a[0].as_double()));
    case Kind::string: {
      if (!spend_reading(call, a[0])) return over_limit(call);
      std::int64_t value = 0;
      return read(a[0].as_string(), value) ? Value::integer(value) : unreadable(a[0], "an int");
    }
    case Kind::timestamp: return Value::integer(a[0].seconds());
    default: return no_overload(call, a, 1);
  }
}

Value to_uint(const Call& call, const Value* a, std::size_t) {
  switch (a[0].kind()) {
    case Kind::unsigned_integer: return a[0];
    case Kind::integer:
      if (a[0].as_int() < 0) return out_of_range(a[0], "uint");
      return Value::unsigned_integer(static_cast<std::uint64_t>(a[0].as_int()));
    case Kind::floating:
      if (!(a[0].as_double() >= 0 && a[0].as_double() < kTwo64)) return out_of_range(a[0], "uint");
      return Value::unsigned_integer(static_cast<std::uint64_t>(a[0].as_double()));
    case Kind::string: {
      if (!spend_reading(call, a[0])) return over_limit(call);
      std::uint64_t value = 0;
      return read(a[0].as_string(), value) ? Value::unsigned_integer(value)
                                           : unreadable(a[0], "a uint");
    }
    default: return no_overload(call, a, 1);
  }
}

Value to_double(const Call& call, const Value* a, std::size_t) {
  switch (a[0].kind()) {
    case Kind::floating: return a[0];
    case Kind::integer: return Value::floating(static_cast<double>(a[0].as_int()));
    case Kind::unsigned_integer: return Value::floating(static_cast<double>(a[0].as_uint()));
    case Kind::string: {
      if (!spend_reading(call, a[0])) return over_limit(call);
      double value = 0;
      return read(a[0].as_string(), value) ? Value::floating(value) : unreadable(a[0], "a double");
    }
    default: return no_overload(call, a, 1);
  }
}

// Changes between string and bytes without changing the bytes.
Value copied(const Call& call, const Value& value, Value (*make)(std::string)) {
  if (!call.meter.make(value.as_string().size())) return over_limit(call);
  return make(std::string(value.as_string()));
}

Value to_string(const Call& call, const Value* a, std::size_t) {
  switch (a[0].kind()) {
    case Kind::string: return a[0];
    case Kind::bytes:
      if (!core::is_utf8(a[0].as_string()))
        return failure(core::Errc::invalid, "invalid UTF-8 in " + a[0].literal());
      return copied(call, a[0], Value::string);
    case Kind::floating:
      if (std::isinf(a[0].as_double()))
        return Value::string(a[0].as_double() < 0 ? "-Infinity" : "+Infinity");
      return Value::string(a[0].text());
    case Kind::boolean:
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::timestamp:
    case Kind::duration:
      if (!call.meter.spend(2)) return over_limit(call);
      return Value::string(a[0].text());
    default: return no_overload(call, a, 1);
  }
}

Value to_bytes(const Call& call, const Value* a, std::size_t) {
  if (a[0].is(Kind::bytes)) return a[0];
  return a[0].is(Kind::string) ? copied(call, a[0], Value::bytes) : no_overload(call, a, 1);
}

Value to_bool(const Call& call, const Value* a, std::size_t) {
  if (a[0].is(Kind::boolean)) return a[0];
  if (!a[0].is(Kind::string)) return no_overload(call, a, 1);
  const auto text = a[0].as_string();
  if (text == "1" || text == "t" || text == "T" || text == "true" || text == "TRUE" ||
      text == "True")
    return Value::boolean(true);
  if (text == "0" || text == "f" || text == "F" || text == "false" || text == "FALSE" ||
      text == "False")
    return Value::boolean(false);
  return unreadable(a[0], "a bool");
}

Value to_timestamp(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::string) && !spend_reading(call, a[0])) return over_limit(call);
  if (count == 2 && a[1].is(Kind::string) && !spend_reading(call, a[1])) return over_limit(call);
  if (count == 2) {  // a local time in the zone that the second argument names
    const bool texts = a[0].is(Kind::string) && a[1].is(Kind::string);
    return texts && !call.strict ? parse_local_timestamp(a[0].as_string(), a[1].as_string())
                                 : no_overload(call, a, count);
  }
  if (a[0].is(Kind::timestamp)) return a[0];
  constexpr std::size_t kDateBytes = 10;
  if (a[0].is(Kind::string) && a[0].as_string().size() == kDateBytes && !call.strict)
    return parse_local_timestamp(a[0].as_string(), "UTC");
  if (a[0].is(Kind::integer)) return timestamp_of(static_cast<Wide>(a[0].as_int()) * 1'000'000'000);
  return a[0].is(Kind::string) ? parse_timestamp(a[0].as_string()) : no_overload(call, a, 1);
}

Value to_duration(const Call& call, const Value* a, std::size_t) {
  if (a[0].is(Kind::duration)) return a[0];
  if (!a[0].is(Kind::string)) return no_overload(call, a, 1);
  return spend_reading(call, a[0]) ? parse_duration_text(a[0].as_string()) : over_limit(call);
}

Value type_of(const Call&, const Value* a, std::size_t) {
  return Value::borrowed_type(a[0].type_name());
}
Value dynamic(const Call&, const Value* a, std::size_t) { return a[0]; }

}  // namespace

void add_conversions(FunctionTable& table) {
  table.add("int", to_int,
            {"int -> int", "uint -> int", "double -> int", "string -> int", "timestamp -> int"});
  table.add("uint", to_uint, {"uint -> uint", "int -> uint", "double -> uint", "string -> uint"});
  table.add("double", to_double,
            {"double -> double", "int -> double", "uint -> double", "string -> double"});
  table.add("string", to_string,
            {"string -> string", "bool -> string", "int -> string", "uint -> string",
             "double -> string", "bytes -> string", "timestamp -> string", "duration -> string"});
  table.add("bytes", to_bytes, {"bytes -> bytes", "string -> bytes"});
  table.add("bool", to_bool, {"bool -> bool", "string -> bool"});
  table.add("timestamp", to_timestamp,
            {"timestamp -> timestamp", "string -> timestamp", "int -> timestamp",
             "~ string, string -> timestamp"});
  table.add("duration", to_duration, {"duration -> duration", "string -> duration"});
  table.add("type", type_of, {"A -> type(A)"});
  table.add("dyn", dynamic, {"A -> dyn"});
}

}  // namespace baton::cel
