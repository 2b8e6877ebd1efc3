#include "routing/table_reader.hpp"

#include "baton/core/read_without_errors.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/field_reader.hpp"
#include "routing/shown.hpp"
#include "routing/test_reader.hpp"
#include "routing/then_reader.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::routing {

using core::Json;
using formats::FieldReader;

namespace {

constexpr std::size_t kNameBytesMax = 64;
// A table is made and read by people; more rows than this are data and belong into a system.
constexpr std::size_t kRowsMax = 500;
// Inputs are looked at together, which takes longer with each one.
constexpr std::size_t kInputsMax = 12;
constexpr std::size_t kAllowedMax = 200;

constexpr std::array kTakes{Table::Take::first, Table::Take::all, Table::Take::unique};
constexpr std::array kTypes{Input::Type::string, Input::Type::number, Input::Type::integer,
                            Input::Type::boolean};

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_table_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_lower(c) || core::is_digit(c) || c == '_' || c == '-';
         });
}

class TableReader {
 public:
  TableReader(const formats::YamlFile& file, core::Findings& findings)
      : file_(file), root_(file, "", file.value(), findings), findings_(findings) {}

  Table::Parts read() {
    root_.allow({"route", "description", "inputs", "first", "all", "unique"});
    parts_.name = root_.required_text("route");
    if (!parts_.name.empty() && !is_table_name(parts_.name))
      root_.error("route", "config/name",
                  "a route's name is lower-case letters, digits, _ and -, got \"" +
                      core::one_line(parts_.name, 40) + "\"");
    parts_.description = root_.text("description");
    read_inputs();
    if (const auto* rows = find_rows()) read_rows(*rows);
    return std::move(parts_);
  }

