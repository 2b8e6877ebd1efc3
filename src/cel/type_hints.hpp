#pragma once

#include "cel/ast.hpp"

#include <string>
#include <string_view>
#include <vector>

// Hints for what to write instead, if types do not fit. Each is empty if no hint is known.
namespace baton::cel {

// True for the operators that compare.
bool compares(std::string_view function);
// For a call of an operator whose operands do not fit. `types` are the types of its parts, and
// `values` their values, if these are known: the hint does not advise what fails with them.
std::string overload_hint(std::string_view text, const Node& node, const std::vector<Type>& types,
                          const Value* values = nullptr);
// For a member that people expect of a text, list or number, such as "length".
std::string member_hint(std::string_view name);
// For a member that an object does not have: the one that was probably meant, or else all that it
// has, if they are few.
std::string known_members(std::string_view name, const std::vector<std::string>& members);

}  // namespace baton::cel
