#include "cel/functions.hpp"

#include "baton/core/text.hpp"
#include "cel/type_hints.hpp"
#include "cel/value_words.hpp"

#include <array>
#include <utility>

namespace baton::cel {
namespace {

Type read_type(std::string_view text) { return parse_type(core::trim(text)).value(); }

// Reads a signature such as "map(A, B), A -> B".
Overload read_signature(std::string_view text) {
  Overload overload;
  const auto arrow = text.find("->");
  const auto parameters = text.substr(0, arrow);
  overload.result = read_type(text.substr(arrow + 2));
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= parameters.size(); ++at) {
    const char symbol = at < parameters.size() ? parameters[at] : ',';
    depth += symbol == '(' ? 1 : symbol == ')' ? -1 : 0;
    if (symbol != ',' || depth > 0) continue;
    const auto part = core::trim(parameters.substr(begin, at - begin));
    if (!part.empty()) overload.parameters.push_back(read_type(part));
    begin = at + 1;
  }
  return overload;
}

}  // namespace

bool Function::takes(bool member) const {
  for (const auto& overload : overloads) {
    if (overload.member == member) return true;
  }
  return false;
}

bool Function::takes(bool member, std::size_t count) const {
  if (variadic) return !member && count > 0;
  for (const auto& overload : overloads) {
    if (overload.member == member && overload.parameters.size() == count) return true;
  }
  return false;
}

void FunctionTable::add(std::string name, Native native,
                        std::initializer_list<std::string_view> signatures, bool variadic) {
  auto& function = functions_[name];
  function.name = std::move(name);
  function.native = native;
  function.variadic = variadic;
  function.lazy = function.name == "or" || function.name == "orValue";
  function.outside =
      function.name.starts_with("business.") || function.name == "route" || function.name == "fact";
  for (auto text : signatures) {
    const bool lenient = text.starts_with("~ ");
    if (lenient) text.remove_prefix(2);
    const bool both = text.starts_with("b ");
    const bool member = text.starts_with("m ");
    if (both || member) text.remove_prefix(2);
    auto overload = read_signature(text);
    overload.lenient = lenient;
    overload.member = member;
    function.overloads.push_back(overload);
    overload.member = true;
    if (both) function.overloads.push_back(std::move(overload));
  }
}

const Function* FunctionTable::find(std::string_view name) const {
  const auto found = functions_.find(name);
  return found == functions_.end() ? nullptr : &found->second;
}

std::vector<std::string> FunctionTable::names() const {
  std::vector<std::string> names;
  for (const auto& [name, function] : functions_) {
    if (name[0] != '_' && name[0] != '@') names.push_back(name);
  }
  return names;
}

const FunctionTable& function_table() {
  static const FunctionTable built = [] {
    FunctionTable made;
    add_operators(made);
    add_conversions(made);
    add_texts(made);
    add_moments(made);
    add_text_extension(made);
    add_format(made);
    add_math(made);
    add_lists(made);
    add_optionals(made);
    add_encodings(made);
    add_text_functions(made);
    add_money(made);
    add_times(made);
    add_business(made);
    add_routes(made);
    add_facts(made);
    return made;
  }();
  return built;
}

Value failure(core::Errc code, std::string message) {
  return Value::failure({code, std::move(message)});
}

Value failure(const core::Error& error) {
  return failure(error.code,
                 error.hint.empty() ? error.message : error.message + "; " + error.hint);
}

Value unreadable(const Value& value, std::string_view type) {
  return failure(core::Errc::invalid,
                 "expected the text of " + std::string(type) + ", got " + value.literal());
}

std::string_view spelling(std::string_view function) {
  if (function == "@in") return "in";
  if (function == "-_" || function == "!_") return function.substr(0, 1);
  if (function.starts_with('_') && function.ends_with('_') && function.size() > 2)
    return function.substr(1, function.size() - 2);
  return function;
}

Value no_overload(const Call& call, const Value* arguments, std::size_t count) {
  auto message = misfit(call.node.text, arguments, count);
  if (count != 2) return failure(core::Errc::invalid, std::move(message));
  constexpr std::size_t kStepsPerHint = 8;
  call.meter.spend(kStepsPerHint);
  const auto hint = overload_hint(
      call.text, call.node, {type_of_value(arguments[0]), type_of_value(arguments[1])}, arguments);
  return failure(core::Errc::invalid, hint.empty() ? std::move(message) : message + "; " + hint);
}

Value over_limit(const Call& call) { return Value::failure(call.meter.error()); }

std::size_t weight(const Value& value, std::size_t max) {
  using ValueKind = Value::Kind;
  std::size_t sum = 1;
  const auto add = [&sum, max](const Value& part) {
    if (sum <= max) sum += weight(part, max - sum);
    return sum <= max;
  };
  switch (value.kind()) {
    case ValueKind::string:
    case ValueKind::bytes: return sum + value.as_string().size() / 16;
    case ValueKind::list: {
      const auto count = value.size();
      for (std::size_t i = 0; i < count && add(value.at(i)); ++i) continue;
      return sum;
    }
    case ValueKind::map:
      value.for_each([&add, &sum](const Value& key, const Value& member) {
        ++sum;  // for looking up the value under the key
        return add(key) && add(member);
      });
      return sum;
    case ValueKind::optional:
      if (value.has_value()) add(value.optional_value());
      return sum;
    default: return sum;
  }
}

}  // namespace baton::cel
