#include "templates/schema.hpp"

#include "baton/cel/text.hpp"
#include "templates/formats.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

using core::Json;
using Kind = cel::Type::Kind;
using Types = std::vector<std::string>;

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

Types types_of(const Json& schema) {
  const auto* type = core::find(schema, "type");
  Types types;
  if (type == nullptr) return types;
  if (type->is_string()) types.push_back(type->get<std::string>());
  if (!type->is_array()) return types;
  for (const auto& one : *type) {
    if (one.is_string()) types.push_back(one.get<std::string>());
  }
  return types;
}

// The JSON types that a value of a CEL type may have; empty: any.
Types json_types(const cel::Type& type) {
  switch (type.kind) {
    case Kind::null: return {"null"};
    case Kind::boolean: return {"boolean"};
    case Kind::integer:
    case Kind::unsigned_integer:
    case Kind::floating: return {"integer", "number"};
    case Kind::string:
    case Kind::bytes:
    case Kind::timestamp:
    case Kind::duration:
    case Kind::type: return {"string"};
    case Kind::list: return {"array"};
    case Kind::map:
    case Kind::object: return {"object"};
    case Kind::optional: return json_types(type.parameters[0]);
    default: return {};
  }
}

std::string joined(const Types& words) {
  const std::vector<std::string_view> views(words.begin(), words.end());
  return any_of(views);
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : core::dump(value);
}

const Json* number_at(const Json& schema, std::string_view key) {
  const auto* value = core::find(schema, key);
  return value != nullptr && value->is_number() ? value : nullptr;
}

class SchemaCheck {
 public:
  SchemaCheck(Reader& reader, const cel::Scope& scope, std::string_view what)
      : reader_(reader), scope_(scope), what_(what) {}

  // As deep as the document, which the YAML reader bounds.
  void check(const Cursor& cursor, const Json& schema) {
    if (!schema.is_object()) return;
    const auto& node = *cursor.node;
    const bool rendered = node.kind == yaml::Node::Kind::string && holds_expression(node.text);
    if (rendered && check_expression(cursor, schema)) return;
    const auto value =
        node.is_scalar() ? to_json(node) : Json(node.is_map() ? Json::object() : Json::array());
    if (!check_type(cursor, value, schema)) return;
    if (!rendered && node.is_scalar()) {
      check_choice(cursor, value, schema);
      check_number(cursor, value, schema);
      check_text(cursor, value, schema);
    }
    if (node.is_map()) check_members(cursor, schema);
    if (node.is_list()) check_items(cursor, schema);
  }

 private:
  void fault(const Cursor& cursor, std::string rule, const std::string& expected,
             std::string hint = {}) {
    reader_.error(std::move(rule),
                  std::string(what_) +
                      (cursor.key != nullptr ? ", \"" + cursor.key->text + '"' : "") +
                      ": expected " + expected + ", got " + describe(*cursor.node),
                  cursor, std::move(hint));
  }

  // A value that is exactly one `${…}` has the type of its expression. True when nothing more is
  // known of it.
  bool check_expression(const Cursor& cursor, const Json& schema) {
    const auto compiled = cel::Document::compile(Json(cursor.node->text), &scope_);
    if (!compiled.document) return true;  // told of where expressions are checked
    const auto whole = compiled.document->whole();
    if (!whole) return false;  // text around it makes it text
    const auto wanted = types_of(schema);
    const auto types = json_types(whole->type());
    const auto is_wanted = [&wanted](const auto& type) {
      return std::find(wanted.begin(), wanted.end(), type) != wanted.end();
    };
    if (wanted.empty() || types.empty() || std::any_of(types.begin(), types.end(), is_wanted))
      return true;
    const bool text = is_wanted("string");
    reader_.error(
        "type/operation-input",
        std::string(what_) + (cursor.key != nullptr ? ", \"" + cursor.key->text + '"' : "") +
            ": expected the type " + joined(wanted) + ", got an expression of the type " +
            types.front(),
        cursor,
        text && types.front() != "array" && types.front() != "object" ? "write ${string(…)}" : "");
    return true;
  }

  bool check_type(const Cursor& cursor, const Json& value, const Json& schema) {
    const auto types = types_of(schema);
    if (types.empty() || std::any_of(types.begin(), types.end(),
                                     [&](const auto& type) { return is_of_type(value, type); }))
      return true;
    const bool quote = cursor.node->is_scalar() && !value.is_null() &&
                       std::find(types.begin(), types.end(), "string") != types.end();
    fault(cursor, "type/operation-input", "the type " + joined(types),
          quote ? "quote it: \"" + cursor.node->text + '"' : "");
    return false;
  }

  void check_choice(const Cursor& cursor, const Json& value, const Json& schema) {
    const auto* constant = core::find(schema, "const");
    if (constant != nullptr && *constant != value) fault(cursor, "type/choice", text_of(*constant));
    const auto* allowed = core::find(schema, "enum");
    if (allowed == nullptr || !allowed->is_array() ||
        std::find(allowed->begin(), allowed->end(), value) != allowed->end())
      return;
    Types words;
    for (const auto& one : *allowed) words.push_back(text_of(one));
    fault(cursor, "type/choice", joined(words), core::did_you_mean(cursor.node->text, words));
  }

