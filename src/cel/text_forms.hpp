#pragma once

#include <string>
#include <string_view>

namespace baton::cel {

// The shortest text that is read back as the same double: "4200", "-0.0045", "1e+21", "NaN",
// "Infinity".
std::string number_text(double value);
// The character at `at` as it is written within a CEL string literal in double quotes, on one line.
// Moves `at` behind the character.
std::string next_quoted(std::string_view text, std::size_t& at);
// The same for one byte of a bytes literal.
std::string next_quoted_byte(std::string_view bytes, std::size_t& at);
// The text as a CEL string literal.
std::string quoted(std::string_view text);

}  // namespace baton::cel
