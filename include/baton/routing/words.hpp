#pragma once

#include "baton/routing/table.hpp"

#include <string>

// Tables and their decisions in words and as JSON, for people. Pure; any thread.
namespace baton::routing {

// What a test asks, as the rest of a sentence that begins with the name of the input: "is \"EMEA\"
// or \"APAC\"", "is at least 10 and below 20", "may be anything".
std::string words_of(const Test& test);

// Why a row applies to the values or does not: "amount is 60000, at least 50000 is asked". It names
// the tests that fail; if none fails, it names all of them.
std::string because(const Row& row, const core::Json& values);

// The table as JSON: {"name", "description", "take", "inputs", "rows"}.
core::Json to_json(const Table& table);

// How the table decides on the values: {"route", "values", "chosen": [{"row", "then", "because"}],
// "passed_over": [{"row", "because"}]}. For Take::first the rows behind the chosen one are not
// listed. If no row applies, `chosen` is empty; that is no error here. Otherwise the errors are
// those of Table::choose().
core::Result<core::Json> explain(const Table& table, const core::Json& values);

}  // namespace baton::routing
