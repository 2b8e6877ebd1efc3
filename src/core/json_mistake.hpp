#pragma once

#include <string>
#include <string_view>

namespace baton::core {

// What is wrong with a text that is no JSON, in words for people, from what the parser says of it.
std::string json_mistake(std::string_view syntax_error);

}  // namespace baton::core
