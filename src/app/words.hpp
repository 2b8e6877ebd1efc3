#pragma once

#include "app/table.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// How states, times and transitions are written on a terminal: with a glyph and a word, never by
// colour alone.
namespace baton::app {

// The status of a run, a step, an approval or a connection, such as "✓ succeeded" in green.
Cell status_cell(std::string_view status);

// The status of a run, as JSON of the API. A run that will fail is shown as failing already, while
// its other branches still wait.
Cell run_status(const core::Json& run);

// A time relative to now: "just now", "3m ago", "in 2h". The text itself when it is no RFC 3339
// time.
std::string relative(std::string_view rfc3339, core::Time now);
// A text as one word of a shell, for commands that people copy: 'status:failed age:>1d'.
std::string shell_word(std::string_view text);
// The time of day in UTC, "12:04:05".
std::string time_of_day(std::string_view rfc3339);

// A transition of a journal in one line: {"✓ crm_project", "succeeded"}.
struct TransitionLine {
  Cell who;          // the step, or the run
  std::string what;  // what happened to it
};
TransitionLine tell(const core::Json& transition);

// True if the member `name` is true. False when it is absent, null or anything else.
bool flag_at(const core::Json& json, std::string_view name);
// The list that is the member `name`. An empty one when it is absent, null or anything else.
const core::Json& list_at(const core::Json& json, std::string_view name);

// The member `name`, a whole number; 0 when it is absent, null or anything else.
std::int64_t whole_number(const core::Json& json, std::string_view name);

// A JSON value as indented lines `name: value`, for answers that fit no table.
std::string outline(const core::Json& value, std::size_t indent = 0);

}  // namespace baton::app
