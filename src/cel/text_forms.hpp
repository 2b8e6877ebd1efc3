#pragma once

#include <string>
#include <string_view>

namespace baton::cel {

// The shortest text that reads back to the same double: "4200", "-0.0045", "1e+21", "NaN", "Infinity".
std::string number_text(double value);
// The text as a CEL string literal in double quotes, on one line.
std::string quoted(std::string_view text);
// The bytes as a CEL bytes literal.
std::string quoted_bytes(std::string_view bytes);

// "an int", "a string".
std::string with_article(std::string_view noun);

std::string base64_encode(std::string_view bytes);
// Standard alphabet, padding optional; false when it is no base64.
bool base64_decode(std::string_view text, std::string& out);

}  // namespace baton::cel
