#include "connectors/schema_check.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::connectors {

namespace {

using core::Json;

const std::vector<std::string>& types() {
  static const std::vector<std::string> kTypes{"string", "number", "integer", "boolean", "object", "array", "null"};
  return kTypes;
}

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> kKeywords{"type",
                                                  "enum",
                                                  "const",
                                                  "properties",
                                                  "required",
                                                  "additionalProperties",
                                                  "items",
                                                  "minimum",
                                                  "maximum",
                                                  "minLength",
                                                  "maxLength",
                                                  "exclusiveMinimum",
                                                  "exclusiveMaximum",
                                                  "minItems",
                                                  "maxItems",
                                                  "pattern",
                                                  "format",
                                                  "title",
                                                  "description",
                                                  "default",
                                                  "examples",
                                                  "uniqueItems",
                                                  "multipleOf",
                                                  "minProperties",
                                                  "maxProperties",
                                                  "deprecated",
                                                  "readOnly",
                                                  "writeOnly"};
  return kKeywords;
}

std::string type_meant(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWords{{{"text", "string"},
                                                                                         {"str", "string"},
                                                                                         {"int", "integer"},
                                                                                         {"float", "number"},
                                                                                         {"double", "number"},
                                                                                         {"bool", "boolean"},
                                                                                         {"list", "array"},
                                                                                         {"map", "object"},
                                                                                         {"dict", "object"},
                                                                                         {"dictionary", "object"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(), [&word](const auto& row) { return row.first == word; });
  return found == kWords.end() ? core::did_you_mean(word, types()) : "did you mean \"" + std::string(found->second) + "\"?";
}

void check_types(const Members& schema) {
  const auto* type = schema.find("type");
  if (type == nullptr) return;
  for (const auto& one : type->is_array() ? *type : Json::array({*type})) {
    const auto word = one.is_string() ? one.get<std::string>() : core::dump(one);
    if (std::find(types().begin(), types().end(), word) != types().end()) continue;
    schema.error("type", "config/schema", "there is no type \"" + word + "\" in a JSON Schema", type_meant(word));
  }
}

void check_keywords(const Members& schema) {
  for (const auto& [key, value] : schema.value().items()) {
    if (std::find(keywords().begin(), keywords().end(), key) != keywords().end()) continue;
    auto hint = core::did_you_mean(key, keywords());
    if (!hint.empty())
      schema.error(key, "config/schema", "there is no keyword \"" + key + "\" in a JSON Schema", std::move(hint));
  }
}

void check_required(const Members& schema) {
  const auto* required = schema.find("required");
  const auto* properties = schema.find("properties");
  if (required == nullptr) return;
  if (!required->is_array()) return schema.error("required", "config/schema", "\"required\": expected a list of names");
  if (properties == nullptr || !properties->is_object()) return;
  const auto* additional = schema.find("additionalProperties");
  const bool closed = additional != nullptr && additional->is_boolean() && !additional->get<bool>();
  std::vector<std::string> known;
  for (const auto& [name, property] : properties->items()) known.push_back(name);
  for (const auto& name : *required) {
    if (!name.is_string() || properties->contains(name.get<std::string>())) continue;
    auto hint = core::did_you_mean(name.get<std::string>(), known);
    if (!closed && hint.empty()) continue;
    schema.error("required", "config/schema", "\"" + name.get<std::string>() + "\" is required, and is none of the properties",
                 std::move(hint));
  }
}

}  // namespace

// As deep as the manifest, which the YAML reader bounds.
void check_schema(const Members& schema) {
  check_types(schema);
  check_keywords(schema);
  check_required(schema);
  const auto properties = schema.inner("properties");
  for (const auto& [name, property] : properties.value().items())
    if (property.is_object()) check_schema(Members(schema.file(), properties.pointer(name), property, schema.findings()));
  for (const auto* key : {"items", "additionalProperties"}) {
    const auto* inner = schema.find(key);
    if (inner != nullptr && inner->is_object()) check_schema(schema.inner(key));
  }
}

}  // namespace baton::connectors
