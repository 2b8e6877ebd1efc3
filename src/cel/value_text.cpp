#include "baton/cel/value.hpp"
#include "baton/core/encoding.hpp"
#include "cel/functions.hpp"
#include "cel/text_forms.hpp"

#include <cmath>
#include <utility>

namespace baton::cel {
namespace {

using Json = core::Json;
using Kind = Value::Kind;

// The levels of nesting of a value that becomes JSON.
constexpr int kDepthMax = 128;

// Makes JSON of a value.
class Converter {
 public:
  explicit Converter(std::size_t& left) : left_(left) {}
  core::Error fault{};

  // Writes `value` to `out`. False if it cannot be JSON; `fault` says why.
  bool convert(const Value& value, Json& out, int depth) {
    if (depth > kDepthMax)
      return fail(core::Errc::too_large, "lists and maps are nested more than 128 deep");
    if (!weigh(value)) return fail(core::Errc::too_large, "the value is too large to become JSON");
    switch (value.kind()) {
      case Kind::null: out = nullptr; break;
      case Kind::boolean: out = value.as_bool(); break;
      case Kind::integer: out = value.as_int(); break;
      case Kind::unsigned_integer: out = value.as_uint(); break;
      case Kind::floating:
        out = value.as_double();
        if (std::isfinite(value.as_double())) break;
        return fail(core::Errc::invalid, value.text() + " is not a number that JSON has");
      case Kind::bytes: out = core::to_base64(value.as_string()); break;
      case Kind::string:
      case Kind::type: out = std::string(value.as_string()); break;
      case Kind::timestamp: out = timestamp_text(value.seconds(), value.nanos()); break;
      case Kind::duration: out = duration_text(value.seconds(), value.nanos()); break;
      case Kind::list:
      case Kind::map:
        if (value.json() == nullptr)
          return value.is(Kind::list) ? list(value, out, depth + 1) : map(value, out, depth + 1);
        out = *value.json();
        break;
      case Kind::optional:
        if (value.has_value()) return convert(value.optional_value(), out, depth + 1);
        return fail(core::Errc::invalid, "the optional is absent");
      case Kind::error: fault = value.as_error(); return false;
    }
    return true;
  }

 private:
  // Subtracts the weight of a value from what is left; false if that is not enough. The items of a
  // list or map that convert() walks are weighed there.
  bool weigh(const Value& value) {
    const bool walked = (value.is(Kind::list) || value.is(Kind::map)) && value.json() == nullptr;
    const auto taken = walked || value.is(Kind::optional) ? 1 : weight(value, left_);
    if (taken > left_) return false;
    left_ -= taken;
    return true;
  }

  bool list(const Value& value, Json& out, int depth) {
    out = Json::array();
    const auto count = value.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (!convert(value.at(i), out.emplace_back(), depth)) return false;
    }
    return true;
  }

  bool map(const Value& value, Json& out, int depth) {
    out = Json::object();
    bool good = true;
    value.for_each([&](const Value& key, const Value& member) {
      good = weigh(key) ? convert(member, out[key.text()], depth)
                        : fail(core::Errc::too_large, "the map is too large");
      return good;
    });
    return good;
  }

  bool fail(core::Errc code, std::string message) {
    fault = {code, std::move(message)};
    return false;
  }

  std::size_t& left_;
};

// Writes values as CEL literals, up to a number of bytes.
class Literal {
 public:
  explicit Literal(std::size_t bytes_max) : bytes_max_(bytes_max) {}
  std::string out{};

  void write(const Value& value) {
    if (full_) return;
    switch (value.kind()) {
      case Kind::null: return put("null");
      case Kind::boolean: return put(value.as_bool() ? "true" : "false");
      case Kind::integer: return put(std::to_string(value.as_int()));
      case Kind::unsigned_integer: return put(std::to_string(value.as_uint()) + "u");
      case Kind::floating: return put(number_text(value.as_double()));
      case Kind::string: return quote("\"", value.as_string(), next_quoted);
      case Kind::bytes: return quote("b\"", value.as_string(), next_quoted_byte);
      case Kind::type: return put(value.as_string());
      case Kind::timestamp: return put(timestamp_text(value.seconds(), value.nanos()));
      case Kind::duration: return put(duration_text(value.seconds(), value.nanos()));
      case Kind::list: return list(value);
      case Kind::map: return map(value);
      case Kind::optional:
        if (!value.has_value()) return put("optional.none()");
        put("optional.of(");
        write(value.optional_value());
        return put(")");
      case Kind::error: return put(value.as_error().text());
    }
  }

 private:
  // Adds all of the piece or nothing of it, so that no character is cut.
  void put(std::string_view piece) {
    if (full_) return;
    full_ = piece.size() > bytes_max_ - out.size();
    out += full_ ? std::string_view("…") : piece;
  }

  template <class Next>
  void quote(std::string_view opening, std::string_view text, Next next) {
    put(opening);
    for (std::size_t at = 0; at < text.size() && !full_;) put(next(text, at));
    put("\"");
  }

  void list(const Value& value) {
    put("[");
    const auto count = value.size();
    for (std::size_t i = 0; i < count && !full_; ++i) {
      if (i > 0) put(", ");
      write(value.at(i));
    }
    put("]");
  }

  void map(const Value& value) {
    put("{");
    bool first = true;
    value.for_each([&](const Value& key, const Value& member) {
      if (!std::exchange(first, false)) put(", ");
      write(key);
      put(": ");
      write(member);
      return !full_;
    });
    put("}");
  }

  std::size_t bytes_max_;
  // Something was left out, and nothing more is added.
  bool full_ = false;
};

}  // namespace

core::Result<void> Value::to_json(Json& out, std::size_t& left) const {
  Converter converter(left);
  if (!converter.convert(*this, out, 0)) return std::move(converter.fault);
  return {};
}

core::Result<Json> Value::to_json(std::size_t& left) const {
  Json out;
  if (const auto made = to_json(out, left); !made) return made.error();
  return core::Result<Json>(boost::system::in_place_value, std::move(out));
}

std::string Value::literal(std::size_t bytes_max) const {
  Literal text(bytes_max);
  text.write(*this);
  return std::move(text.out);
}

std::string Value::text() const {
  if (kind_ == Kind::string) return std::string(as_string());
  if (kind_ == Kind::integer) return std::to_string(integer_);
  if (kind_ == Kind::unsigned_integer) return std::to_string(unsigned_);
  if (kind_ == Kind::bytes) return core::to_base64(as_string());
  // Never cut: keys are made of it, and two keys may differ far behind.
  return literal(std::string::npos);
}

std::optional<std::string> Value::key_text() const {
  const bool fits =
      is(Kind::string) || is(Kind::integer) || is(Kind::unsigned_integer) || is(Kind::boolean);
  return fits ? std::optional(text()) : std::nullopt;
}

}  // namespace baton::cel
