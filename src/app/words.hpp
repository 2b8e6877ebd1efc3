#pragma once

#include "app/table.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <string>
#include <string_view>

// How states, moments and transitions read on a terminal: a glyph and a word, never colour alone.
namespace baton::app {

// "✓ succeeded" in green, and so on, for states of runs, steps, approvals and connections.
Cell status_cell(std::string_view status);

// The mark of a run: a failure shows while other branches still wait.
Cell run_status(const core::Json& run);

// "just now", "3m ago", "in 2h"; the text itself when it is no RFC 3339 moment.
std::string relative(std::string_view rfc3339, core::Time now);
// "12:04:05" in UTC.
std::string time_of_day(std::string_view rfc3339);

// One journal transition in one line: {"✓ crm_project", "succeeded"}.
struct Told {
  Cell who;
  std::string what;
};
Told tell(const core::Json& transition);

// Whether the answer says `name`: true; absent, null and anything else are false.
bool flag_at(const core::Json& json, std::string_view name);

// A JSON value as an indented list of `name: value` lines, for answers whose shape is not a table.
std::string outline(const core::Json& value, std::size_t indent = 0);

}  // namespace baton::app
