#pragma once

#include "baton/cel/types.hpp"
#include "baton/cel/value.hpp"

#include <string>
#include <string_view>
#include <vector>

// Values in messages about what does not fit.
namespace baton::cel {

// A value in words, with the value itself if it is short: "a text (\"9\")", "the number 5", "a
// list".
std::string in_words(const Value& value);
// The type of a scalar; dyn for every other value.
Type type_of_value(const Value& value);
// What is wrong with a call whose operands do not fit: "a text ("9") cannot be compared with the
// number 5".
std::string misfit(std::string_view function, const Value* arguments, std::size_t count);

}  // namespace baton::cel
