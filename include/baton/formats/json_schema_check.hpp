#pragma once

#include "baton/formats/field_reader.hpp"

#include <string_view>

namespace baton::formats {

// Reports what is wrong in a JSON Schema that inputs are to be held to, as findings of `schema`:
// unknown types and formats, patterns that RE2 refuses, keywords with a value of the wrong kind,
// bounds that no value fits, required members that it does not declare, and keywords that
// JsonSchema would ignore. Members whose names begin with "x-" are left alone.
void check_json_schema(const FieldReader& schema);

// True for a keyword that JsonSchema holds values to, or that only tells people something.
bool is_checked_keyword(std::string_view keyword);

// The format of an object that is a JSON Schema itself, to which something else is held later. It
// may have no keywords that JsonSchema would ignore.
inline constexpr std::string_view kSchemaFormat = "json-schema";

}  // namespace baton::formats
