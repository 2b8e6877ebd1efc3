#include "baton/core/limits.hpp"
#include "cel/functions.hpp"

#include <re2/re2.h>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

// A pattern may not make RE2 build more than this (bytes).
constexpr std::int64_t kPatternMemoryMax = 1 << 20;

// Before a text is compared with the beginning or end of another.
bool spend_comparing(const Call& call, const Value& part) { return call.meter.spend(part.as_string().size() / 16); }

bool are_strings(const Value* a, std::size_t count) { return count == 2 && a[0].is(Kind::string) && a[1].is(Kind::string); }

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
  if (!call.meter.spend(a[0].as_string().size() / 16)) return over_limit(call);
  return Value::boolean(a[0].as_string().find(a[1].as_string()) != std::string_view::npos);
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

bool search(std::string_view text, const re2::RE2& pattern) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), pattern);
}

Value matches(const Call& call, const Value* a, std::size_t count) {
  if (!are_strings(a, count)) return no_overload(call, a, count);
  if (!call.meter.spend(a[0].as_string().size() + a[1].as_string().size())) return over_limit(call);
  if (call.node.pattern) return Value::boolean(search(a[0].as_string(), *call.node.pattern));
  if (a[1].as_string().size() > core::kExpressionBytesMax) {  // as one that is written in an expression
    return failure(core::Errc::too_large, "expected a regular expression of at most " +
                                              std::to_string(core::kExpressionBytesMax) + " bytes, got " +
                                              std::to_string(a[1].as_string().size()));
  }
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_max_mem(kPatternMemoryMax);
  const re2::RE2 pattern(re2::StringPiece(a[1].as_string().data(), a[1].as_string().size()), options);
  if (!pattern.ok()) {
    auto why = pattern.error();
    if (why.size() > kLiteralBytesMax) why.resize(why.find(':'));  // it quotes the pattern as well
    return failure(core::Errc::invalid, "invalid regular expression " + a[1].literal() + ": " + why);
  }
  return Value::boolean(search(a[0].as_string(), pattern));
}

}  // namespace

void add_texts(Registry& registry) {
  registry.add("size", size, {"b string -> int", "b bytes -> int", "b list(A) -> int", "b map(A, B) -> int"});
  registry.add("contains", contains, {"m string, string -> bool"});
  registry.add("startsWith", starts_with, {"m string, string -> bool"});
  registry.add("endsWith", ends_with, {"m string, string -> bool"});
  registry.add("matches", matches, {"b string, string -> bool"});
}

}  // namespace baton::cel
