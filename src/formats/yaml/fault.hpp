#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::formats::yaml {

// Why a text is refused, in a person's words, and where the slip was made. A parser mostly notices
// a slip lines later.
struct Fault {
  // "syntax/indentation".
  std::string rule;
  // What was expected and what came.
  std::string message;
  // How to mend it; may be empty.
  std::string hint{};
  // Where it was made, in bytes of the text.
  std::size_t offset = 0;
};

// What the author most likely did, if yaml-cpp stopped at byte `offset` and said `parser_message`.
// Looks at the lines up to there for an indentation that does not fit its neighbours, for blanks
// that only look like spaces, for quotes and brackets that are not closed, and for keys without a
// colon. Takes time linear in the text.
Fault explain(std::string_view text, std::size_t offset, std::string_view parser_message);

}  // namespace baton::formats::yaml
