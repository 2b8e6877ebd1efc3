#pragma once

#include "baton/formats/field_reader.hpp"

namespace baton::connectors {

// What is wrong in the JSON Schema of an operation's input: types, formats and patterns that there
// are not, values of another kind than their keyword takes, bounds that nothing fits, required
// members that it does not have, and keywords that no input would be held to. Those that begin with
// x- are left alone.
void check_schema(const formats::FieldReader& schema);

}  // namespace baton::connectors
