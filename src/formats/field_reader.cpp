#include "baton/formats/field_reader.hpp"

#include "baton/core/text.hpp"
#include "baton/formats/truth.hpp"

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

namespace baton::formats {

using core::Json;

namespace {

const Json kEmpty = Json::object();

constexpr std::size_t kNameBytesMax = 64;

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos;
}

// The name at the end of a pointer, in quotes and with what follows it in a message; empty for an
// item of a list, and for the whole.
std::string named(std::string_view pointer) {
  const auto name = pointer.substr(pointer.rfind('/') + 1);
  const bool item = name.find_first_not_of("0123456789") == std::string_view::npos;
  return item ? std::string() : '"' + std::string(name) + "\": ";
}

bool is_lower(char letter) { return letter >= 'a' && letter <= 'z'; }

}  // namespace

bool is_settings_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char letter) {
           return is_lower(letter) || core::is_digit(letter) || letter == '_' || letter == '-';
         });
}

bool is_member_name(std::string_view text) {
  return is_settings_name(text) && text.find('-') == std::string_view::npos;
}

FieldReader::FieldReader(const YamlFile& file, std::string pointer, const Json& value,
                         core::Findings& findings)
    : file_(file),
      pointer_(std::move(pointer)),
      value_(value.is_object() ? &value : &kEmpty),
      findings_(findings) {
  if (!value.is_object())
    findings_.push_back(file_.finding(
        pointer_, "config/type", named(pointer_) + "expected a mapping, got " + value.type_name()));
}

void FieldReader::allow(const std::vector<std::string>& known) const {
  for (const auto& [key, ignored] : value_->items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    auto hint = core::did_you_mean(key, known);
    if (hint.empty())
      hint = known.empty() ? "there is nothing to set here" : "known keys: " + core::join(known);
    error(key, "config/unknown-key", "unknown key \"" + key + "\"", hint);
  }
}

const Json* FieldReader::find(std::string_view key) const { return core::find(*value_, key); }

std::string FieldReader::pointer(std::string_view key) const {
  return pointer_ + "/" + core::pointer_part(key);
}

std::string FieldReader::text(std::string_view key, std::string_view default_value) const {
  const auto* value = find(key);
  if (value == nullptr) return std::string(default_value);
  if (value->is_string()) return value->get<std::string>();
  error(key, "config/type",
        "\"" + std::string(key) + "\": expected text, got " + value->type_name(),
        value->is_primitive() ? "put it in quotes" : "");
  return std::string(default_value);
}

bool FieldReader::flag(std::string_view key, bool default_value) const {
  const auto* value = find(key);
  if (value == nullptr) return default_value;
  if (value->is_boolean()) return value->get<bool>();
  error(key, "config/type",
        "\"" + std::string(key) + "\": expected true or false, got " + value->type_name(),
        truth_hint(value->is_string() ? value->get_ref<const std::string&>() : core::dump(*value)));
  return default_value;
}

double FieldReader::number(std::string_view key, double default_value, double least,
                           double most) const {
  const auto* value = find(key);
  if (value == nullptr) return default_value;
  if (value->is_number() && value->get<double>() >= least && value->get<double>() <= most)
    return value->get<double>();
  std::ostringstream range;
  range << least << " to " << most;
  error(key, "config/range",
        "\"" + std::string(key) + "\": expected a number from " + range.str() + ", got " +
            value->dump(),
        value->is_string() && is_number(value->get<std::string>()) ? "remove the quotes" : "");
  return default_value;
}

std::int64_t FieldReader::whole_number(std::string_view key, std::int64_t default_value,
                                       double least, double most) const {
  const auto given = number(key, static_cast<double>(default_value), least, most);
  if (std::floor(given) == given) return static_cast<std::int64_t>(given);
  error(key, "config/range",
        "\"" + std::string(key) + "\": expected a whole number, got " + find(key)->dump());
  return default_value;
}

std::string FieldReader::required_text(std::string_view key) const {
  if (find(key) == nullptr) {
    findings_.push_back(
        file_.finding(pointer_, "config/missing-key", "\"" + std::string(key) + "\" is missing"));
    return {};
  }
  auto value = text(key);
  if (value.empty()) error(key, "config/empty", "\"" + std::string(key) + "\" may not be empty");
  return value;
}

FieldReader FieldReader::inner(std::string_view key) const {
  const auto* value = find(key);
  return {file_, pointer(key), value != nullptr ? *value : kEmpty, findings_};
}

void FieldReader::error(std::string_view key, std::string rule, std::string message,
                        std::string hint) const {
  findings_.push_back(
      file_.finding(pointer(key), std::move(rule), std::move(message), std::move(hint)));
}

}  // namespace baton::formats