 private:
  void fault(const std::string& pointer, std::string rule, std::string message,
             std::string hint = {}) {
    findings_.push_back(
        file_.finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  void read_inputs() {
    if (root_.find("inputs") == nullptr)
      return fault("", "config/missing", "\"inputs\" is missing: expected what the route is told",
                   "add inputs: { amount: number, region: string }");
    const auto inputs = root_.inner("inputs");
    if (inputs.value().size() > kInputsMax)
      return root_.error("inputs", "route/too-many",
                         "expected at most " + std::to_string(kInputsMax) + " inputs, got " +
                             std::to_string(inputs.value().size()));
    for (const auto& [name, value] : inputs.value().items()) {
      if (!formats::is_member_name(name))
        inputs.error(name, "config/name",
                     "an input's name is lower-case letters, digits and _, and begins with a "
                     "letter, got \"" +
                         core::one_line(name, 40) + "\"");
      parts_.inputs.emplace(name, read_input(value, inputs.pointer(name)));
    }
  }

  // An input is a mapping, or the word of its type alone.
  Input read_input(const Json& value, const std::string& pointer) {
    Input input;
    if (!value.is_object()) {
      input.type = read_type(value, pointer);
      return input;
    }
    const FieldReader fields(file_, pointer, value, findings_);
    fields.allow({"type", "enum", "min", "max", "description"});
    if (const auto* type = fields.find("type"))
      input.type = read_type(*type, fields.pointer("type"));
    else
      fault(pointer, "config/missing", "\"type\" is missing: expected " + types());
    input.description = fields.text("description");
    read_allowed(fields, input);
    read_bounds(fields, input);
    return input;
  }

  static std::string types() {
    std::vector<std::string_view> words;
    for (const auto type : kTypes) words.push_back(name(type));
    return core::any_of(words);
  }

  Input::Type read_type(const Json& value, const std::string& pointer) {
    std::vector<std::string> words;
    for (const auto type : kTypes) {
      if (value == name(type)) return type;
      words.emplace_back(name(type));
    }
    fault(pointer, "config/value", "expected " + types() + ", got " + shown(value),
          value.is_string() ? core::did_you_mean(value.get<std::string>(), words) : "");
    return Input::Type::string;
  }

  void read_allowed(const FieldReader& fields, Input& input) {
    const auto* allowed = fields.find("enum");
    if (allowed == nullptr) return;
    if (!allowed->is_array() || allowed->empty() || allowed->size() > kAllowedMax)
      return fields.error("enum", "config/type",
                          "expected a list of 1 to " + std::to_string(kAllowedMax) +
                              " values, got " + shown(*allowed));
    std::size_t at = 0;
    for (const auto& value : *allowed) {
      const auto place = fields.pointer("enum") + "/" + std::to_string(at++);
      if (!fits(input.type, value)) {
        fault(place, "config/type",
              "expected " + std::string(name(input.type)) + ", got " + shown(value));
      } else if (std::find(input.allowed.begin(), input.allowed.end(), value) !=
                 input.allowed.end()) {
        fault(place, "config/value", shown(value) + " is there twice");
      } else {
        input.allowed.push_back(value);
      }
    }
  }

  void read_bounds(const FieldReader& fields, Input& input) {
    const auto bound = [&](std::string_view key, std::optional<double>& into) {
      const auto* value = fields.find(key);
      if (value == nullptr) return;
      if (!is_number(input.type)) {
        fields.error(key, "config/key",
                     "\"" + std::string(key) + "\" is for numbers, and this input is a " +
                         std::string(name(input.type)));
      } else if (!value->is_number()) {
        fields.error(key, "config/type", "expected a number, got " + shown(*value));
      } else {
        into = value->get<double>();
      }
    };
    bound("min", input.min);
    bound("max", input.max);
    if (input.min && input.max && *input.min > *input.max)
      fields.error("max", "config/value", "\"max\" is less than \"min\"");
  }

  // The list of rows. Its key says which of the rows that fit are taken.
  const Json* find_rows() {
    const Json* found = nullptr;
    for (const auto take : kTakes) {
      const auto* rows = root_.find(name(take));
      if (rows == nullptr) continue;
      if (found != nullptr) {
        root_.error(name(take), "config/key",
                    "the rows stand under one of \"first\", \"all\" and \"unique\"");
        continue;
      }
      found = rows;
      parts_.take = take;
    }
    if (found == nullptr)
      fault("", "config/missing", "the rows are missing: expected \"first\", \"all\" or \"unique\"",
            "first: [{ when: { amount: { at_least: 50000 } }, then: { group: board } }]");
    return found;
  }

  void read_rows(const Json& rows) {
    const auto key = name(parts_.take);
    if (!rows.is_array() || rows.empty() || rows.size() > kRowsMax)
      return root_.error(key, "config/type",
                         "expected a list of 1 to " + std::to_string(kRowsMax) + " rows, got " +
                             (rows.is_array() ? std::to_string(rows.size()) : shown(rows)));
    std::size_t at = 0;
    for (const auto& value : rows) {
      const auto pointer = root_.pointer(key) + "/" + std::to_string(at++);
      auto row = read_row(value, pointer, at);
      const auto same = std::find_if(parts_.rows.begin(), parts_.rows.end(),
                                     [&row](const Row& other) { return other.name == row.name; });
      if (same != parts_.rows.end())
        fault(pointer + "/name", "route/name", "another row is called \"" + row.name + "\"");
      parts_.rows.push_back(std::move(row));
    }
  }

  // What `when` may look like: "when: { amount: { at_least: 50000 }, region: EMEA }".
  std::string example_of_when() const {
    constexpr std::size_t kShownMax = 2;
    std::vector<std::string> tests;
    for (const auto& [name, input] : parts_.inputs) {
      if (tests.size() == kShownMax) break;
      std::string test = input.type == Input::Type::boolean ? "true" : "EMEA";
      if (is_number(input.type)) test = "{ at_least: 50000 }";
      if (!input.allowed.empty()) test = shown(input.allowed.front());
      tests.push_back(name + ": " + test);
    }
    return "when: { " + core::join(tests) + " }";
  }

  Row read_row(const Json& value, const std::string& pointer, std::size_t number) {
    const FieldReader fields(file_, pointer, value, findings_);
    fields.allow({"name", "when", "then"});
    Row row;
    row.name = core::one_line(fields.text("name"), kNameBytesMax);
    if (row.name.empty()) row.name = "row " + std::to_string(number);
    row.when = Json::object();
    if (const auto* when = fields.find("when"); when != nullptr && when->is_string()) {
      fault(fields.pointer("when"), "config/type",
            "expected a mapping of inputs to what they have to be, got the text " + shown(*when),
            "a row has no expression: write " + example_of_when());
    } else if (when != nullptr && !when->is_null()) {
      row.tests =
          read_tests(FieldReader(file_, fields.pointer("when"), *when, findings_), parts_.inputs);
      if (when->is_object()) row.when = *when;
    }
    const auto* then = fields.find("then");
    if (then == nullptr)
      fault(pointer, "config/missing", "\"then\" is missing: expected what the row gives",
            "add then: { group: legal }");
    else
      row.then = read_then(FieldReader(file_, fields.pointer("then"), *then, findings_));
    return row;
  }

  const formats::YamlFile& file_;
  FieldReader root_;
  core::Findings& findings_;
  Table::Parts parts_;
};

}  // namespace

std::optional<Table> read_table(const formats::YamlFile& file, core::Findings& findings) {
  auto parts = core::read_without_errors(
      findings, [&file](core::Findings& own) { return TableReader(file, own).read(); });
  if (!parts) return std::nullopt;
  return Table(*std::move(parts));
}

}  // namespace baton::routing
