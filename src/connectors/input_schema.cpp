#include "connectors/input_schema.hpp"

#include "baton/connectors/http_client.hpp"
#include "baton/core/time.hpp"
#include "connectors/uri.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace baton::connectors {

namespace {

using core::Error;
using core::Json;

Error wrong(std::string message) { return {core::Errc::invalid, std::move(message), {}, {}}; }

Error below(const std::string& name, Error misfit) {
  misfit.where.insert(0, '/' + name);
  return misfit;
}

bool is_whole(const Json& value) {
  return value.is_number_integer() ||
         (value.is_number() && std::floor(value.get<double>()) == value.get<double>());
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

bool fits(std::string_view keyword, double measure, double limit) {
  if (keyword == "exclusiveMinimum") return measure > limit;
  if (keyword == "exclusiveMaximum") return measure < limit;
  return keyword.starts_with("min") ? measure >= limit : measure <= limit;
}

bool is_email(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == 0 || at == std::string_view::npos || at + 1 == text.size() || text.size() > 320)
    return false;
  return !has_control(text) && text.find_first_of(" <>,;\"") == std::string_view::npos &&
         text.find('@') == at;
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  const auto fits_form = [](char form, char letter) {
    return form == 'x' ? std::isxdigit(static_cast<unsigned char>(letter)) != 0 : letter == '-';
  };
  return text.size() == kForm.size() &&
         std::equal(kForm.begin(), kForm.end(), text.begin(), fits_form);
}

// 0.3 is a multiple of 0.1, which no double is exactly.
bool is_multiple(double value, double of) {
  const double times = value / of;
  return std::abs(times - std::round(times)) <= 1e-9 * std::max(1.0, std::abs(times));
}

bool has_format(std::string_view format, const std::string& text) {
  if (format == "email") return is_email(text);
  if (format == "date-time") return core::parse_rfc3339(text).has_value();
  if (format == "date")
    return text.size() == 10 && core::parse_rfc3339(text + "T00:00:00Z").has_value();
  if (format == "uuid") return is_uuid(text);
  if (format == "uri")
    return text.find(':') != std::string::npos && text.find(' ') == std::string::npos &&
           !has_control(text);
  return true;
}

cel::Expression::Compiled compile_pattern(const std::string& pattern) {
  const auto scope = scope_of({"text"});
  return cel::Expression::compile("text.matches(" + core::dump(Json(pattern)) + ")", &scope);
}

bool has_repeats(const Json& list) {
  auto sorted = list;
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

std::vector<std::string> texts_of(const Json* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  for (const auto& one : value->is_array() ? *value : Json::array({*value}))
    if (one.is_string()) texts.push_back(one.get<std::string>());
  return texts;
}

}  // namespace

const std::vector<std::string>& InputSchema::formats() {
  static const std::vector<std::string> kFormats{"date", "date-time", "email", "uri", "uuid"};
  return kFormats;
}

std::string InputSchema::pattern_problem(const std::string& pattern) {
  const auto compiled = compile_pattern(pattern);
  if (compiled.expression) return {};
  return compiled.findings.empty() ? "no regular expression" : compiled.findings.front().message;
}

InputSchema::InputSchema(const Json& schema) {
  if (!schema.is_object()) return;
  types_ = texts_of(core::find(schema, "type"));
  if (const auto* allowed = core::find(schema, "enum"); allowed != nullptr && allowed->is_array())
    allowed_ = *allowed;
  if (const auto* constant = core::find(schema, "const")) constant_ = *constant;
  read_bounds(schema, {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}, of_numbers_);
  read_bounds(schema, {"minLength", "maxLength"}, of_texts_);
  read_bounds(schema, {"minItems", "maxItems"}, of_lists_);
  read_bounds(schema, {"minProperties", "maxProperties"}, of_objects_);
  if (const auto* of = core::find(schema, "multipleOf");
      of != nullptr && of->is_number() && *of > 0)
    multiple_of_ = of->get<double>();
  if (const auto* unique = core::find(schema, "uniqueItems")) unique_items_ = *unique == true;
  format_ = core::text_at(schema, "format");
  pattern_ = core::text_at(schema, "pattern");
  if (!pattern_.empty()) matches_ = compile_pattern(pattern_).expression;
  if (const auto* items = core::find(schema, "items"))
    items_ = std::make_shared<InputSchema>(*items);
  read_members(schema);
}

void InputSchema::read_bounds(const Json& schema, std::initializer_list<std::string_view> keywords,
                              std::vector<Bound>& bounds) {
  for (const auto keyword : keywords) {
    const auto* limit = core::find(schema, keyword);
    if (limit != nullptr && limit->is_number())
      bounds.push_back({std::string(keyword), limit->get<double>()});
  }
}

void InputSchema::read_members(const Json& schema) {
  required_ = texts_of(core::find(schema, "required"));
  if (const auto* properties = core::find(schema, "properties");
      properties != nullptr && properties->is_object()) {
    for (const auto& [name, property] : properties->items())
      properties_.emplace(name, InputSchema(property));
  }
  if (const auto* additional = core::find(schema, "additionalProperties")) {
    closed_ = additional->is_boolean() && !additional->get<bool>();
    additional_ = std::make_shared<InputSchema>(*additional);
  }
}

std::optional<Error> InputSchema::misfit(const Json& input) const {
  auto found = check(input);
  if (found) found->where.insert(0, "input");
  return found;
}

InputSchema::Misfit InputSchema::check(const Json& value) const {
  if (auto misfit = check_type(value)) return misfit;
  if (allowed_ && std::find(allowed_->begin(), allowed_->end(), value) == allowed_->end())
    return wrong("expected one of " + core::dump(*allowed_));
  if (constant_ && *constant_ != value) return wrong("expected " + core::dump(*constant_));
  if (value.is_string()) return check_text(value);
  // It is sent as its digits, so these are what must fit.
  const bool as_text =
      value.is_number_integer() && !types_.empty() && types_ == std::vector<std::string>{"string"};
  if (as_text) return check_text(Json(value.dump()));
  if (value.is_array()) return check_list(value);
  if (value.is_object()) return check_object(value);
  return value.is_number() ? check_number(value.get<double>()) : std::nullopt;
}

InputSchema::Misfit InputSchema::check_number(double value) const {
  if (auto misfit = check_bounds(of_numbers_, value, "the number")) return misfit;
  if (multiple_of_ && !is_multiple(value, *multiple_of_))
    return wrong("expected a multiple of " + core::dump(Json(*multiple_of_)) + ", got " +
                 core::dump(Json(value)));
  return std::nullopt;
}

InputSchema::Misfit InputSchema::check_type(const Json& value) const {
  const auto takes_it = [&value](const std::string& type) { return is_of_type(value, type); };
  if (types_.empty() || std::any_of(types_.begin(), types_.end(), takes_it)) return std::nullopt;
  std::string expected;
  for (const auto& type : types_) expected += (expected.empty() ? "" : " or ") + type;
  return wrong("expected " + expected + ", got " + value.type_name());
}

InputSchema::Misfit InputSchema::check_bounds(const std::vector<Bound>& bounds, double measure,
                                              const char* what) {
  for (const auto& [keyword, limit] : bounds) {
    if (fits(keyword, measure, limit)) continue;
    return wrong(std::string(what) + ' ' + core::dump(Json(measure)) + " does not fit " + keyword +
                 ' ' + core::dump(Json(limit)));
  }
  return std::nullopt;
}

InputSchema::Misfit InputSchema::check_text(const Json& value) const {
  const auto& text = value.get_ref<const std::string&>();
  if (!of_texts_.empty()) {
    const auto continues = [](char byte) {
      return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U;
    };
    const auto letters = static_cast<std::ptrdiff_t>(text.size()) -
                         std::count_if(text.begin(), text.end(), continues);
    if (auto misfit = check_bounds(of_texts_, static_cast<double>(letters), "the length"))
      return misfit;
  }
  if (!format_.empty() && !has_format(format_, text))
    return wrong("expected text of the format " + format_);
  if (!matches_) return std::nullopt;
  Values names;
  names.bind("text", value);
  if (!holds(*matches_, names)) return wrong("expected text that matches " + pattern_);
  return std::nullopt;
}

InputSchema::Misfit InputSchema::check_list(const Json& value) const {
  if (auto misfit =
          check_bounds(of_lists_, static_cast<double>(value.size()), "the number of items"))
    return misfit;
  if (unique_items_ && has_repeats(value))
    return wrong("expected items of which no two are the same");
  for (std::size_t at = 0; items_ && at < value.size(); ++at)
    if (auto misfit = items_->check(value[at]))
      return below(std::to_string(at), std::move(*misfit));
  return std::nullopt;
}

InputSchema::Misfit InputSchema::check_object(const Json& value) const {
  if (auto misfit =
          check_bounds(of_objects_, static_cast<double>(value.size()), "the number of members"))
    return misfit;
  for (const auto& name : required_) {
    const auto* member = core::find(value, name);
    if (member == nullptr || member->is_null()) return wrong("needs \"" + name + '"');
  }
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
    const auto property = properties_.find(name);
    if (property == properties_.end() && closed_) return wrong("there is no input \"" + name + '"');
    const auto* schema = property != properties_.end() ? &property->second : additional_.get();
    if (schema == nullptr || member.is_null()) continue;
    if (auto misfit = schema->check(member)) return below(name, std::move(*misfit));
  }
  return std::nullopt;
}

}  // namespace baton::connectors
