#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::formats::yaml {

// Why a text is not YAML as it is taken here, in a person's words: where the slip was made, which a
// parser mostly notices lines later.
struct Fault {
  std::string rule;  // "syntax/indentation"
  std::string message;
  std::string hint{};
  std::size_t offset = 0;  // in bytes
};

// What the author most likely did, when yaml-cpp stopped at byte `offset` and said
// `parser_message`. Looks at the layout of the lines up to there: indentation against that of
// neighbours, blanks that only look like spaces, quotes and brackets that are not closed, keys
// without a colon. Takes time linear in the text.
Fault explain(std::string_view text, std::size_t offset, std::string_view parser_message);

}  // namespace baton::formats::yaml
