#include "routing/test_reader.hpp"

#include "baton/core/text.hpp"
#include "routing/shown.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace baton::routing {

using core::Json;
using formats::FieldReader;

namespace {

// How many values one test names. A longer list belongs into a system, or into a table of its own.
constexpr std::size_t kValuesMax = 200;

// Text at the beginning of a value that somebody means as a comparison.
constexpr std::array<std::string_view, 5> kComparisons{">=", "<=", ">", "<", "!="};

class TestReader {
 public:
  TestReader(const FieldReader& when, const std::string& name, const Input& input)
      : when_(when), pointer_(when.pointer(name)), input_(input) {}

  Test read(const Json& value) {
    if (value.is_null()) return {};
    if (value.is_object()) return read_mapping(value);
    Test test;
    test.one_of = values(value, pointer_);
    return test;
  }

 private:
  void fault(const std::string& pointer, std::string rule, std::string message,
             std::string hint = {}) {
    when_.findings().push_back(
        when_.file().finding(pointer, std::move(rule), std::move(message), std::move(hint)));
  }

  Test read_mapping(const Json& value) {
    Test test;
    const FieldReader fields(when_.file(), pointer_, value, when_.findings());
    fields.allow({"at_least", "above", "at_most", "below", "not"});
    bound(fields, "at_least", test.at_least);
    bound(fields, "above", test.above);
    bound(fields, "at_most", test.at_most);
    bound(fields, "below", test.below);
    if (test.at_least && test.above)
      fields.error("above", "config/key", "one of \"at_least\" and \"above\" is enough");
    if (test.at_most && test.below)
      fields.error("below", "config/key", "one of \"at_most\" and \"below\" is enough");
    check_bounds(test);
    if (const auto* none_of = fields.find("not"))
      test.none_of = values(*none_of, fields.pointer("not"));
    return test;
  }

  // Reports bounds that leave no number between them.
  void check_bounds(const Test& test) {
    const auto& low = test.at_least ? test.at_least : test.above;
    const auto& high = test.at_most ? test.at_most : test.below;
    if (!low || !high) return;
    const bool closed = !test.above && !test.below;
    if (*low < *high || (closed && *low == *high)) return;
    fault(pointer_, "route/never",
          "no number is " + std::string(test.above ? "above " : "at least ") +
              core::number_text(*low) + " and " + (test.below ? "below " : "at most ") +
              core::number_text(*high),
          "mend the bounds, or remove the row");
  }

  void bound(const FieldReader& fields, std::string_view key, std::optional<double>& into) {
    const auto* value = fields.find(key);
    if (value == nullptr) return;
    if (!is_number(input_.type))
      return fields.error(key, "route/test",
                          "\"" + std::string(key) + "\" is for numbers, and this input is a " +
                              std::string(name(input_.type)));
    if (!value->is_number())
      return fields.error(key, "route/test", "expected a number, got " + shown(*value));
    into = value->get<double>();
  }

  // One value, or a list of them.
  std::vector<Json> values(const Json& value, const std::string& pointer) {
    if (!value.is_array()) return one(value, pointer);
    if (value.empty() || value.size() > kValuesMax) {
      fault(pointer, "route/test",
            "expected 1 to " + std::to_string(kValuesMax) + " values, got " +
                std::to_string(value.size()));
      return {};
    }
    std::vector<Json> all;
    std::size_t at = 0;
    for (const auto& item : value)
      for (auto& fitting : one(item, pointer + "/" + std::to_string(at++)))
        all.push_back(std::move(fitting));
    return all;
  }

  // The value as a list; empty, and a finding, if the input cannot have it.
  std::vector<Json> one(const Json& value, const std::string& pointer) {
    if (!fits(input_.type, value)) {
      fault(pointer, "route/test",
            "expected " + std::string(name(input_.type)) + ", got " + shown(value), hint(value));
      return {};
    }
    const auto& allowed = input_.allowed;
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
      std::vector<std::string> known;
      for (const auto& each : allowed)
        known.push_back(each.is_string() ? each.get<std::string>() : shown(each));
      auto meant =
          value.is_string() ? core::did_you_mean(value.get<std::string>(), known) : std::string();
      fault(pointer, "route/test",
            shown(value) + " is no value of this input: expected " + core::any_of(known),
            std::move(meant));
      return {};
    }
    return {value};
  }

  std::string hint(const Json& value) const {
    if (!value.is_string()) return value.is_boolean() ? "a text needs quotes: \"no\"" : "";
    const auto text = value.get<std::string>();
    const auto compares =
        std::any_of(kComparisons.begin(), kComparisons.end(),
                    [&text](std::string_view sign) { return text.starts_with(sign); });
    return compares && is_number(input_.type)
               ? "write { at_least: 10000 }, { above: … }, { at_most: … } or { below: … }"
               : "";
  }

  const FieldReader& when_;
  std::string pointer_;
  const Input& input_;
};

}  // namespace

bool is_number(Input::Type type) {
  return type == Input::Type::number || type == Input::Type::integer;
}

std::map<std::string, Test, std::less<>> read_tests(
    const FieldReader& when, const std::map<std::string, Input, std::less<>>& inputs) {
  std::vector<std::string> known;
  for (const auto& [name, ignored] : inputs) known.push_back(name);
  std::map<std::string, Test, std::less<>> tests;
  for (const auto& [name, value] : when.value().items()) {
    const auto input = inputs.find(name);
    if (input == inputs.end()) {
      auto hint = core::did_you_mean(name, known);
      if (hint.empty()) hint = "the inputs are " + core::join(known);
      when.error(name, "route/unknown-input",
                 "there is no input \"" + core::one_line(name, 40) + "\"", std::move(hint));
      continue;
    }
    auto test = TestReader(when, name, input->second).read(value);
    if (!test.any()) tests.emplace(name, std::move(test));
  }
  return tests;
}

}  // namespace baton::routing
