#pragma once

#include "baton/formats/field_reader.hpp"

namespace baton::formats {

// Reports what is wrong in a JSON Schema that inputs are to be held to: types, formats and patterns
// that there are not, values of another kind than their keyword takes, bounds that nothing fits,
// required members that it does not have, and keywords that no input would be held to. Those that
// begin with x- are left alone.
void check_json_schema(const FieldReader& schema);

}  // namespace baton::formats
