#pragma once

#include <string>
#include <string_view>

namespace baton::cel {

// The shortest text that reads back to the same double: "4200", "-0.0045", "1e+21", "NaN",
// "Infinity".
std::string number_text(double value);
// The character (in bytes: the byte) at `at` as it stands within a CEL literal in double quotes, on
// one line; moves `at` behind it.
std::string next_quoted(std::string_view text, std::size_t& at);
std::string next_quoted_byte(std::string_view bytes, std::size_t& at);
// The text as a CEL string literal.
std::string quoted(std::string_view text);

}  // namespace baton::cel
