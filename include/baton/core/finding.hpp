#pragma once

#include "baton/core/json.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// What is wrong in a text that a person wrote, and where. Pure; any thread.
namespace baton::core {

// A place in a text.
struct Position {
  // Counts from 1; 0 means unknown.
  std::size_t line = 0;
  // Counts code points from 1; 0 means unknown.
  std::size_t column = 0;
  bool operator==(const Position&) const = default;
};

// One thing that is wrong, or doubtful, in a text that a person wrote.
struct Finding {
  // An error makes the text unusable; a warning does not.
  enum class Severity { error, warning };
  // How bad it is.
  Severity severity = Severity::error;
  // A stable id for this kind of finding, "ref/unknown-step".
  std::string rule;
  // What was expected and what came.
  std::string message;
  // How to mend it, "did you mean \"brief\"?"; may be empty.
  std::string hint{};
  // The name of the file; may be empty.
  std::string file{};
  // Where the text that it is about begins.
  Position at{};
  // How many code points of one line it is about; 0 means the word that begins at `at`.
  std::size_t length = 0;
  // JSON pointer (RFC 6901) into the document, "/steps/legal/needs/0"; may be empty.
  std::string pointer{};
};

// All findings of one text, in the order in which they were found.
using Findings = std::vector<Finding>;

// True if one of the findings is an error.
bool has_errors(const Findings& findings);

// {"severity", "rule", "message", …}; members that are empty or unknown are left out.
Json to_json(const Finding& finding);
// The array of the findings, each as above.
Json to_json(const Findings& findings);

// The number of edits that turn one word into the other. An edit inserts, deletes or replaces one
// code point, or swaps two neighbours (optimal string alignment). Takes time in proportion to the
// product of the two lengths.
std::size_t edit_distance(std::string_view left_text, std::string_view right_text);

// The candidate that `word` was probably meant to be: the first that differs in case only, or else
// the first of those with the fewest edits, if these are few enough for a slip. Empty if none is.
// Words of more than 64 bytes are not compared.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

// The hint "did you mean \"brief\"?" that names nearest(); empty if there is none.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

// Errc::invalid: `word`, which stands at `where`, is none of the choices. The message says which
// there are and what came, and the hint is did_you_mean().
Error no_such_choice(std::string_view word, const std::vector<std::string>& choices,
                     std::string where);

// Errc::not_found: there is no `what` of this name. The hint is did_you_mean(), or else says which
// there are, or else `when_none`.
Error no_such_name(std::string_view what, std::string_view name,
                   const std::vector<std::string>& known, std::string_view when_none = {});

}  // namespace baton::core
