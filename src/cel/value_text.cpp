#include "baton/cel/value.hpp"
#include "cel/text_forms.hpp"

#include <cmath>
#include <utility>

namespace baton::cel {
namespace {

using Json = core::Json;
using Kind = Value::Kind;

// Lists and maps that an expression builds nest no deeper than this when they become JSON.
constexpr int kDepthMax = 128;

// Writes `value` to `out`; false when it cannot be JSON, and `fault` says why.
bool convert(const Value& value, Json& out, core::Error& fault, int depth);

bool convert_list(const Value& value, Json& out, core::Error& fault, int depth) {
  out = Json::array();
  const auto count = value.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (!convert(value.at(i), out.emplace_back(), fault, depth)) return false;
  }
  return true;
}

bool convert_map(const Value& value, Json& out, core::Error& fault, int depth) {
  out = Json::object();
  bool good = true;
  value.for_each([&](const Value& key, const Value& member) {
    good = convert(member, out[key.text()], fault, depth);
    return good;
  });
  return good;
}

bool convert(const Value& value, Json& out, core::Error& fault, int depth) {
  if (depth > kDepthMax) {
    fault = {core::Errc::too_large, "lists and maps are nested more than 128 deep"};
    return false;
  }
  switch (value.kind()) {
    case Kind::null: break;
    case Kind::boolean: out = value.as_bool(); break;
    case Kind::integer: out = value.as_int(); break;
    case Kind::unsigned_integer: out = value.as_uint(); break;
    case Kind::floating:
      out = value.as_double();
      if (std::isfinite(value.as_double())) break;
      fault = {core::Errc::invalid, value.text() + " is not a number that JSON has"};
      return false;
    case Kind::bytes: out = base64_encode(value.as_string()); break;
    case Kind::string:
    case Kind::type: out = std::string(value.as_string()); break;
    case Kind::timestamp: out = timestamp_text(value.seconds(), value.nanos()); break;
    case Kind::duration: out = duration_text(value.seconds(), value.nanos()); break;
    case Kind::list:
    case Kind::map:
      if (value.json() == nullptr)
        return value.is(Kind::list) ? convert_list(value, out, fault, depth + 1) : convert_map(value, out, fault, depth + 1);
      out = *value.json();
      break;
    case Kind::optional:
      if (value.has_value()) return convert(value.optional_value(), out, fault, depth + 1);
      fault = {core::Errc::invalid, "the optional is absent"};
      return false;
    case Kind::error: fault = value.as_error(); return false;
  }
  return true;
}

std::string list_text(const Value& value) {
  std::string out = "[";
  const auto count = value.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) out += ", ";
    out += value.at(i).literal();
  }
  return out += ']';
}

std::string map_text(const Value& value) {
  std::string out = "{";
  value.for_each([&out](const Value& key, const Value& member) {
    if (out.size() > 1) out += ", ";
    out += key.literal() + ": " + member.literal();
    return true;
  });
  return out += '}';
}

}  // namespace

core::Result<Json> Value::to_json() const {
  Json out;
  core::Error fault;
  if (!convert(*this, out, fault, 0)) return fault;
  return core::Result<Json>(boost::system::in_place_value, std::move(out));
}

std::string Value::literal() const {
  switch (kind_) {
    case Kind::null: return "null";
    case Kind::boolean: return boolean_ ? "true" : "false";
    case Kind::integer: return std::to_string(integer_);
    case Kind::unsigned_integer: return std::to_string(unsigned_) + "u";
    case Kind::floating: return number_text(floating_);
    case Kind::string: return quoted(as_string());
    case Kind::bytes: return quoted_bytes(as_string());
    case Kind::type: return std::string(as_string());
    case Kind::timestamp: return timestamp_text(integer_, nanos_);
    case Kind::duration: return duration_text(integer_, nanos_);
    case Kind::list: return list_text(*this);
    case Kind::map: return map_text(*this);
    case Kind::optional: return has_value() ? "optional.of(" + optional_value().literal() + ")" : "optional.none()";
    case Kind::error: return as_error().text();
  }
  return {};
}

std::string Value::text() const {
  if (kind_ == Kind::string) return std::string(as_string());
  if (kind_ == Kind::unsigned_integer) return std::to_string(unsigned_);
  if (kind_ == Kind::bytes) return base64_encode(as_string());
  return literal();
}

}  // namespace baton::cel
