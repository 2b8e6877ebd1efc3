#include "engine/inputs.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace baton::engine {

namespace {

using core::Input;
using core::Json;

// What a value of the type is called in a sentence.
std::string_view type_name(Input::Type type) {
  switch (type) {
    case Input::Type::string: return "a string";
    case Input::Type::number: return "a number";
    case Input::Type::integer: return "a whole number of 64 bits";
    case Input::Type::boolean: return "true or false";
    case Input::Type::object: return "an object";
    case Input::Type::list: return "a list";
  }
  return "a value";
}

// Whether a value is a whole number that an int of CEL can hold.
bool whole(const Json& value) {
  constexpr double kTwo63 = 9'223'372'036'854'775'808.0;
  if (value.is_number_unsigned())
    return value.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max();
  if (!value.is_number_float()) return value.is_number_integer();
  const auto number = value.get<double>();
  return std::trunc(number) == number && number >= -kTwo63 && number < kTwo63;
}

bool fits(Input::Type type, const Json& value) {
  switch (type) {
    case Input::Type::string: return value.is_string();
    case Input::Type::number: return value.is_number();
    case Input::Type::integer: return whole(value);
    case Input::Type::boolean: return value.is_boolean();
    case Input::Type::object: return value.is_object();
    case Input::Type::list: return value.is_array();
  }
  return false;
}

// Makes a double of a `number` and an int of an `integer`, however the sender wrote it. The value
// fits the type.
void settle_type(Input::Type type, Json& value) {
  if (type == Input::Type::number && value.is_number()) value = value.get<double>();
  if (type == Input::Type::integer && value.is_number_float()) value = value.get<std::int64_t>();
}

std::string excerpt(const Json& value) {
  constexpr std::size_t kBytesMax = 80;
  return core::shortened(core::dump(value), kBytesMax);
}

std::string expected(const Input& input) {
  return "expected " + std::string(type_name(input.type));
}

}  // namespace

std::optional<UnfitInput> check_inputs(const std::map<std::string, Input>& declared, Json& inputs) {
  for (const auto& [name, input] : declared) {
    const auto given = inputs.find(name);
    if (given == inputs.end() || given->is_null()) {
      if (!input.default_value) return UnfitInput{name, expected(input) + ", but it is missing"};
      inputs[name] = *input.default_value;
    }
    auto& value = inputs[name];
    if (!fits(input.type, value))
      return UnfitInput{name, expected(input) + ", got " + excerpt(value)};
    settle_type(input.type, value);
    if (!input.allowed.empty() &&
        std::find(input.allowed.begin(), input.allowed.end(), value) == input.allowed.end())
      return UnfitInput{
          name, "expected one of " + core::dump(Json(input.allowed)) + ", got " + excerpt(value)};
  }
  return std::nullopt;
}

std::optional<UnfitInput> undeclared(const std::map<std::string, Input>& declared,
                                     const Json& inputs) {
  std::vector<std::string> names;
  for (const auto& [name, input] : declared) names.push_back(name);
  for (const auto& [name, value] : inputs.items()) {
    if (declared.contains(name)) continue;
    const auto hint = core::did_you_mean(name, names);
    return UnfitInput{name, "the workflow has no such input" + (hint.empty() ? hint : "; " + hint)};
  }
  return std::nullopt;
}

}  // namespace baton::engine
