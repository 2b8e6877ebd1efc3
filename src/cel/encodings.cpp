#include "baton/core/digest.hpp"
#include "baton/core/encoding.hpp"
#include "baton/core/json.hpp"
#include "cel/functions.hpp"

#include <string>
#include <utility>

// Values as texts of other languages, and back: base64.*, json.*, url.* and hash.*.
namespace baton::cel {
namespace {

using Kind = Value::Kind;

// Pays for reading every byte of a text and for the text that is made of it.
bool spend_bytes(const Call& call, const Value& text) {
  return call.meter.spend(text.as_string().size());
}

Value decode_base64(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string)) return no_overload(call, a, count);
  if (!spend_bytes(call, a[0])) return over_limit(call);
  auto out = core::from_base64(a[0].as_string(), core::Base64::lenient);
  return out ? Value::bytes(*std::move(out)) : unreadable(a[0], "base64");
}

Value encode_base64(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::bytes)) return no_overload(call, a, count);
  if (!spend_bytes(call, a[0])) return over_limit(call);
  return Value::string(core::to_base64(a[0].as_string()));
}

// Reads JSON that stands in a text, as in some header fields and in members of some payloads.
Value parse_json(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string)) return no_overload(call, a, count);
  if (!spend_bytes(call, a[0])) return over_limit(call);
  const auto json = core::parse_json(a[0].as_string());
  return json ? Value::borrow(*json).own() : unreadable(a[0], "JSON");
}

// Members are sorted by name, so that equal values give equal texts.
Value encode_json(const Call& call, const Value* a, std::size_t) {
  // What is left afterwards is what was left before, less the weight of the value.
  const auto before = call.meter.left();
  auto left = before;
  const auto json = a[0].to_json(left);
  const bool too_large = !json && json.error().code == core::Errc::too_large;
  if (!call.meter.spend(too_large ? before + 1 : before - left)) return over_limit(call);
  if (!json) return failure(json.error());
  auto text = core::dump(*json);
  if (!call.meter.make(text.size())) return over_limit(call);
  return Value::string(std::move(text));
}

Value encode_url(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::string)) return no_overload(call, a, count);
  if (!spend_bytes(call, a[0])) return over_limit(call);
  return Value::string(core::percent_encode(a[0].as_string()));
}

Value sha256(const Call& call, const Value* a, std::size_t count) {
  constexpr std::size_t kStepsPerDigest = 16;
  if (!a[0].is(Kind::string) && !a[0].is(Kind::bytes)) return no_overload(call, a, count);
  if (!call.meter.spend(kStepsPerDigest + a[0].as_string().size() / 8)) return over_limit(call);
  return Value::string(core::sha256_hex(a[0].as_string()));
}

}  // namespace

void add_encodings(FunctionTable& table) {
  table.add("base64.decode", decode_base64, {"string -> bytes"});
  table.add("base64.encode", encode_base64, {"bytes -> string"});
  table.add("json.parse", parse_json, {"~ string -> dyn"});
  table.add("json.encode", encode_json, {"~ A -> string"});
  table.add("url.encode", encode_url, {"~ string -> string"});
  table.add("hash.sha256", sha256, {"~ string -> string", "~ bytes -> string"});
}

}  // namespace baton::cel
