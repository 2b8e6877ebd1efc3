#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Queries and forms: "a=1&b=2", percent-encoded as browsers do it (WHATWG URL standard, section 5,
// application/x-www-form-urlencoded). Pure; any thread.
namespace baton::formats {

// Names and values, decoded, in the order in which they stand. A name may stand several times.
using Fields = std::vector<std::pair<std::string, std::string>>;

// Reads "a=1&b=2": a `+` is a space, and a field without `=` has an empty value. nullopt: an escape
// is not % and two hexadecimal digits.
std::optional<Fields> parse_form(std::string_view text);
// Writes the text of these fields; parse_form() reads it back as the same fields.
std::string form_text(const Fields& fields);
// The value of the first field of this name; null when there is none. It points into `fields`.
const std::string* find_field(const Fields& fields, std::string_view name);

}  // namespace baton::formats
