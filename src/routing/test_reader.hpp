#pragma once

#include "baton/formats/field_reader.hpp"
#include "baton/routing/table.hpp"

#include <functional>
#include <map>
#include <string>

namespace baton::routing {

// True for a type whose values are numbers.
bool is_number(Input::Type type);

// Reads `when` of a row: what it asks of each input that it names. What is wrong is added to the
// findings of `when`.
std::map<std::string, Test, std::less<>> read_tests(
    const formats::FieldReader& when, const std::map<std::string, Input, std::less<>>& inputs);

}  // namespace baton::routing
