#pragma once

#include "baton/cel/types.hpp"
#include "baton/cel/value.hpp"

#include <string>
#include <string_view>
#include <vector>

// What people read of a value that does not fit where it stands.
namespace baton::cel {

// "a text (\"9\")", "the number 5", "a list": with the value itself where that is short.
std::string told(const Value& value);
// The type of a scalar; of everything else dyn.
Type type_of_value(const Value& value);
// "a text ("9") cannot be compared with the number 5": of a call whose operands do not fit.
std::string misfit(std::string_view function, const Value* arguments, std::size_t count);

}  // namespace baton::cel
