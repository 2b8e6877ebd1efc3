#include "baton/core/text.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::templates {

using core::Input;

namespace {

// The type of ours that a word of another language means; empty when it means none.
std::string_view type_meant(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 22> kWords{
      {{"str", "string"},      {"text", "string"},      {"String", "string"}, {"date", "string"},
       {"datetime", "string"}, {"timestamp", "string"}, {"uuid", "string"},   {"email", "string"},
       {"int", "integer"},     {"long", "integer"},     {"int64", "integer"}, {"float", "number"},
       {"double", "number"},   {"decimal", "number"},   {"bool", "boolean"},  {"flag", "boolean"},
       {"array", "list"},      {"tuple", "list"},       {"dict", "object"},   {"map", "object"},
       {"json", "object"},     {"struct", "object"}}};
  const auto found = std::find_if(kWords.begin(), kWords.end(),
                                  [word](const auto& row) { return row.first == word; });
  return found == kWords.end() ? std::string_view() : found->second;
}

void read_type(Reader& reader, const Cursor& cursor, Input& input) {
  if (const auto meant = type_meant(cursor.node->text); !meant.empty()) {
    return reader.error(
        "type/choice",
        "expected " + core::any_of(words::kInputTypes) + ", got " + describe(*cursor.node), cursor,
        "did you mean \"" + std::string(meant) + "\"?");
  }
  if (const auto index = reader.one_of(cursor, words::kInputTypes))
    input.type = static_cast<Input::Type>(*index);
}

// The values of an enum for messages: "low, high or 3".
std::string allowed_values(const Input& input) { return core::any_of(texts_of(input.allowed)); }

void read_allowed(Reader& reader, const Cursor& cursor, Input& input) {
  if (!reader.expect_list(cursor, "a list of the values that are allowed")) return;
  if (cursor.node->items.empty())
    reader.error("type/input", "no value is allowed: expected at least one", cursor, "remove it");
  for (std::size_t i = 0; i < cursor.node->items.size(); ++i) {
    const auto item = cursor.item(i);
    auto value = to_json(*item.node);
    if (fits(input, value)) {
      input.allowed.push_back(std::move(value));
    } else {
      reader.error("type/input",
                   "expected a value of the type " + std::string(type_name(input.type)) + ", got " +
                       describe(*item.node),
                   item);
    }
  }
}

Input read_input(Reader& reader, const Cursor& cursor) {
  Input input;
  if (cursor.node->kind == yaml::Node::Kind::string) {
    read_type(reader, cursor, input);
    return input;
  }
  const auto fields = reader.fields(cursor, kInputKeys);
  if (!fields) return input;
  if (const auto type = fields->find("type")) {
    read_type(reader, *type, input);
  } else {
    reader.error_at_key("syntax/missing-key",
                        "\"type\" is missing: expected " + core::any_of(words::kInputTypes),
                        cursor);
  }
  if (const auto allowed = fields->find("enum")) read_allowed(reader, *allowed, input);
  input.description = reader.text_or(*fields, "description");
  if (const auto field = fields->find("default")) {
    auto value = to_json(*field->node);
    const bool allowed =
        input.allowed.empty() ||
        std::find(input.allowed.begin(), input.allowed.end(), value) != input.allowed.end();
    if (!fits(input, value) || !allowed) {
      reader.error("type/input",
                   "the default does not fit: expected " +
                       (allowed ? "the type " + std::string(type_name(input.type))
                                : "one of its enum, " + allowed_values(input)) +
                       ", got " + describe(*field->node),
                   *field);
    }
    input.default_value = std::move(value);
  }
  return input;
}

}  // namespace

std::string_view type_name(Input::Type type) {
  return words::kInputTypes[static_cast<std::size_t>(type)];
}

std::vector<std::string> texts_of(const std::vector<core::Json>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values)
    texts.push_back(value.is_string() ? value.get<std::string>() : core::dump(value));
  return texts;
}

bool fits(const Input& input, const core::Json& value) {
  switch (input.type) {
    case Input::Type::string: return value.is_string();
    case Input::Type::number: return value.is_number();
    case Input::Type::integer: return value.is_number_integer();
    case Input::Type::boolean: return value.is_boolean();
    case Input::Type::object: return value.is_object();
    case Input::Type::list: return value.is_array();
  }
  return false;
}

void read_inputs(Reader& reader, const Cursor& cursor, PartialTemplate& partial) {
  if (!reader.expect_map(cursor, "a mapping of names to types",
                         cursor.node->is_list() ? "write \"account: string\"" : ""))
    return;
  for (const auto& entry : cursor.node->entries) {
    const auto member = cursor.member(entry);
    const auto& name = entry.key->text;
    if (!is_name(name)) {
      const auto meant = name_meant(name);
      reader.error_at_key(
          "syntax/name",
          "\"" + name + "\" is no name of an input: expected a-z, then a-z, 0-9 or \"_\"", member,
          meant.empty() ? "" : "did you mean \"" + meant + "\"?");
    }
    partial.workflow.inputs[name] = read_input(reader, member);
  }
}

}  // namespace baton::templates
