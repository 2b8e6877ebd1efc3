#include "cel/functions.hpp"
#include "cel/search.hpp"

namespace baton::cel {
namespace {

using Kind = Value::Kind;

// Pays for comparing a text with the beginning or end of another.
bool spend_comparing(const Call& call, const Value& part) {
  return call.meter.spend(part.as_string().size() / 16);
}

bool are_strings(const Value* a, std::size_t count) {
  return count == 2 && a[0].is(Kind::string) && a[1].is(Kind::string);
}

Value size(const Call& call, const Value* a, std::size_t count) {
  if (count != 1) return no_overload(call, a, count);
  switch (a[0].kind()) {
    case Kind::string:
      if (!call.meter.spend(a[0].as_string().size() / 16)) return over_limit(call);
      [[fallthrough]];
    case Kind::bytes:
    case Kind::list:
    case Kind::map: return Value::integer(static_cast<std::int64_t>(a[0].size()));
    default: return no_overload(call, a, count);
  }
}

Value contains(const Call& call, const Value* a, std::size_t count) {
  if (!are_strings(a, count)) return no_overload(call, a, count);
  const auto text = a[0].as_string();
  const auto part = a[1].as_string();
  if (!call.meter.spend(find_cost(text, part))) return over_limit(call);
  return Value::boolean(find_text(text, part) != std::string_view::npos);
}

Value starts_with(const Call& call, const Value* a, std::size_t count) {
  if (!are_strings(a, count)) return no_overload(call, a, count);
  if (!spend_comparing(call, a[1])) return over_limit(call);
  return Value::boolean(a[0].as_string().starts_with(a[1].as_string()));
}

Value ends_with(const Call& call, const Value* a, std::size_t count) {
  if (!are_strings(a, count)) return no_overload(call, a, count);
  if (!spend_comparing(call, a[1])) return over_limit(call);
  return Value::boolean(a[0].as_string().ends_with(a[1].as_string()));
}

Value search_in(const Call& call, const Pattern& pattern, std::string_view text) {
  if (!call.meter.spend(search_cost(pattern, text.size()))) return over_limit(call);
  return Value::boolean(search(pattern, text));
}

Value matches(const Call& call, const Value* a, std::size_t count) {
  if (!are_strings(a, count)) return no_overload(call, a, count);
  if (call.node.pattern.compiled) return search_in(call, call.node.pattern, a[0].as_string());
  const auto pattern = call.patterns.find(a[1].as_string(), call.meter);
  if (pattern) return search_in(call, **pattern, a[0].as_string());
  if (pattern.error().code != core::Errc::invalid) return Value::failure(pattern.error());
  return failure(core::Errc::invalid,
                 "invalid regular expression " + a[1].literal() + ": " + pattern.error().message);
}

}  // namespace

void add_texts(FunctionTable& table) {
  table.add("size", size,
            {"b string -> int", "b bytes -> int", "b list(A) -> int", "b map(A, B) -> int"});
  table.add("contains", contains, {"m string, string -> bool"});
  table.add("startsWith", starts_with, {"m string, string -> bool"});
  table.add("endsWith", ends_with, {"m string, string -> bool"});
  table.add("matches", matches, {"b string, string -> bool"});
}

}  // namespace baton::cel
