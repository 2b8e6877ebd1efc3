#include "app/openapi_schema.hpp"

#include "app/pattern_text.hpp"
#include "baton/formats/json_schema.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace baton::app {

using core::Json;

namespace {

const Json kNothing = Json::object();

// Keywords that are copied where they are numbers. A bound that no number holds stands in some
// descriptions as a text, and is left out.
constexpr std::array<const char*, 11> kBounds{
    "minimum",  "maximum",  "exclusiveMinimum", "exclusiveMaximum", "minLength",    "maxLength",
    "minItems", "maxItems", "multipleOf",       "minProperties",    "maxProperties"};
// Other keywords that are copied.
constexpr std::array<const char*, 4> kCopied{"description", "enum", "const", "uniqueItems"};

bool is_type(const Json& value) {
  return value == "string" || value == "number" || value == "integer" || value == "boolean" ||
         value == "object" || value == "array" || value == "null";
}

// The type of a schema. OpenAPI 3.0 says with `nullable` what 3.1 says with a list; a null input
// counts as left out, so only the other types matter.
Json type_of(const Json& schema) {
  const auto* type = core::find(schema, "type");
  if (type == nullptr) return schema.contains("properties") ? Json("object") : Json();
  if (type->is_string()) return is_type(*type) && *type != "null" ? *type : Json();
  Json some = Json::array();
  if (type->is_array())
    for (const auto& one : *type)
      if (is_type(one) && one != "null") some.push_back(one);
  if (some.empty()) return {};
  return some.size() == 1 ? some[0] : some;
}

// A number that fits the schema: 1, 0, or one at a bound; 1 if none of these fits.
Json number_for(const Json& schema) {
  const formats::JsonSchema check(schema);
  Json some = Json::array({1, 0});
  for (const auto* key : {"minimum", "maximum", "multipleOf"})
    if (const auto* bound = core::find(schema, key)) some.push_back(*bound);
  for (const auto& [key, step] :
       {std::pair{"exclusiveMinimum", 1}, std::pair{"exclusiveMaximum", -1}})
    if (const auto* bound = core::find(schema, key)) some.push_back(bound->get<double>() + step);
  for (auto& one : some) {
    if (one.is_number_float() && schema.value("type", Json()) == "integer")
      one = static_cast<std::int64_t>(std::clamp(one.get<double>(), -1e15, 1e15));
    if (!check.misfit(one)) return one;
  }
  return 1;
}

std::string text_for(const Json& schema) {
  if (const auto pattern = core::text_at(schema, "pattern"); !pattern.empty())
    return text_for_pattern(pattern);
  const auto format = core::text_at(schema, "format");
  if (format == "date-time") return "2026-01-31T12:00:00Z";
  if (format == "date") return "2026-01-31";
  if (format == "email") return "somebody@example.com";
  if (format == "uri") return "https://example.com/";
  if (format == "uuid") return "00000000-0000-4000-8000-000000000000";
  std::string text = "text";
  const auto length = [&schema](const char* key, std::size_t default_value) {
    const auto* bound = core::find(schema, key);
    if (bound == nullptr || !bound->is_number()) return default_value;
    return static_cast<std::size_t>(std::clamp(bound->get<double>(), 0.0, 1000.0));
  };
  while (text.size() < length("minLength", 0)) text += "text";
  return text.substr(0, std::max(length("minLength", 0), length("maxLength", text.size())));
}

}  // namespace

Json OpenApiSchemas::examples_of(const Json& described) {
  const auto is_scalar = [](const Json& one) { return one.is_primitive() && !one.is_null(); };
  Json found = Json::array();
  if (const auto* one = core::find(described, "example"); one != nullptr && is_scalar(*one))
    found.push_back(*one);
  const auto* some = core::find(described, "examples");
  if (some == nullptr || !some->is_structured()) return found;
  for (const auto& one : *some) {
    const auto* value = some->is_object() ? core::find(one, "value") : &one;
    if (value != nullptr && is_scalar(*value)) found.push_back(*value);
  }
  return found;
}

const Json& OpenApiSchemas::resolved(const Json& value) const {
  const auto* at = &value;
  for (int hops = 0; hops < 8; ++hops) {
    const auto* reference = core::find(*at, "$ref");
    if (reference == nullptr || !reference->is_string()) return *at;
    const auto& text = reference->get_ref<const std::string&>();
    if (!text.starts_with("#/")) return kNothing;
    try {
      at = &description_.at(Json::json_pointer(text.substr(1)));
    } catch (const Json::exception&) {
      return kNothing;  // it leads nowhere
    }
  }
  return kNothing;
}

