#include "baton/formats/json_schema_check.hpp"

#include "baton/formats/json_schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace baton::formats {

namespace {

using core::Json;

const std::vector<std::string>& types() {
  static const std::vector<std::string> kTypes{"string", "number", "integer", "boolean",
                                               "object", "array",  "null"};
  return kTypes;
}

// What kind of value a keyword takes.
enum class Takes {
  types,
  list,
  anything,
  note,
  pattern,
  format,
  flag,
  number,
  positive,
  count,
  names,
  schema,
  schemas,
  flag_or_schema
};

struct Keyword {
  std::string_view name;
  Takes takes;
  // The type whose values it bounds; empty if it is about all of them.
  std::string_view about{};
};

// The keywords that JsonSchema holds values to, and those that only tell people something. All
// other keywords of JSON Schema are refused, because they would promise a check that is not made.
constexpr std::array<Keyword, 29> kKeywords{
    {{"type", Takes::types},
     {"enum", Takes::list},
     {"const", Takes::anything},
     {"properties", Takes::schemas, "object"},
     {"required", Takes::names, "object"},
     {"additionalProperties", Takes::flag_or_schema, "object"},
     {"minProperties", Takes::count, "object"},
     {"maxProperties", Takes::count, "object"},
     {"items", Takes::schema, "array"},
     {"minItems", Takes::count, "array"},
     {"maxItems", Takes::count, "array"},
     {"uniqueItems", Takes::flag, "array"},
     {"minimum", Takes::number, "number"},
     {"maximum", Takes::number, "number"},
     {"exclusiveMinimum", Takes::number, "number"},
     {"exclusiveMaximum", Takes::number, "number"},
     {"multipleOf", Takes::positive, "number"},
     {"minLength", Takes::count, "string"},
     {"maxLength", Takes::count, "string"},
     {"pattern", Takes::pattern, "string"},
     {"format", Takes::format, "string"},
     {"title", Takes::note},
     {"description", Takes::note},
     {"$comment", Takes::note},
     {"default", Takes::anything},
     {"examples", Takes::list},
     {"deprecated", Takes::flag},
     {"readOnly", Takes::flag},
     {"writeOnly", Takes::flag}}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kRanges{
    {{"minimum", "maximum"},
     {"minimum", "exclusiveMaximum"},
     {"exclusiveMinimum", "maximum"},
     {"exclusiveMinimum", "exclusiveMaximum"},
     {"minLength", "maxLength"},
     {"minItems", "maxItems"},
     {"minProperties", "maxProperties"}}};

std::string type_meant(const std::string& word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kWords{
      {{"text", "string"},
       {"str", "string"},
       {"int", "integer"},
       {"float", "number"},
       {"double", "number"},
       {"bool", "boolean"},
       {"list", "array"},
       {"map", "object"},
       {"dict", "object"},
       {"dictionary", "object"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [&word](const auto& row) { return row.first == word; });
  return found == kWords.end() ? core::did_you_mean(word, types())
                               : "did you mean \"" + std::string(found->second) + "\"?";
}

void check_types(const FieldReader& schema, const Json& type) {
  const auto words = type.is_array() ? type : Json::array({type});
  if (words.empty()) schema.error("type", "config/schema", "\"type\": expected at least one");
  for (const auto& one : words) {
    const auto word = one.is_string() ? one.get<std::string>() : core::dump(one);
    if (std::find(types().begin(), types().end(), word) != types().end()) continue;
    schema.error("type", "config/schema", "there is no type \"" + word + "\" in a JSON Schema",
                 type_meant(word));
  }
}

void check_format(const FieldReader& schema, const Json& value) {
  const auto format = value.is_string() ? value.get<std::string>() : core::dump(value);
  const auto& known = JsonSchema::formats();
  if (format == kSchemaFormat || std::find(known.begin(), known.end(), format) != known.end())
    return;
  auto hint = core::did_you_mean(format, known);
  if (hint.empty())
    hint = "known are date, date-time, email, uri and uuid; others can be said as a pattern";
  schema.error("format", "config/schema", "there is no format \"" + format + "\"", std::move(hint));
}

void check_pattern(const FieldReader& schema, const Json& value) {
  const auto problem =
      value.is_string() ? JsonSchema::pattern_problem(value.get<std::string>()) : "expected text";
  if (!problem.empty()) schema.error("pattern", "config/schema", "\"pattern\": " + problem);
}

// 2.0 is a whole number as well.
bool is_count(const Json& value) {
  return value.is_number() && value >= 0 && std::floor(value.get<double>()) == value.get<double>();
}

// What was expected, if a keyword's value is of another kind. Empty if it is of the right kind, or
// if another function looks at it.
std::string_view expected(Takes takes, const Json& value) {
  switch (takes) {
    case Takes::list:
      return value.is_array() && !value.empty() ? "" : "a list of at least one value";
    case Takes::note: return value.is_string() ? "" : "text";
    case Takes::flag: return value.is_boolean() ? "" : "true or false";
    case Takes::number: return value.is_number() ? "" : "a number";
    case Takes::positive: return value.is_number() && value > 0 ? "" : "a number above 0";
    case Takes::count: return is_count(value) ? "" : "a whole number, 0 or more";
    case Takes::flag_or_schema:
      return value.is_boolean() || value.is_object() ? "" : "true, false or a schema";
    case Takes::names: {
      const bool texts =
          std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
      return value.is_array() && texts ? "" : "a list of names";
    }
    default: return "";
  }
}

// Reports a bound that no value of the schema's types can meet or miss, as `maxLength` of numbers.
void check_subject(const FieldReader& schema, const Keyword& keyword) {
  const auto* type = schema.find("type");
  const auto about =
      core::text_at(schema.value(), "format") == kSchemaFormat && keyword.name == "format"
          ? std::string_view("object")
          : keyword.about;
  if (type == nullptr || about.empty()) return;
  const auto words = type->is_array() ? *type : Json::array({*type});
  const auto concerned = [about](const Json& one) {
    const auto word = one.is_string() ? one.get<std::string>() : std::string();
    return word == about || (word == "integer" && about == "number");
  };
  if (words.empty() || std::any_of(words.begin(), words.end(), concerned)) return;
  schema.error(keyword.name, "config/schema",
               "\"" + std::string(keyword.name) + "\" is about values of the type " +
                   std::string(about) + ", and here the type is " + core::dump(*type));
}

void check_keyword(const FieldReader& schema, const Keyword& keyword, const Json& value) {
  if (const auto kind = expected(keyword.takes, value); !kind.empty())
    return schema.error(keyword.name, "config/schema",
                        "\"" + std::string(keyword.name) + "\": expected " + std::string(kind) +
                            ", got " + core::dump(value));
  if (keyword.takes == Takes::types) return check_types(schema, value);
  if (keyword.takes == Takes::format) check_format(schema, value);
  if (keyword.takes == Takes::pattern) check_pattern(schema, value);
  check_subject(schema, keyword);
}

std::string known_keyword(const std::string& word) {
  std::vector<std::string> names;
  for (const auto& keyword : kKeywords) names.emplace_back(keyword.name);
  return core::did_you_mean(word, names);
}

void check_keywords(const FieldReader& schema) {
  for (const auto& [key, value] : schema.value().items()) {
    if (key.starts_with("x-")) continue;
    const auto known = std::find_if(kKeywords.begin(), kKeywords.end(),
                                    [&key = key](const auto& one) { return one.name == key; });
    if (known != kKeywords.end()) {
      check_keyword(schema, *known, value);
      continue;
    }
    auto hint = known_keyword(key);
    const bool slip = !hint.empty();
    if (!slip)
      hint = "leave it out, or say it with other keywords; notes of your own begin with x-";
    schema.error(key, "config/schema",
                 slip ? "there is no keyword \"" + key + "\" in a JSON Schema"
                      : "\"" + key + "\": inputs are not held to this",
                 std::move(hint));
  }
}

void check_ranges(const FieldReader& schema) {
  for (const auto& [least, most] : kRanges) {
    const auto* from = schema.find(least);
    const auto* to = schema.find(most);
    if (from == nullptr || to == nullptr || !from->is_number() || !to->is_number()) continue;
    const bool open = least.starts_with("exclusive") || most.starts_with("exclusive");
    if (*from < *to || (!open && *from == *to)) continue;
    schema.error(least, "config/schema",
                 "nothing fits both \"" + std::string(least) + "\" " + core::dump(*from) +
                     " and \"" + std::string(most) + "\" " + core::dump(*to));
  }
}

void check_required(const FieldReader& schema) {
  const auto* required = schema.find("required");
  const auto* properties = schema.find("properties");
  if (required == nullptr || !required->is_array() || properties == nullptr ||
      !properties->is_object())
    return;
  const auto* additional = schema.find("additionalProperties");
  const bool closed = additional != nullptr && additional->is_boolean() && !additional->get<bool>();
  std::vector<std::string> known;
  for (const auto& [name, property] : properties->items()) known.push_back(name);
  for (const auto& name : *required) {
    if (!name.is_string() || properties->contains(name.get<std::string>())) continue;
    auto hint = core::did_you_mean(name.get<std::string>(), known);
    if (!closed && hint.empty()) continue;
    schema.error("required", "config/schema",
                 "\"" + name.get<std::string>() + "\" is required, and is none of the properties",
                 std::move(hint));
  }
}

}  // namespace

bool is_checked_keyword(std::string_view keyword) {
  return keyword.starts_with("x-") ||
         std::any_of(kKeywords.begin(), kKeywords.end(),
                     [keyword](const Keyword& one) { return one.name == keyword; });
}

// Recurses as deep as the manifest is nested, which the YAML reader has bounded.
void check_json_schema(const FieldReader& schema) {
  check_keywords(schema);
  check_ranges(schema);
  check_required(schema);
  const auto properties = schema.inner("properties");
  for (const auto& [name, property] : properties.value().items())
    check_json_schema(
        FieldReader(schema.file(), properties.pointer(name), property, schema.findings()));
  if (schema.find("items") != nullptr) check_json_schema(schema.inner("items"));
  const auto* additional = schema.find("additionalProperties");
  if (additional != nullptr && additional->is_object())
    check_json_schema(schema.inner("additionalProperties"));
}

}  // namespace baton::formats
