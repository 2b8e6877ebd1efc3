#pragma once

#include "baton/core/json.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baton::core {

// Where something stands in a text; line and column count from 1, 0 = unknown. Columns count code
// points.
struct Position {
  std::size_t line = 0;
  std::size_t column = 0;
  bool operator==(const Position&) const = default;
};

// One thing that is wrong, or doubtful, in a text a person wrote.
struct Finding {
  enum class Severity { error, warning };
  Severity severity = Severity::error;
  std::string rule;     // stable id, "ref/unknown-step"
  std::string message;  // what was expected and what came
  std::string hint{};   // "did you mean \"brief\"?"; may be empty
  std::string file{};
  Position at{};
  std::size_t length =
      0;  // how many code points it is about, on one line; 0: the word that begins there
  std::string pointer{};  // JSON pointer into the document, "/steps/legal/needs/0"; may be empty
};

using Findings = std::vector<Finding>;

bool has_errors(const Findings& findings);

// {"severity", "rule", "message", …}; what is empty or unknown is left out.
Json to_json(const Finding& finding);
Json to_json(const Findings& findings);

// Edits that turn one word into the other: insert, delete, replace, swap neighbours. Takes time by
// the product of the lengths.
std::size_t edit_distance(std::string_view left, std::string_view right);
// The candidate closest to `word` by edit distance if it is close enough to be a slip; empty
// otherwise.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);
// "did you mean \"brief\"?" for nearest(), or empty.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace baton::core