void OpenApiSchemas::merge(Json& into, const Json& value, int depth_max) const {
  const auto part = schema(value, depth_max);
  for (const auto& [key, member] : part.items()) {
    if (key == "properties")
      into["properties"].update(member);
    else if (key == "required" && into.contains("required"))
      into["required"].insert(into["required"].end(), member.begin(), member.end());
    else
      into[key] = member;
  }
}

Json OpenApiSchemas::schema(const Json& value, int depth_max) const {
  const auto& from = resolved(value);
  Json made = Json::object();
  if (!from.is_object() || depth_max <= 0) return made;
  if (auto type = type_of(from); !type.is_null()) made["type"] = std::move(type);
  for (const auto* key : kCopied)
    if (const auto* member = core::find(from, key)) made[key] = *member;
  for (const auto* key : kBounds)
    if (const auto* member = core::find(from, key); member != nullptr && member->is_number())
      made[key] = *member;
  if (auto examples = examples_of(from); !examples.empty()) made["examples"] = std::move(examples);
  if (const auto* format = core::find(from, "format"); format != nullptr && format->is_string()) {
    const auto& known = formats::JsonSchema::formats();
    if (std::find(known.begin(), known.end(), format->get<std::string>()) != known.end())
      made["format"] = *format;
  }
  if (const auto* pattern = core::find(from, "pattern");
      pattern != nullptr && pattern->is_string() &&
      formats::JsonSchema::pattern_problem(pattern->get<std::string>()).empty())
    made["pattern"] = *pattern;
  if (const auto* items = core::find(from, "items")) made["items"] = schema(*items, depth_max - 1);
  if (const auto* properties = core::find(from, "properties");
      properties != nullptr && properties->is_object()) {
    for (const auto& [name, property] : properties->items()) {
      const auto* read_only = core::find(resolved(property), "readOnly");
      if (read_only != nullptr && *read_only == true) continue;
      made["properties"][name] = schema(property, depth_max - 1);
    }
  }
  if (const auto* all = core::find(from, "allOf"); all != nullptr && all->is_array())
    for (const auto& one : *all) merge(made, one, depth_max - 1);
  if (const auto* required = core::find(from, "required");
      required != nullptr && required->is_array()) {
    auto& names = made["required"];
    if (!names.is_array()) names = Json::array();
    names.insert(names.end(), required->begin(), required->end());
  }
  if (made.contains("required")) {
    Json known = Json::array();
    for (const auto& name : made["required"])
      if (made.contains("properties") && name.is_string() &&
          made["properties"].contains(name.get<std::string>()) &&
          std::find(known.begin(), known.end(), name) == known.end())
        known.push_back(name);
    made["required"] = std::move(known);
    if (made["required"].empty()) made.erase("required");
  }
  return made;
}

Json OpenApiSchemas::example(const Json& schema) {
  if (const auto* one = core::find(schema, "const")) return *one;
  if (const auto* some = core::find(schema, "enum"); some != nullptr && !some->empty())
    return some->front();
  const formats::JsonSchema check(schema);
  for (const auto& one : schema.value("examples", Json::array()))
    if (!check.misfit(one)) return one;
  const auto* type = core::find(schema, "type");
  const auto word = type == nullptr    ? std::string()
                    : type->is_array() ? type->front().get<std::string>()
                                       : type->get<std::string>();
  if (word == "integer" || word == "number") return number_for(schema);
  if (word == "boolean") return true;
  if (word == "array") {
    Json made = Json::array();
    const auto* least = core::find(schema, "minItems");
    const auto count = least == nullptr ? 0.0 : std::clamp(least->get<double>(), 0.0, 100.0);
    while (static_cast<double>(made.size()) < count)
      made.push_back(example(schema.value("items", Json::object())));
    return made;
  }
  if (word == "object") {
    Json made = Json::object();
    for (const auto& name : schema.value("required", Json::array()))
      made[name.get<std::string>()] = example(schema["properties"][name.get<std::string>()]);
    return made;
  }
  return text_for(schema);
}

}  // namespace baton::app
