#include "templates/forms.hpp"

#include "baton/core/text.hpp"
#include "templates/partial_template.hpp"

#include <algorithm>
#include <array>

namespace baton::templates {

using core::FormField;

namespace {

constexpr std::array<std::string_view, 11> kFieldWords{
    "type",    "format",  "label",   "description", "required",  "enum",
    "default", "minimum", "maximum", "min_length",  "max_length"};

constexpr std::array<Synonym, 20> kFieldSynonyms{{{"title", "label"},
                                                  {"name", "label"},
                                                  {"help", "description"},
                                                  {"hint", "description"},
                                                  {"options", "enum"},
                                                  {"values", "enum"},
                                                  {"choices", "enum"},
                                                  {"one_of", "enum"},
                                                  {"value", "default"},
                                                  {"initial", "default"},
                                                  {"optional", "required", "remove it: a field is"},
                                                  {"mandatory", "required"},
                                                  {"min", "minimum"},
                                                  {"max", "maximum"},
                                                  {"minLength", "min_length"},
                                                  {"maxLength", "max_length"},
                                                  {"min_items", "min_length"},
                                                  {"max_items", "max_length"},
                                                  {"kind", "type"},
                                                  {"rows", "format", "write format: lines"}}};

constexpr KeyTable kFieldKeys{"a field of a form", kFieldWords, kFieldSynonyms};

// A number that a form may limit another one by.
constexpr double kNumberMax = 1e15;
// What the output of a task has beside the values of its form.
constexpr std::array<std::string_view, 2> kTaken{"by", "at"};

std::string word_of(FormField::Type type) {
  return std::string(core::kFormTypes[static_cast<std::size_t>(type)]);
}

void read_field_type(Reader& reader, const Cursor& cursor, FormField& field) {
  if (const auto index = reader.one_of(cursor, core::kFormTypes))
    field.type = static_cast<FormField::Type>(*index);
}

void read_flag(Reader& reader, const Cursor& cursor, bool& flag) {
  const auto value = to_json(*cursor.node);
  if (value.is_boolean()) {
    flag = value.get<bool>();
  } else {
    reader.wrong_truth(cursor);
  }
}

// The field, or an item of it if it is a list, without what else limits it.
bool is_of_type(const FormField& field, const core::Json& value) {
  FormField bare{field.name};
  bare.type = field.type == FormField::Type::list ? FormField::Type::string : field.type;
  bare.format = FormField::Format::lines;
  return core::unfit(bare, value).empty();
}

void read_choices(Reader& reader, const Cursor& cursor, FormField& field) {
  if (!reader.expect_list(cursor, "a list of the values that are allowed")) return;
  if (cursor.node->items.empty())
    reader.error("form/enum", "no value is allowed: expected at least one", cursor, "remove it");
  for (std::size_t at = 0; at < cursor.node->items.size(); ++at) {
    const auto item = cursor.item(at);
    auto value = to_json(*item.node);
    if (is_of_type(field, value)) {
      field.allowed.push_back(std::move(value));
    } else {
      reader.error(
          "form/enum",
          "expected a value of the type " + word_of(field.type) + ", got " + describe(*item.node),
          item);
    }
  }
}

// Reports keys that mean nothing for the field's type.
void check_meaning(Reader& reader, const Reader::Fields& fields, const FormField& field) {
  using Type = FormField::Type;
  const bool number = field.type == Type::number || field.type == Type::integer;
  const bool counted = field.type == Type::string || field.type == Type::list;
  const auto check = [&](std::string_view key, bool means_something, std::string_view of) {
    const auto found = fields.find(key);
    if (!found || means_something) return;
    reader.error_at_key("form/limit",
                        "\"" + std::string(key) + "\" is for " + std::string(of) +
                            ", and the field is of the type " + word_of(field.type),
                        *found, "remove it");
  };
  check("format", field.type == Type::string, "texts");
  check("minimum", number, "numbers");
  check("maximum", number, "numbers");
  check("min_length", counted, "texts and lists");
  check("max_length", counted, "texts and lists");
  check("enum", field.type != Type::boolean, "texts, numbers and lists");
}

void read_limits(Reader& reader, const Reader::Fields& fields, FormField& field) {
  if (const auto at = fields.find("minimum"))
    field.minimum = reader.number(*at, -kNumberMax, kNumberMax);
  if (const auto at = fields.find("maximum"))
    field.maximum = reader.number(*at, -kNumberMax, kNumberMax);
  const int most = field.type == FormField::Type::list ? core::kFormItemsMax : core::kFormTextMax;
  if (const auto at = fields.find("min_length"))
    field.min_length = reader.whole_number(*at, 0, most);
  if (const auto at = fields.find("max_length"))
    field.max_length = reader.whole_number(*at, 1, most);
  const auto crossed = [&](const char* low, const char* high) {
    reader.error_at_key(
        "form/limit", "nothing fits: \"" + std::string(low) + "\" is greater than \"" + high + "\"",
        *fields.find(low), "exchange the two");
  };
  if (field.minimum && field.maximum && *field.minimum > *field.maximum)
    crossed("minimum", "maximum");
  if (field.min_length && field.max_length && *field.min_length > *field.max_length)
    crossed("min_length", "max_length");
}

// True if a value has an expression somewhere in it, so that what it is shows only when it runs.
bool computed(const core::Json& value) {
  if (value.is_string()) return holds_expression(value.get_ref<const std::string&>());
  return value.is_structured() && std::any_of(value.begin(), value.end(), computed);
}

core::Rendered read_default(Reader& reader, const Cursor& cursor, const Site& site,
                            const FormField& field) {
  const auto value = to_json(*cursor.node);
  if (!computed(value)) {
    if (const auto why = core::unfit(field, value); !why.empty())
      reader.error("form/default", "the default does not fit: " + why, cursor);
  }
  return reader.rendered(cursor, site);
}

// Reads a field; its default value is returned.
core::Rendered read_field(Reader& reader, const Cursor& cursor, const Site& site,
                          FormField& field) {
  if (cursor.node->kind == yaml::Node::Kind::string) {
    read_field_type(reader, cursor, field);
    return {};
  }
  const auto fields = reader.fields(cursor, kFieldKeys);
  if (!fields) return {};
  if (const auto type = fields->find("type")) read_field_type(reader, *type, field);
  check_meaning(reader, *fields, field);
  if (const auto format = fields->find("format")) {
    if (const auto index = reader.one_of(*format, Words(core::kFormFormats).subspan(1)))
      field.format = static_cast<FormField::Format>(*index + 1);
  }
  field.label = reader.text_or(*fields, "label");
  field.description = reader.text_or(*fields, "description");
  if (const auto required = fields->find("required")) read_flag(reader, *required, field.required);
  if (const auto choices = fields->find("enum")) read_choices(reader, *choices, field);
  read_limits(reader, *fields, field);
  const auto value = fields->find("default");
  return value ? read_default(reader, *value, site, field) : core::Rendered{};
}

}  // namespace

const KeyTable& form_field_keys() { return kFieldKeys; }

void read_form(Reader& reader, const Cursor& cursor, const Site& site, core::PeopleTask& task) {
  if (!reader.expect_map(cursor, "a mapping of names to fields",
                         cursor.node->is_list() ? "write \"url: string\"" : ""))
    return;
  const auto& entries = cursor.node->entries;
  if (entries.size() > core::kFormFieldsMax) {
    reader.error("limit/range",
                 std::to_string(entries.size()) + " fields: expected at most " +
                     std::to_string(core::kFormFieldsMax),
                 cursor, "ask in two tasks");
  }
  for (const auto& entry : entries) {
    const auto member = cursor.member(entry);
    FormField field{entry.key->text};
    const bool taken = std::find(kTaken.begin(), kTaken.end(), field.name) != kTaken.end();
    if (taken || !is_name(field.name)) {
      const auto meant = taken ? field.name + "_" : name_meant(field.name);
      reader.error_at_key("syntax/name",
                          taken ? "\"" + field.name + "\" is in the output of each task already"
                                : "\"" + field.name +
                                      "\" is no name of a field: expected a-z, then a-z, 0-9 or "
                                      "\"_\"",
                          member, meant.empty() ? "" : "did you mean \"" + meant + "\"?");
    }
    task.defaults.push_back(read_field(reader, member, site, field));
    task.form.push_back(std::move(field));
  }
}

}  // namespace baton::templates
