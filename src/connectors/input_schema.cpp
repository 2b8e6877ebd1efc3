#include "connectors/input_schema.hpp"

#include "baton/connectors/http_client.hpp"
#include "baton/core/time.hpp"
#include "connectors/expressions.hpp"
#include "connectors/uri.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace baton::connectors {

namespace {

using core::Error;
using core::Json;
using Misfit = std::optional<Error>;

Misfit check(const Json& schema, const Json& value, const std::string& where);

Error wrong(const std::string& where, std::string message) { return {core::Errc::invalid, std::move(message), where, {}}; }

bool is_whole(const Json& value) {
  return value.is_number_integer() || (value.is_number() && std::floor(value.get<double>()) == value.get<double>());
}

bool is_of_type(const Json& value, std::string_view type) {
  if (type == "string") return value.is_string() || value.is_number_integer();
  if (type == "number") return value.is_number();
  if (type == "integer") return is_whole(value);
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  return type != "null" || value.is_null();
}

Misfit check_type(const Json& type, const Json& value, const std::string& where) {
  std::string expected;
  for (const auto& one : type.is_array() ? type : Json::array({type})) {
    if (!one.is_string()) continue;
    if (is_of_type(value, one.get_ref<const std::string&>())) return std::nullopt;
    expected += (expected.empty() ? "" : " or ") + one.get<std::string>();
  }
  if (expected.empty()) return std::nullopt;
  return wrong(where, "expected " + expected + ", got " + value.type_name());
}

// A bound of a number, or of a text's or list's length.
Misfit check_bound(const Json& schema, const char* keyword, double measure, const char* what, const std::string& where) {
  const auto* bound = core::find(schema, keyword);
  if (bound == nullptr || !bound->is_number()) return std::nullopt;
  const double limit = bound->get<double>();
  const std::string_view name = keyword;
  const bool fits = name == "exclusiveMinimum"   ? measure > limit
                    : name == "exclusiveMaximum" ? measure < limit
                    : name.starts_with("min")    ? measure >= limit
                                                 : measure <= limit;
  if (fits) return std::nullopt;
  return wrong(where, std::string(what) + " " + core::dump(Json(measure)) + " does not fit " + keyword + " " + bound->dump());
}

Misfit check_bounds(const Json& schema, std::initializer_list<const char*> keywords, double measure, const char* what,
                    const std::string& where) {
  for (const auto* keyword : keywords)
    if (auto misfit = check_bound(schema, keyword, measure, what, where)) return misfit;
  return std::nullopt;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 320) return false;
  return !has_control(text) && text.find_first_of(" <>,;\"") == std::string_view::npos && text.find('@') == at;
}

bool has_format(std::string_view format, const std::string& text) {
  if (format == "email") return is_email(text);
  if (format == "date-time") return core::parse_rfc3339(text).has_value();
  if (format == "date") return text.size() == 10 && core::parse_rfc3339(text + "T00:00:00Z").has_value();
  if (format == "uri") return text.find(':') != std::string::npos && text.find(' ') == std::string::npos && !has_control(text);
  return true;
}

bool matches(const std::string& pattern, const Json& text) {
  const auto scope = scope_of({"text"});
  const auto compiled = cel::Expression::compile("text.matches(" + core::dump(Json(pattern)) + ")", &scope);
  if (!compiled.expression) return true;  // a pattern of another kind of expressions
  Values names;
  names.bind("text", text);
  return holds(*compiled.expression, names);
}

Misfit check_text(const Json& schema, const Json& value, const std::string& where) {
  const auto& text = value.get_ref<const std::string&>();
  const auto continues = [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; };
  const auto length = static_cast<double>(text.size()) - static_cast<double>(std::count_if(text.begin(), text.end(), continues));
  if (auto misfit = check_bounds(schema, {"minLength", "maxLength"}, length, "the length", where)) return misfit;
  const auto format = core::text_at(schema, "format");
  if (!has_format(format, text)) return wrong(where, "expected text of the format " + format);
  const auto pattern = core::text_at(schema, "pattern");
  if (!pattern.empty() && !matches(pattern, value)) return wrong(where, "expected text that matches " + pattern);
  return std::nullopt;
}

Misfit check_list(const Json& schema, const Json& value, const std::string& where) {
  const auto size = static_cast<double>(value.size());
  if (auto misfit = check_bounds(schema, {"minItems", "maxItems"}, size, "the number of items", where)) return misfit;
  const auto* items = core::find(schema, "items");
  for (std::size_t at = 0; items != nullptr && at < value.size(); ++at)
    if (auto misfit = check(*items, value[at], where + "/" + std::to_string(at))) return misfit;
  return std::nullopt;
}

Misfit check_object(const Json& schema, const Json& value, const std::string& where) {
  const auto* required = core::find(schema, "required");
  for (const auto& name : required != nullptr && required->is_array() ? *required : Json::array()) {
    const auto* member = name.is_string() ? core::find(value, name.get_ref<const std::string&>()) : nullptr;
    if (name.is_string() && (member == nullptr || member->is_null()))
      return wrong(where, "needs \"" + name.get<std::string>() + '"');
  }
  const auto* properties = core::find(schema, "properties");
  const auto* additional = core::find(schema, "additionalProperties");
  for (const auto& [name, member] : value.items()) {
    const auto* property = properties != nullptr ? core::find(*properties, name) : nullptr;
    if (property == nullptr && additional != nullptr && *additional == false)
      return wrong(where, "there is no input \"" + name + '"');
    if (property == nullptr) property = additional;
    if (property == nullptr || member.is_null()) continue;
    if (auto misfit = check(*property, member, where + "/" + name)) return misfit;
  }
  return std::nullopt;
}

Misfit check(const Json& schema, const Json& value, const std::string& where) {
  if (!schema.is_object()) return std::nullopt;
  if (const auto* type = core::find(schema, "type"))
    if (auto misfit = check_type(*type, value, where)) return misfit;
  if (const auto* allowed = core::find(schema, "enum"); allowed != nullptr && allowed->is_array())
    if (std::find(allowed->begin(), allowed->end(), value) == allowed->end())
      return wrong(where, "expected one of " + core::dump(*allowed));
  if (const auto* constant = core::find(schema, "const"); constant != nullptr && *constant != value)
    return wrong(where, "expected " + core::dump(*constant));
  if (value.is_number())
    return check_bounds(schema, {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}, value.get<double>(), "the number",
                        where);
  if (value.is_string()) return check_text(schema, value, where);
  if (value.is_array()) return check_list(schema, value, where);
  return value.is_object() ? check_object(schema, value, where) : std::nullopt;
}

}  // namespace

std::optional<Error> misfit(const Json& schema, const Json& input) { return check(schema, input, "input"); }

}  // namespace baton::connectors
