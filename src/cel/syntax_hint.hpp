#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::cel {

// Where a text stops being an expression: the token there, and the one before.
struct Stop {
  std::size_t offset = 0;
  std::string_view before{};
  std::string_view got{};
};

// What to write for a length of time or a moment that is written without quotes, or else `other`.
std::string syntax_hint(std::string_view text, const Stop& stop, std::string other);

}  // namespace baton::cel
