#pragma once

#include "baton/core/text.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What is made of percent-encoding (RFC 3986, WHATWG form encoding). Pure.
namespace baton::connectors {

using Fields = std::vector<std::pair<std::string, std::string>>;

// "a=1&b=2", decoded, in order; nullopt when an escape is bad.
std::optional<Fields> parse_form(std::string_view text);
std::string form_text(const Fields& fields);
const std::string* find_field(const Fields& fields, std::string_view name);

using core::lower;
using core::trim;
bool equal_no_case(std::string_view left, std::string_view right);
bool has_control(std::string_view text);  // below U+0020, or DEL

}  // namespace baton::connectors
