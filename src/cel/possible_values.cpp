#include "baton/cel/possible_values.hpp"

#include "cel/expression_impl.hpp"
#include "cel/guess.hpp"
#include "cel/questions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

// Stands for every text that no condition names. No text of a template is equal to it.
constexpr std::string_view kAnyOther = "\x01";

// Beyond this a double cannot be told from the numbers 1 below and above it.
constexpr double kNumberMax = 1e15;

double number_of(const Value& value) {
  return value.is(Kind::integer) ? static_cast<double>(value.as_int()) : value.as_double();
}

// Adds the numbers that a value is compared with, numbers right below and above them, and unless
// the value is a whole number one between each two.
void add_numbers(const std::vector<Value>& compared, bool whole, std::vector<Value>& answers) {
  std::vector<double> numbers;
  for (const auto& value : compared)
    if (is_signed_number(value)) numbers.push_back(number_of(value));
  std::sort(numbers.begin(), numbers.end());
  std::vector<double> made;
  for (std::size_t at = 0; at < numbers.size(); ++at) {
    made.push_back(numbers[at]);
    made.push_back(numbers[at] + 1);
    made.push_back(numbers[at] - 1);
    if (!whole && at > 0) made.push_back((numbers[at - 1] + numbers[at]) / 2);
  }
  std::sort(made.begin(), made.end());
  made.erase(std::unique(made.begin(), made.end()), made.end());
  for (const auto number : made) answers.push_back(Value::floating(number));
}

}  // namespace

void PossibleValues::add(const Expression& expression) {
  for (auto& question : questions_of(*expression.impl().syntax.root)) {
    auto& asked = asked_[question.text];
    ++asked.times;
    for (const auto& literal : question.literals) asked.compared.push_back(literal.own());
  }
}

std::vector<Value> PossibleValues::answers(const std::string& text, const Asked& asked) const {
  const auto known = known_.find(text);
  if (known != known_.end() && !known->second.values.empty()) return known->second.values;
  if (asked.compared.empty()) return {Value::boolean(true), Value::boolean(false)};
  std::vector<Value> answers;
  for (const auto& value : asked.compared) {
    const auto same = [&value](const Value& one) { return one.equals(value); };
    if (is_signed_number(value) && std::abs(number_of(value)) > kNumberMax) return {};
    if (!is_signed_number(value) && std::none_of(answers.begin(), answers.end(), same))
      answers.push_back(value);
  }
  if (!answers.empty()) {
    answers.push_back(Value::string(std::string(kAnyOther)));
    for (const bool value : {true, false}) answers.push_back(Value::boolean(value));
  }
  add_numbers(asked.compared, known != known_.end() && known->second.whole, answers);
  return answers;
}

std::vector<Assumed> PossibleValues::ways(std::size_t most) const {
  std::vector<Assumed> ways(1);
  for (const auto& [text, asked] : asked_) {
    if (asked.times < 2) continue;
    const auto possible = answers(text, asked);
    if (possible.empty() || ways.size() * possible.size() > most) continue;
    std::vector<Assumed> more;
    for (const auto& way : ways) {
      for (const auto& value : possible) {
        more.push_back(way);
        more.back().emplace(text, value);
      }
    }
    ways = std::move(more);
  }
  return ways;
}

Guesser::Overrides overrides_of(const Expression::Impl& impl, const Assumed& assumed) {
  Guesser::Overrides overrides;
  if (assumed.empty()) return overrides;
  for (const auto& question : questions_of(*impl.syntax.root)) {
    const auto found = assumed.find(question.text);
    if (found == assumed.end()) continue;
    const bool turned = question.negated && found->second.is(Kind::boolean);
    overrides[question.node->id] =
        Guess::of(turned ? Value::boolean(!found->second.as_bool()) : found->second);
  }
  return overrides;
}

}  // namespace baton::cel
