#pragma once

#include "baton/cel/types.hpp"
#include "templates/draft.hpp"

#include <string_view>

namespace baton::templates {

// A value of a template against the JSON Schema of an operation's input. A text that holds `${…}`
// is only known when it is rendered: of one that is a single expression the type is checked.
void check_against_schema(Reader& reader, const cel::Scope& scope, const Cursor& cursor,
                          const core::Json& schema, std::string_view what);

}  // namespace baton::templates
