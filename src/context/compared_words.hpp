#pragma once

#include "context/written_words.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::context {

// A word as it is compared, and as it stands in its text.
struct ComparedWord {
  std::string text{};
  WrittenWord written{};
};

// The words of a text in their order, each as often as it stands there. A word with a numeral such
// as "½" stays as it is written.
std::vector<ComparedWord> compared_words(std::string_view text);

}  // namespace baton::context
