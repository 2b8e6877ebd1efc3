#pragma once

#include "baton/routing/table.hpp"

#include <string>

// Tables and their decisions in words and as JSON, for people. Pure; any thread.
namespace baton::routing {

// What a test asks, behind the name of its input: "is \"EMEA\" or \"APAC\"", "is at least 10 and
// below 20", "may be anything".
std::string words_of(const Test& test);

// Why a row applies to the values or does not: "amount is 60000, at least 50000 is asked". Of a row
// that does not apply the tests that fail, else all of them.
std::string because(const Row& row, const core::Json& values);

// The table as JSON: {"name", "description", "take", "inputs", "rows"}.
core::Json to_json(const Table& table);

// What the table makes of the values: {"route", "values", "chosen": [{"row", "then", "because"}],
// "passed_over": [{"row", "because"}]}. For Take::first no row behind the chosen one is listed. The
// errors are those of Table::choose(), but that no row applies is an answer here: `chosen` is
// empty.
core::Result<core::Json> explain(const Table& table, const core::Json& values);

}  // namespace baton::routing
