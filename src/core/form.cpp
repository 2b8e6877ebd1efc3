#include "baton/core/form.hpp"

#include "baton/core/counted.hpp"
#include "baton/core/days.hpp"
#include "baton/core/text.hpp"
#include "baton/core/time.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>

namespace baton::core {

namespace {

using Type = FormField::Type;
using Format = FormField::Format;

// The value that a word of the table stands for; `default_value` if the word is not in it.
template <class Enum, std::size_t kCount>
Enum read_word(const std::array<std::string_view, kCount>& words, const std::string& word,
               Enum default_value) {
  const auto found = std::find(words.begin(), words.end(), word);
  return found == words.end() ? default_value : static_cast<Enum>(found - words.begin());
}

// Characters of a text, which is UTF-8: all bytes but those that continue one.
std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) >> 6U) != 2U;
  }));
}

bool is_blank(std::string_view text) { return trim(text, " \t\r\n").empty(); }

bool has_space(std::string_view text) {
  return text.find_first_of(" \t\r\n") != std::string_view::npos;
}

bool is_uri(std::string_view text) {
  const bool http = starts_no_case(text, "http://");
  const bool https = starts_no_case(text, "https://");
  if (has_space(text) || !(http || https)) return false;
  const auto host = text.substr(text.find("//") + 2);
  return !host.empty() && std::string_view("/?#:").find(host.front()) == std::string_view::npos;
}

// Why a text holds what nobody types, such as a NUL; empty if it does not. Line breaks and tabs are
// typed. Control characters are those of ASCII and, in UTF-8 two bytes long, U+0080 to U+009F.
std::string unfit_controls(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr unsigned kTwoBytes = 0xC2;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned code = static_cast<unsigned char>(text[at]);
    if (code == kTwoBytes && at + 1 < text.size()) {
      code = static_cast<unsigned char>(text[++at]);
      if (code > 0x9F) continue;
    } else if (code == '\n' || code == '\r' || code == '\t' || (code >= 0x20 && code != 0x7F)) {
      continue;
    }
    std::string why = "expected a text without control characters, got U+00";
    why += kDigits[code >> 4U];
    return why += kDigits[code & 0xFU];
  }
  return {};
}

// Why a text does not look as its format says; empty if it does.
std::string unlike(Format format, const std::string& text) {
  switch (format) {
    case Format::any:
      return text.find_first_of("\r\n") == std::string::npos ? "" : "expected one line";
    case Format::lines: return {};
    case Format::uri:
      return is_uri(text) ? "" : "expected an address that begins with https:// or http://";
    case Format::email: return is_email_address(text) ? "" : "expected an e-mail address";
    case Format::date: return parse_day(text) ? "" : "expected a day, as 2026-05-04";
    case Format::date_time:
      return parse_rfc3339(text) ? "" : "expected a moment, as 2026-05-04T12:00:00Z";
  }
  return {};
}

// Why there are too few or too many of something; empty if the number is right. `what`: "item".
std::string too_many_or_few(const FormField& field, std::size_t count, int most,
                            std::string_view what) {
  const auto min = static_cast<std::size_t>(std::max(0, field.min_length.value_or(0)));
  const auto max = static_cast<std::size_t>(std::max(0, field.max_length.value_or(most)));
  if (count < min)
    return "expected at least " + counted(min, what) + ", got " + std::to_string(count);
  if (count > max)
    return "expected at most " + counted(max, what) + ", got " + std::to_string(count);
  return {};
}

std::string out_of_range(const FormField& field, const Json& value) {
  const auto number = value.get<double>();
  if (field.minimum && number < *field.minimum)
    return "expected " + number_text(*field.minimum) + " or more, got " + dump(value);
  if (field.maximum && number > *field.maximum)
    return "expected " + number_text(*field.maximum) + " or less, got " + dump(value);
  return {};
}

std::string choices(const FormField& field) {
  std::vector<std::string> words;
  for (const auto& value : field.allowed)
    words.push_back(value.is_string() ? value.get<std::string>() : dump(value));
  return any_of(words);
}

bool is_allowed(const FormField& field, const Json& value) {
  return field.allowed.empty() ||
         std::find(field.allowed.begin(), field.allowed.end(), value) != field.allowed.end();
}

std::string unfit_text(const FormField& field, const Json& value) {
  if (!value.is_string()) return "expected a text";
  const auto& text = value.get_ref<const std::string&>();
  if (auto why = unfit_controls(text); !why.empty()) return why;
  if (auto why = unlike(field.format, text); !why.empty()) return why;
  return too_many_or_few(field, characters(text), kFormTextMax, "character");
}

std::string unfit_list(const FormField& field, const Json& value) {
  if (!value.is_array()) return "expected a list of texts";
  for (const auto& item : value) {
    if (!item.is_string()) return "expected a list of texts";
    if (!is_allowed(field, item))
      return "expected " + choices(field) + ", got \"" + item.get<std::string>() + '"';
    if (auto why = unfit_controls(item.get_ref<const std::string&>()); !why.empty()) return why;
    if (characters(item.get_ref<const std::string&>()) > static_cast<std::size_t>(kFormTextMax))
      return "expected at most " + std::to_string(kFormTextMax) + " characters an item";
  }
  return too_many_or_few(field, value.size(), kFormItemsMax, "item");
}

