#pragma once

#include "baton/core/json.hpp"

#include <string>
#include <string_view>
#include <vector>

// Comma-separated values as RFC 4180 has them, for spreadsheets and BI tools. Pure; any thread.
namespace baton::formats {

// Appends one line, which ends with CR LF. `separator` stands between cells: a comma, or a
// semicolon, which spreadsheets expect in countries that write 1,5 for one and a half. A text that
// holds either of them is quoted. Numbers and booleans are written as they are, null as nothing,
// lists and objects as JSON.
//
// A text that begins with = + - @, also with their wide forms, a tab or the end of a line would be
// a formula to a spreadsheet (OWASP, "CSV Injection"): it gets an apostrophe in front, by which a
// spreadsheet takes it for a text. A negative number begins with - too; it is no text, and is
// written as it is.
void append_csv_line(std::string& out, const std::vector<core::Json>& cells, char separator = ',');

// True if a spreadsheet would take this text for a formula.
bool is_formula(std::string_view text);

}  // namespace baton::formats
