#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

// One line of a difference between two texts.
struct DiffLine {
  // '-': it is in the first text only. '+': in the second only. ' ': in both. '@': not of the
  // texts, but where what follows stands in them, as in a unified diff: "@@ -3,7 +3,8 @@".
  char mark = ' ';
  std::string text{};
  bool operator==(const DiffLine&) const = default;
};

// The lines that differ, with three lines around each place. Empty when the texts are the same. A
// text that ends without a line break is as one that ends with it. Where texts of many thousand
// lines differ all over, the lines of one are shown as replaced by those of the other.
std::vector<DiffLine> text_diff(std::string_view before, std::string_view after);

}  // namespace baton::app