// Whether somebody gave a value at all: a blank text is none.
bool given(const Json* value) {
  if (value == nullptr || value->is_null()) return false;
  return !value->is_string() || !is_blank(value->get_ref<const std::string&>());
}

// Puts a member only if it says something.
void put_if(Json& json, const char* name, const Json& value, bool says_something) {
  if (says_something) json[name] = value;
}

Json to_json(const FormField& field) {
  Json json{{"name", field.name}, {"type", kFormTypes[static_cast<std::size_t>(field.type)]}};
  put_if(json, "format", kFormFormats[static_cast<std::size_t>(field.format)],
         field.format != Format::any);
  put_if(json, "label", field.label, !field.label.empty());
  put_if(json, "description", field.description, !field.description.empty());
  put_if(json, "required", true, field.required);
  put_if(json, "enum", field.allowed, !field.allowed.empty());
  if (field.minimum) json["minimum"] = *field.minimum;
  if (field.maximum) json["maximum"] = *field.maximum;
  if (field.min_length) json["min_length"] = *field.min_length;
  if (field.max_length) json["max_length"] = *field.max_length;
  put_if(json, "default", field.default_value, !field.default_value.is_null());
  return json;
}

std::optional<double> number_at(const Json& json, std::string_view name) {
  const auto* value = find(json, name);
  return value && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
}

std::optional<int> whole_at(const Json& json, std::string_view name) {
  const auto* value = find(json, name);
  return value && value->is_number_integer() ? std::optional(value->get<int>()) : std::nullopt;
}

FormField field_of(const Json& json) {
  FormField field{text_at(json, "name")};
  field.type = read_word(kFormTypes, text_at(json, "type"), Type::string);
  field.format = read_word(kFormFormats, text_at(json, "format"), Format::any);
  field.label = text_at(json, "label");
  field.description = text_at(json, "description");
  const auto* required = find(json, "required");
  field.required = required && required->is_boolean() && required->get<bool>();
  if (const auto* allowed = find(json, "enum"); allowed && allowed->is_array())
    field.allowed.assign(allowed->begin(), allowed->end());
  field.minimum = number_at(json, "minimum");
  field.maximum = number_at(json, "maximum");
  field.min_length = whole_at(json, "min_length");
  field.max_length = whole_at(json, "max_length");
  if (const auto* value = find(json, "default")) field.default_value = *value;
  return field;
}

}  // namespace

Json to_json(const Form& form) {
  Json json = Json::array();
  for (const auto& field : form) json.push_back(to_json(field));
  return json;
}

Form form_of(const Json& json) {
  Form form;
  if (!json.is_array()) return form;
  for (const auto& field : json) form.push_back(field_of(field));
  return form;
}

std::string unfit(const FormField& field, const Json& value) {
  if (field.type == Type::list) return unfit_list(field, value);
  std::string why;
  switch (field.type) {
    case Type::string: why = unfit_text(field, value); break;
    case Type::number:
      why = value.is_number() ? out_of_range(field, value) : "expected a number";
      break;
    case Type::integer:
      why = value.is_number_integer() ? out_of_range(field, value) : "expected a whole number";
      break;
    case Type::boolean: why = value.is_boolean() ? "" : "expected true or false"; break;
    case Type::list: break;
  }
  if (!why.empty() || is_allowed(field, value)) return why;
  return "expected " + choices(field);
}

std::vector<Error> unfit(const Form& form, const Json& values) {
  std::vector<Error> mistakes;
  const auto mistake = [&mistakes](const std::string& name, std::string message) {
    mistakes.push_back({Errc::invalid, std::move(message), "/" + pointer_part(name), {}});
  };
  if (!values.is_object() && !values.is_null()) {
    mistakes.push_back({Errc::invalid, "expected an object of values by their names", "", {}});
    return mistakes;
  }
  for (const auto& field : form) {
    const auto* value = find(values, field.name);
    if (given(value)) {
      if (auto why = unfit(field, *value); !why.empty()) mistake(field.name, std::move(why));
    } else if (field.required && field.default_value.is_null()) {
      const auto& label = field.label.empty() ? field.name : field.label;
      mistake(field.name, "\"" + label + "\" is missing");
    }
  }
  for (const auto& [name, value] : values.items()) {
    const auto asked = [&name = name](const FormField& field) { return field.name == name; };
    if (std::any_of(form.begin(), form.end(), asked)) continue;
    mistake(name, "the form does not ask for \"" + name + "\"");
  }
  return mistakes;
}

Json filled_in(const Form& form, const Json& values) {
  Json filled = Json::object();
  for (const auto& field : form) {
    const auto* value = find(values, field.name);
    if (given(value)) {
      filled[field.name] = *value;
    } else if (!field.default_value.is_null()) {
      filled[field.name] = field.default_value;
    }
  }
  return filled;
}

}  // namespace baton::core
