#pragma once

#include "baton/cel/types.hpp"

#include <string>
#include <string_view>

namespace baton::cel {

// What a type is called in messages to people: "text", "number", "time", "list of text".
std::string spoken(const Type& type);
// The same with its article, "a text"; "true or false", "null" and "any value" have none.
std::string spoken_one(const Type& type);

}  // namespace baton::cel