  void check_number(const Cursor& cursor, const Json& value, const Json& schema) {
    if (!value.is_number()) return;
    const auto* least = number_at(schema, "minimum");
    const auto* most = number_at(schema, "maximum");
    const auto* above = number_at(schema, "exclusiveMinimum");
    const auto* below = number_at(schema, "exclusiveMaximum");
    if (least != nullptr && value < *least)
      return fault(cursor, "limit/range", "at least " + core::dump(*least));
    if (most != nullptr && value > *most)
      return fault(cursor, "limit/range", "at most " + core::dump(*most));
    if (above != nullptr && value <= *above)
      return fault(cursor, "limit/range", "more than " + core::dump(*above));
    if (below != nullptr && value >= *below)
      return fault(cursor, "limit/range", "less than " + core::dump(*below));
  }

  void check_text(const Cursor& cursor, const Json& value, const Json& schema) {
    if (!value.is_string()) return;
    const auto& text = cursor.node->text;
    const auto length = static_cast<double>(formats::code_points(text));
    const auto* least = number_at(schema, "minLength");
    const auto* most = number_at(schema, "maxLength");
    if (least != nullptr && length < least->get<double>())
      return fault(cursor, "limit/range", "at least " + core::dump(*least) + " characters");
    if (most != nullptr && length > most->get<double>())
      return fault(cursor, "limit/range", "at most " + core::dump(*most) + " characters");
    const auto pattern = core::text_at(schema, "pattern");
    if (!pattern.empty() && !has_pattern(text, pattern))
      return fault(cursor, "type/format", "a text like " + pattern);
    const auto format = core::text_at(schema, "format");
    if (!has_format(text, format)) fault(cursor, "type/format", format_described(format));
  }

  void check_items(const Cursor& cursor, const Json& schema) {
    const auto count = static_cast<double>(cursor.node->items.size());
    const auto* least = number_at(schema, "minItems");
    const auto* most = number_at(schema, "maxItems");
    if (least != nullptr && count < least->get<double>())
      fault(cursor, "limit/range", "at least " + core::dump(*least) + " items");
    if (most != nullptr && count > most->get<double>())
      fault(cursor, "limit/range", "at most " + core::dump(*most) + " items");
    const auto* items = core::find(schema, "items");
    if (items == nullptr) return;
    for (std::size_t i = 0; i < cursor.node->items.size(); ++i) check(cursor.item(i), *items);
  }

  void check_members(const Cursor& cursor, const Json& schema) {
    const auto* properties = core::find(schema, "properties");
    Types known;
    if (properties != nullptr && properties->is_object()) {
      for (const auto& [name, property] : properties->items()) known.push_back(name);
    }
    const auto* additional = core::find(schema, "additionalProperties");
    const bool closed =
        additional != nullptr && additional->is_boolean() && !additional->get<bool>();
    for (const auto& entry : cursor.node->entries) {
      const auto member = cursor.member(entry);
      if (const auto* property =
              properties == nullptr ? nullptr : core::find(*properties, entry.key->text)) {
        check(member, *property);
      } else if (closed) {
        auto hint = core::did_you_mean(entry.key->text, known);
        if (hint.empty() && !known.empty()) hint = "it takes " + joined(known);
        reader_.error_at_key("ref/unknown-operation-input",
                             std::string(what_) + " has no input \"" + entry.key->text + '"',
                             member, std::move(hint));
      } else if (additional != nullptr) {
        check(member, *additional);
      }
    }
    check_required(cursor, schema);
  }

  // Where the member of a map is written: under `with`, or under the input that the map is.
  static std::string place_of(const Cursor& cursor) {
    const auto depth = cursor.pointer.find("/with/");
    return depth == std::string::npos || cursor.key == nullptr ? "with" : cursor.key->text;
  }

  void check_required(const Cursor& cursor, const Json& schema) {
    const auto* required = core::find(schema, "required");
    if (required == nullptr || !required->is_array()) return;
    for (const auto& name : *required) {
      if (!name.is_string() || cursor.node->find(name.get<std::string>()) != nullptr) continue;
      reader_.error_at_key(
          "type/missing-operation-input",
          std::string(what_) + " needs the input \"" + name.get<std::string>() + '"', cursor,
          "add \"" + name.get<std::string>() + ": …\" to \"" + place_of(cursor) + '"');
    }
  }

  Reader& reader_;
  const cel::Scope& scope_;
  std::string_view what_;
};

}  // namespace

void check_against_schema(Reader& reader, const cel::Scope& scope, const Cursor& cursor,
                          const Json& schema, std::string_view what) {
  SchemaCheck(reader, scope, what).check(cursor, schema);
}

}  // namespace baton::templates
