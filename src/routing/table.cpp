#include "baton/routing/table.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "routing/shown.hpp"

#include <algorithm>
#include <cmath>

namespace baton::routing {

namespace {

using core::Json;
using Type = Input::Type;

constexpr core::EnumText<Type, 4> kTypeText{{"string", "number", "integer", "boolean"}};
constexpr core::EnumText<Table::Take, 3> kTakeText{{"first", "all", "unique"}};

core::Error invalid(std::string message, std::string hint = {}) {
  return {core::Errc::invalid, std::move(message), {}, std::move(hint)};
}

// The same, with the place of the input among the values, as a JSON pointer.
core::Error at_input(std::string_view input, core::Error error) {
  error.where = "/" + core::pointer_part(input);
  return error;
}

}  // namespace

std::string_view name(Type type) { return kTypeText.of(type); }

bool fits(Type type, const Json& value) {
  switch (type) {
    case Type::string: return value.is_string();
    case Type::boolean: return value.is_boolean();
    case Type::number: return value.is_number();
    case Type::integer:
      return value.is_number() && std::trunc(value.get<double>()) == value.get<double>();
  }
  return false;
}

std::string_view name(Table::Take take) { return kTakeText.of(take); }

bool Test::any() const {
  return one_of.empty() && none_of.empty() && !at_least && !above && !at_most && !below;
}

bool Test::passes(const Json& value) const {
  const auto is_among = [&value](const std::vector<Json>& values) {
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  if (!one_of.empty() && !is_among(one_of)) return false;
  if (is_among(none_of)) return false;
  if (!at_least && !above && !at_most && !below) return true;
  if (!value.is_number()) return false;
  const auto number = value.get<double>();
  return (!at_least || number >= *at_least) && (!above || number > *above) &&
         (!at_most || number <= *at_most) && (!below || number < *below);
}

std::optional<core::Error> unfit(const std::string& name, const Input& input, const Json& value) {
  if (!fits(input.type, value))
    return invalid("\"" + name + "\": expected " + std::string(routing::name(input.type)) +
                   ", got " + shown(value));
  const auto& allowed = input.allowed;
  if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), value) == allowed.end()) {
    std::vector<std::string> texts;
    for (const auto& one : allowed) texts.push_back(shown(one));
    return invalid("\"" + name + "\": expected " + core::any_of(texts) + ", got " + shown(value));
  }
  if (input.min && value.get<double>() < *input.min)
    return invalid("\"" + name + "\": expected at least " + shown(*input.min) + ", got " +
                   shown(value));
  if (input.max && value.get<double>() > *input.max)
    return invalid("\"" + name + "\": expected at most " + shown(*input.max) + ", got " +
                   shown(value));
  return std::nullopt;
}

core::Error no_such_input(const Table& table, const std::string& name) {
  std::vector<std::string> known;
  for (const auto& [input, ignored] : table.inputs()) known.push_back(input);
  auto hint = core::did_you_mean(name, known);
  if (hint.empty()) hint = "its inputs are " + core::join(known);
  return invalid(
      "the route \"" + table.name() + "\" has no input \"" + core::one_line(name, 80) + "\"",
      std::move(hint));
}

std::optional<core::Error> Table::unfit(const Json& values) const {
  if (!values.is_object())
    return invalid("expected the inputs of the route \"" + name() + "\" by name, got " +
                   shown(values));
  for (const auto& [name, ignored] : values.items())
    if (!inputs().contains(name)) return at_input(name, no_such_input(*this, name));
  for (const auto& [name, input] : inputs()) {
    const auto* value = core::find(values, name);
    if (value == nullptr)
      return at_input(
          name, invalid("the route \"" + this->name() + "\" needs the input \"" + name + "\""));
    if (auto error = routing::unfit(name, input, *value)) return at_input(name, *std::move(error));
  }
  return std::nullopt;
}

core::Result<std::vector<const Row*>> Table::choose(const Json& values) const {
  if (auto error = unfit(values)) {
    error->where.clear();  // whoever chooses says where the values stand
    return *std::move(error);
  }
  std::vector<const Row*> chosen;
  for (const auto& row : rows()) {
    const bool fits = std::all_of(row.tests.begin(), row.tests.end(), [&values](const auto& test) {
      return test.second.passes(values.at(test.first));
    });
    if (!fits) continue;
    chosen.push_back(&row);
    if (take() != Take::all) break;
  }
  if (chosen.empty() && take() != Take::all)
    return core::Error{core::Errc::not_found,
                       "no row of the route \"" + name() + "\" takes " + shown(values, 320),
                       {},
                       "add a row without \"when\", which takes everything else"};
  return chosen;
}

core::Result<Json> Table::answer(const Json& values) const {
  const auto chosen = choose(values);
  if (!chosen) return chosen.error();
  Json answers = Json::array();
  for (const auto* row : *chosen) {
    answers.push_back(row->then);
    answers.back()[std::string(kRowMember)] = row->name;
  }
  if (take() == Take::all) return answers;
  return std::move(answers.front());
}

}  // namespace baton::routing
