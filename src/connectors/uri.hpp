#pragma once

#include "baton/core/text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Percent-encoding and what is made of it (RFC 3986, WHATWG form encoding). Pure.
namespace baton::connectors {

using Fields = std::vector<std::pair<std::string, std::string>>;

// Everything but unreserved characters and those in `keep` is escaped: the result is one path
// segment, or one query value, and nothing else.
std::string percent_encode(std::string_view text, std::string_view keep = {});
// nullopt when an escape is cut short or no hex. `plus`: '+' is a space, as in forms.
std::optional<std::string> percent_decode(std::string_view text, bool plus = false);
// "a=1&b=2", decoded, in order; nullopt when an escape is bad.
std::optional<Fields> parse_form(std::string_view text);
std::string form_text(const Fields& fields);
const std::string* find_field(const Fields& fields, std::string_view name);

using core::lower;
using core::trim;
bool equal_no_case(std::string_view left, std::string_view right);
bool has_control(std::string_view text);  // below U+0020, or DEL

}  // namespace baton::connectors
