#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <vector>

// JSON and queries that are given on the command line.
namespace baton::app::commands {

// Sets several values, each from `path.to=value`, where the value is JSON if it can be read as
// JSON, else a text. Refused when one would replace another, which would otherwise be lost
// unnoticed. `option` is the one that they were given with, for the refusal.
void set_all(core::Json& data, const std::vector<std::string>& assignments,
             const std::string& option = "--set");

// The JSON of a text. `origin` names where it came from.
core::Json parse_data(const std::string& text, const std::string& origin);

// A query of a list (baton/views/query.hpp), from the text of an option, which may be empty, and
// from arguments: what stood in the shell's quotes stands in quotes of the query.
std::string query_text(const std::string& query, const std::vector<std::string>& parts);

}  // namespace baton::app::commands
