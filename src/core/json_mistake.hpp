#pragma once

#include <string>
#include <string_view>

namespace baton::core {

// What is wrong with a text that is not JSON, in words for people. `syntax_error` is what the
// library says of it.
std::string json_mistake(std::string_view syntax_error);

}  // namespace baton::core
