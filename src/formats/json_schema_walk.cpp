#include "formats/json_schema_walk.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/json_schema_check.hpp"
#include "baton/formats/source.hpp"
#include "formats/text_format.hpp"

#include <algorithm>
#include <cmath>
#include <re2/re2.h>
#include <utility>

namespace baton::formats {

namespace {

using core::Json;
using Kind = Misfit::Kind;
using Words = std::vector<std::string>;

bool is_whole(const Json& value) {
  return value.is_number_integer() ||
         (value.is_number() && std::floor(value.get<double>()) == value.get<double>());
}

// A word that is no type takes any value: check_json_schema() has reported it.
bool is_of_type(const Json& value, std::string_view type, bool digits_are_text) {
  if (type == "string") return value.is_string() || (digits_are_text && value.is_number_integer());
  if (type == "number") return value.is_number();
  if (type == "integer") return is_whole(value);
  if (type == "boolean") return value.is_boolean();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  return type != "null" || value.is_null();
}

// Allows for rounding, because 0.3 is to be a multiple of 0.1 and no double is exactly 0.1.
bool is_multiple(double value, double of) {
  const double times = value / of;
  return std::abs(times - std::round(times)) <= 1e-9 * std::max(1.0, std::abs(times));
}

bool has_repeats(const Json& list) {
  auto sorted = list;
  std::sort(sorted.begin(), sorted.end());
  return std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end();
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : core::dump(value);
}

}  // namespace

const std::vector<JsonSchema::BoundKeyword>& JsonSchema::bound_keywords() {
  static const std::vector<BoundKeyword> kKeywords{
      {"minimum", Measure::number, Relation::at_least},
      {"maximum", Measure::number, Relation::at_most},
      {"exclusiveMinimum", Measure::number, Relation::above},
      {"exclusiveMaximum", Measure::number, Relation::below},
      {"minLength", Measure::length, Relation::at_least},
      {"maxLength", Measure::length, Relation::at_most},
      {"minItems", Measure::items, Relation::at_least},
      {"maxItems", Measure::items, Relation::at_most},
      {"minProperties", Measure::members, Relation::at_least},
      {"maxProperties", Measure::members, Relation::at_most}};
  return kKeywords;
}

void JsonSchema::Walk::note(Kind kind, std::string expected, std::string got, std::string hint) {
  if (found_.size() >= misfits_max_) return;
  found_.push_back({kind, path_, std::move(expected), std::move(got), std::move(hint)});
}

void JsonSchema::Walk::check(const JsonSchema& schema, const Json& value) {
  if (found_.size() >= misfits_max_) return;
  if (written() && value.is_string()) {
    const auto known = (*ask_)(value.get_ref<const std::string&>(), schema, path_);
    if (known == Known::text_only) check_type(schema, value);
    if (known != Known::all) return;
  }
  if (!check_type(schema, value)) return;
  if (!check_choice(schema, value)) return;
  if (value.is_string()) return check_text(schema, value.get_ref<const std::string&>());
  // A whole number that is sent as a text is sent as its digits, so these must fit.
  const bool as_text = !written() && value.is_number_integer() && schema.types_ == Words{"string"};
  if (as_text) return check_text(schema, core::dump(value));
  if (value.is_array()) return check_list(schema, value);
  if (value.is_object()) return check_object(schema, value);
  if (value.is_number()) check_number(schema, value);
}

bool JsonSchema::Walk::check_type(const JsonSchema& schema, const Json& value) {
  const auto& types = schema.types_;
  const auto takes_it = [&](const std::string& type) {
    return is_of_type(value, type, !written());
  };
  if (types.empty() || std::any_of(types.begin(), types.end(), takes_it)) return true;
  found_.push_back({Kind::type,
                    path_,
                    "the type " + core::any_of(types),
                    value.type_name(),
                    {},
                    core::is_one_of("string", types)});
  return false;
}

// A list or object in a template may hold expressions. It cannot be compared as a whole then.
bool JsonSchema::Walk::is_known(const Json& value) {
  static const JsonSchema kAny;
  if (value.is_string())
    return (*ask_)(value.get_ref<const std::string&>(), kAny, path_) == Known::all;
  return !value.is_structured() ||
         std::all_of(value.begin(), value.end(), [this](const Json& one) { return is_known(one); });
}

bool JsonSchema::Walk::check_choice(const JsonSchema& schema, const Json& value) {
  const bool chooses = schema.constant_ || schema.allowed_;
  if (!chooses || (written() && value.is_structured() && !is_known(value))) return true;
  if (schema.constant_ && *schema.constant_ != value) {
    note(Kind::choice, text_of(*schema.constant_));
    return false;
  }
  const auto& allowed = schema.allowed_;
  if (!allowed || std::find(allowed->begin(), allowed->end(), value) != allowed->end()) return true;
  Words words;
  for (const auto& one : *allowed) words.push_back(text_of(one));
  note(Kind::choice, core::any_of(words), {}, core::did_you_mean(text_of(value), words));
  return false;
}

bool JsonSchema::Walk::check_bounds(const JsonSchema& schema, Measure measure,
                                    const Json& measured) {
  constexpr std::string_view kRelations[] = {"at least ", "at most ", "more than ", "less than "};
  constexpr std::string_view kUnits[] = {"", " character", " item", " member"};
  const auto fits = [&measured](Relation relation, const Json& limit) {
    switch (relation) {
      case Relation::at_least: return measured >= limit;
      case Relation::at_most: return measured <= limit;
      case Relation::above: return measured > limit;
      case Relation::below: return measured < limit;
    }
    return true;
  };
  for (const auto& bound : schema.bounds_) {
    if (bound.measure != measure || fits(bound.relation, bound.limit)) continue;
    auto expected = std::string(kRelations[static_cast<std::size_t>(bound.relation)]);
    expected += core::dump(bound.limit);
    const auto unit = kUnits[static_cast<std::size_t>(measure)];
    expected += unit;
    if (!unit.empty() && bound.limit != 1) expected += 's';
    note(Kind::range, std::move(expected), core::dump(measured));
    return false;
  }
  return true;
}

void JsonSchema::Walk::check_number(const JsonSchema& schema, const Json& value) {
  if (!check_bounds(schema, Measure::number, value) || !schema.multiple_of_) return;
  if (is_multiple(value.get<double>(), schema.multiple_of_->get<double>())) return;
  note(Kind::range, "a multiple of " + core::dump(*schema.multiple_of_), core::dump(value));
}

void JsonSchema::Walk::check_text(const JsonSchema& schema, const std::string& text) {
  const bool bounded = !schema.bounds_.empty();  // or else nobody asks how long it is
  if (bounded && !check_bounds(schema, Measure::length, code_points(text))) return;
  if (schema.matches_ && schema.matches_->ok() && !re2::RE2::PartialMatch(text, *schema.matches_))
    return note(Kind::format, "a text that matches " + schema.pattern_);
  if (!schema.format_.empty() && !has_text_format(text, schema.format_))
    note(Kind::format, text_format_described(schema.format_));
}

void JsonSchema::Walk::check_list(const JsonSchema& schema, const Json& value) {
  check_bounds(schema, Measure::items, value.size());
  if (schema.unique_items_ && has_repeats(value))
    note(Kind::range, "items of which no two are the same");
  for (std::size_t at = 0; schema.items_ && at < value.size(); ++at) {
    path_.push_back(std::to_string(at));
    check(*schema.items_, value[at]);
    path_.pop_back();
  }
}

void JsonSchema::Walk::check_schema(const Json& schema) {
  if (!schema.is_object()) return;
  for (const auto& [keyword, value] : schema.items()) {
    path_.push_back(keyword);
    if (!is_checked_keyword(keyword))
      note(Kind::format, "a JSON Schema without \"" + keyword + '"', {},
           "answers are not held to it: leave it out, or say it with other keywords");
    path_.pop_back();
  }
  check_inner_schema(schema, "items");
  check_inner_schema(schema, "additionalProperties");
  const auto* properties = core::find(schema, "properties");
  if (properties == nullptr || !properties->is_object()) return;
  path_.emplace_back("properties");
  for (const auto& [name, property] : properties->items()) check_inner_schema(*properties, name);
  path_.pop_back();
}

void JsonSchema::Walk::check_inner_schema(const Json& schema, const std::string& keyword) {
  const auto* inner = core::find(schema, keyword);
  if (inner == nullptr) return;
  path_.push_back(keyword);
  check_schema(*inner);
  path_.pop_back();
}

void JsonSchema::Walk::check_object(const JsonSchema& schema, const Json& value) {
  if (schema.format_ == kSchemaFormat) check_schema(value);
  check_bounds(schema, Measure::members, value.size());
  for (const auto& name : schema.required_) {
    const auto* member = core::find(value, name);
    if (member == nullptr || (member->is_null() && !written())) note(Kind::missing_member, name);
  }
  for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
    path_.push_back(name);
    check_member(schema, name, member);
    path_.pop_back();
  }
}

void JsonSchema::Walk::check_member(const JsonSchema& schema, const std::string& name,
                                    const Json& value) {
  const auto property = schema.properties_.find(name);
  const bool known = property != schema.properties_.end();
  if (!known && schema.closed_) return note_unknown(schema, name);
  const auto* of = known ? &property->second : schema.additional_.get();
  if (of != nullptr && (written() || !value.is_null())) check(*of, value);
}

void JsonSchema::Walk::note_unknown(const JsonSchema& schema, const std::string& name) {
  Words known;
  for (const auto& [property, ignored] : schema.properties_) known.push_back(property);
  auto hint = core::did_you_mean(name, known);
  if (hint.empty() && !known.empty()) hint = "it takes " + core::any_of(known);
  note(Kind::unknown_member, name, {}, std::move(hint));
}

}  // namespace baton::formats
