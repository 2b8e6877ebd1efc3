#pragma once

#include "cel/ast.hpp"

#include <string>
#include <string_view>
#include <vector>

// What to write instead, when types do not fit.
namespace baton::cel {

bool compares(std::string_view function);
// For a call of an operator whose operands do not fit. `types` are those of its parts, `values`
// what they are where that is known: what does not work with them is not advised. Empty when
// nothing can be told.
std::string overload_hint(std::string_view text, const Node& node, const std::vector<Type>& types,
                          const Value* values = nullptr);
// For a member that no text, list or number has, as "length".
std::string member_hint(std::string_view name);
// The member that was meant, or all there are.
std::string known_members(std::string_view name, const std::vector<std::string>& members);

}  // namespace baton::cel
