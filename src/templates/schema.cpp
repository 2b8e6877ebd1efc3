#include "templates/schema.hpp"

#include "baton/cel/text.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/json_schema.hpp"

#include <algorithm>

namespace baton::templates {

namespace {

using core::Json;
using formats::JsonSchema;
using formats::Misfit;
using Kind = cel::Type::Kind;
using Types = std::vector<std::string>;

std::string_view rule_of(Misfit::Kind kind) {
  switch (kind) {
    case Misfit::Kind::type: return "type/operation-input";
    case Misfit::Kind::choice: return "type/choice";
    case Misfit::Kind::range: return "limit/range";
    case Misfit::Kind::format: return "type/format";
    case Misfit::Kind::unknown_member: return "ref/unknown-operation-input";
    case Misfit::Kind::missing_member: return "type/missing-operation-input";
  }
  return "type/operation-input";
}

Cursor cursor_at(Cursor cursor, const Misfit::Path& path) {
  for (const auto& part : path) {
    if (cursor.node->is_list()) {
      cursor = cursor.item(std::stoul(part));
      continue;
    }
    const auto& entries = cursor.node->entries;
    const auto found =
        std::find_if(entries.begin(), entries.end(),
                     [&part](const yaml::Entry& entry) { return entry.key->text == part; });
    cursor = cursor.member(*found);
  }
  return cursor;
}

// The key under which a missing member is to be added: `with`, or the input that it is a member of.
std::string place_of(const Cursor& cursor) {
  const auto depth = cursor.pointer.find("/with/");
  return depth == std::string::npos || cursor.key == nullptr ? "with" : cursor.key->text;
}

// Reports what does not fit a schema at the place where it is written.
class SchemaCheck {
 public:
  SchemaCheck(Reader& reader, const cel::Scope& scope, const Cursor& root, std::string_view what)
      : reader_(reader), scope_(scope), root_(root), what_(what) {}

  void run(const Json& schema) {
    const auto ask = [this](const std::string& text, const JsonSchema& of,
                            const Misfit::Path& path) { return known(text, of, path); };
    for (const auto& misfit : JsonSchema(schema).misfits(to_json(*root_.node), ask)) tell(misfit);
  }

 private:
  // A value that is exactly one `${…}` has the type of its expression; with text around it, it is a
  // text.
  JsonSchema::Known known(const std::string& text, const JsonSchema& schema,
                          const Misfit::Path& path) {
    using Known = JsonSchema::Known;
    if (!holds_expression(text)) return Known::all;
    const auto compiled = cel::Document::compile(Json(text), &scope_);
    if (!compiled.document) return Known::nothing;  // check_expressions() reports why
    const auto whole = compiled.document->whole();
    if (!whole) return Known::text_only;
    check_expression(json_types(whole->type()), schema.types(), path);
    return Known::nothing;
  }

  void check_expression(const Types& types, const Types& wanted, const Misfit::Path& path) {
    const auto is_wanted = [&wanted](const auto& type) {
      return std::find(wanted.begin(), wanted.end(), type) != wanted.end();
    };
    if (wanted.empty() || types.empty() || std::any_of(types.begin(), types.end(), is_wanted))
      return;
    const bool as_text =
        is_wanted("string") && types.front() != "array" && types.front() != "object";
    const auto cursor = cursor_at(root_, path);
    reader_.error("type/operation-input",
                  named(cursor) + ": expected the type " + core::any_of(wanted) +
                      ", got an expression of the type " + types.front(),
                  cursor, as_text ? "write ${string(…)}" : "");
  }

  void tell(const Misfit& misfit) {
    const auto cursor = cursor_at(root_, misfit.path);
    const auto rule = std::string(rule_of(misfit.kind));
    if (misfit.kind == Misfit::Kind::unknown_member)
      return reader_.error_at_key(rule,
                                  std::string(what_) + " has no input \"" + misfit.expected + '"',
                                  cursor, misfit.hint);
    if (misfit.kind == Misfit::Kind::missing_member)
      return reader_.error_at_key(
          rule, std::string(what_) + " needs the input \"" + misfit.expected + '"', cursor,
          "add \"" + misfit.expected + ": …\" to \"" + place_of(cursor) + '"');
    const auto& node = *cursor.node;
    const bool quote = misfit.takes_text && node.is_scalar() && node.kind != yaml::Node::Kind::null;
    reader_.error(rule, named(cursor) + ": expected " + misfit.expected + ", got " + describe(node),
                  cursor, quote ? "quote it: \"" + node.text + '"' : misfit.hint);
  }

  // The operation and the input for messages: `"acme.order", "qty"`.
  std::string named(const Cursor& cursor) const {
    return std::string(what_) +
           (cursor.key != nullptr ? ", \"" + cursor.key->text + '"' : std::string());
  }

  Reader& reader_;
  const cel::Scope& scope_;
  const Cursor& root_;
  std::string_view what_;
};

}  // namespace

std::vector<std::string> json_types(const cel::Type& type) {
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

std::string_view json_type(core::Input::Type type) {
  return type == core::Input::Type::list ? "array" : type_name(type);
}

void check_against_schema(Reader& reader, const cel::Scope& scope, const Cursor& cursor,
                          const Json& schema, std::string_view what) {
  SchemaCheck(reader, scope, cursor, what).run(schema);
}

}  // namespace baton::templates
