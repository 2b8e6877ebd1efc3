#pragma once

#include "baton/formats/field_reader.hpp"

namespace baton::formats {

// Reports what is wrong in a JSON Schema that inputs are to be held to, as findings of `schema`:
// unknown types and formats, patterns that RE2 refuses, keywords with a value of the wrong kind,
// bounds that no value fits, required members that it does not declare, and keywords that
// JsonSchema would ignore. Members whose names begin with "x-" are left alone.
void check_json_schema(const FieldReader& schema);

}  // namespace baton::formats
