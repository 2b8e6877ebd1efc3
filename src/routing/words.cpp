#include "baton/routing/words.hpp"

#include "baton/core/text.hpp"
#include "routing/shown.hpp"

#include <algorithm>

namespace baton::routing {

namespace {

using core::Json;

std::string any_of_values(const std::vector<Json>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(core::dump(core::with_plain_numbers(value)));
  return core::any_of(texts);
}

Json input_json(const Input& input) {
  Json json{{"type", std::string(name(input.type))}};
  if (!input.allowed.empty()) json["enum"] = input.allowed;
  if (input.min) json["min"] = core::with_plain_numbers(*input.min);
  if (input.max) json["max"] = core::with_plain_numbers(*input.max);
  if (!input.description.empty()) json["description"] = input.description;
  return json;
}

}  // namespace

std::string words_of(const Test& test) {
  std::vector<std::string> parts;
  if (!test.one_of.empty()) parts.push_back(any_of_values(test.one_of));
  if (!test.none_of.empty()) parts.push_back("not " + any_of_values(test.none_of));
  if (test.at_least) parts.push_back("at least " + core::number_text(*test.at_least));
  if (test.above) parts.push_back("above " + core::number_text(*test.above));
  if (test.at_most) parts.push_back("at most " + core::number_text(*test.at_most));
  if (test.below) parts.push_back("below " + core::number_text(*test.below));
  return parts.empty() ? "may be anything" : "is " + core::join(parts, " and ");
}

std::string because(const Row& row, const Json& values) {
  const bool applies = std::all_of(row.tests.begin(), row.tests.end(), [&values](const auto& test) {
    return test.second.passes(values.at(test.first));
  });
  if (row.tests.empty()) return "it takes everything";
  std::vector<std::string> parts;
  for (const auto& [name, test] : row.tests) {
    const auto& value = values.at(name);
    if (test.passes(value) == applies)
      parts.push_back(name + " is " + shown(value) + ", and the row asks " + "that it " +
                      words_of(test));
  }
  return core::join(parts, "; ");
}

Json to_json(const Table& table) {
  Json inputs = Json::object();
  for (const auto& [name, input] : table.inputs()) inputs[name] = input_json(input);
  Json rows = Json::array();
  for (const auto& row : table.rows())
    rows.push_back({{"name", row.name}, {"when", row.when}, {"then", row.then}});
  return {{"name", table.name()},
          {"description", table.description()},
          {"take", std::string(name(table.take()))},
          {"inputs", std::move(inputs)},
          {"rows", std::move(rows)}};
}

core::Result<Json> explain(const Table& table, const Json& values) {
  if (auto error = table.unfit(values)) return *std::move(error);
  const auto chosen = table.choose(values);
  const auto is_chosen = [&chosen](const Row& row) {
    return chosen && std::find(chosen->begin(), chosen->end(), &row) != chosen->end();
  };
  Json taken = Json::array();
  Json passed_over = Json::array();
  for (const auto& row : table.rows()) {
    Json one{{"row", row.name}, {"because", because(row, values)}};
    if (!is_chosen(row)) {
      passed_over.push_back(std::move(one));
      continue;
    }
    one["then"] = row.then;
    taken.push_back(std::move(one));
    if (table.take() != Table::Take::all) break;
  }
  return Json{{"route", table.name()},
              {"values", values},
              {"chosen", std::move(taken)},
              {"passed_over", std::move(passed_over)}};
}

}  // namespace baton::routing
