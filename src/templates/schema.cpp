#include "templates/draft.hpp"

#include <algorithm>

namespace baton::templates {

using core::Json;

namespace {

bool is_of_type(const Json& value, std::string_view type) {
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "null") return value.is_null();
  return true;
}

std::vector<std::string> types_of(const Json& schema) {
  const auto* type = core::find(schema, "type");
  std::vector<std::string> types;
  if (type == nullptr) return types;
  if (type->is_string()) types.push_back(type->get<std::string>());
  if (!type->is_array()) return types;
  for (const auto& one : *type) {
    if (one.is_string()) types.push_back(one.get<std::string>());
  }
  return types;
}

std::string joined(const std::vector<std::string>& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  return any_of(views);
}

// A value that is exactly one `${…}` may become anything; text around it makes it text.
bool may_become_anything(const std::string& text) {
  return text.starts_with("${") && text.ends_with('}') && text.find("${", 2) == std::string::npos;
}

void check_members(Reader& reader, const Cursor& cursor, const Json& schema, std::string_view what) {
  const auto* properties = core::find(schema, "properties");
  std::vector<std::string> known;
  if (properties != nullptr && properties->is_object()) {
    for (const auto& [name, property] : properties->items()) known.push_back(name);
  }
  const auto* additional = core::find(schema, "additionalProperties");
  const bool closed = additional != nullptr && additional->is_boolean() && !additional->get<bool>();
  for (const auto& entry : cursor.node->entries) {
    const auto member = cursor.member(entry);
    if (const auto* property = properties == nullptr ? nullptr : core::find(*properties, entry.key->text)) {
      check_against_schema(reader, member, *property, what);
    } else if (closed) {
      auto hint = core::did_you_mean(entry.key->text, known);
      if (hint.empty() && !known.empty()) hint = "it takes " + joined(known);
      reader.error_at_key("ref/unknown-operation-input", std::string(what) + " has no input \"" + entry.key->text + '"', member,
                          std::move(hint));
    }
  }
  const auto* required = core::find(schema, "required");
  if (required == nullptr || !required->is_array()) return;
  for (const auto& name : *required) {
    if (!name.is_string() || cursor.node->find(name.get<std::string>()) != nullptr) continue;
    reader.error_at_key("type/missing-operation-input", std::string(what) + " needs the input \"" + name.get<std::string>() + '"',
                        cursor, "add \"" + name.get<std::string>() + ": …\" to \"with\"");
  }
}

}  // namespace

void check_against_schema(Reader& reader, const Cursor& cursor, const Json& schema, std::string_view what) {
  const auto& node = *cursor.node;
  if (!schema.is_object()) return;
  const bool expression = node.kind == yaml::Node::Kind::string && holds_expression(node.text);
  if (expression && may_become_anything(node.text)) return;
  const auto types = types_of(schema);
  const auto value = node.is_scalar() ? to_json(node) : Json(node.is_map() ? Json::object() : Json::array());
  if (!types.empty() && std::none_of(types.begin(), types.end(), [&](const auto& type) { return is_of_type(value, type); })) {
    const bool quote = node.is_scalar() && !value.is_null() && std::find(types.begin(), types.end(), "string") != types.end();
    reader.error("type/operation-input",
                 std::string(what) + (cursor.key != nullptr ? ", \"" + cursor.key->text + '"' : "") + ": expected the type " +
                     joined(types) + ", got " + describe(node),
                 cursor, quote ? "quote it: \"" + node.text + '"' : "");
    return;
  }
  if (const auto* allowed = core::find(schema, "enum");
      allowed != nullptr && allowed->is_array() && !expression && node.is_scalar()) {
    if (std::find(allowed->begin(), allowed->end(), value) == allowed->end()) {
      std::vector<std::string> words;
      for (const auto& one : *allowed) words.push_back(one.is_string() ? one.get<std::string>() : one.dump());
      reader.error("type/choice", std::string(what) + ": expected " + joined(words) + ", got " + describe(node), cursor,
                   core::did_you_mean(node.text, words));
    }
  }
  if (node.is_map()) check_members(reader, cursor, schema, what);
  const auto* items = core::find(schema, "items");
  if (items == nullptr) return;
  for (std::size_t i = 0; i < node.items.size(); ++i) check_against_schema(reader, cursor.item(i), *items, what);
}

}  // namespace baton::templates
