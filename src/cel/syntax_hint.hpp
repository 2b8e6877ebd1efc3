#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::cel {

// Where a text stops being an expression.
struct UnexpectedToken {
  // The offset of the first token that does not fit.
  std::size_t offset = 0;
  // The token before it, as written; empty if it is the first.
  std::string_view before{};
  // That token, as written; empty at the end of the text.
  std::string_view got{};
};

// How one of two values is chosen.
inline constexpr std::string_view kChoiceHint = "write condition ? this : that";

// What to write instead, for slips that people often make: a length of time or a moment without
// quotes, digits in groups, a comma too many, a word of another language, braces within `${…}`, a
// choice without its second value. Empty if the slip is none of these.
std::string syntax_hint(std::string_view text, const UnexpectedToken& stop);

}  // namespace baton::cel
