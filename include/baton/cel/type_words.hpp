#pragma once

#include "baton/cel/types.hpp"

#include <string>
#include <string_view>

namespace baton::cel {

// What people call a type: "text", "number", "time", "list of text".
std::string spoken(const Type& type);
// The same with its article: "a text"; "true or false" has none.
std::string spoken_one(const Type& type);

}  // namespace baton::cel
