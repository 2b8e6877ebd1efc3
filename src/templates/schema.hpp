#pragma once

#include "baton/cel/types.hpp"
#include "templates/partial_template.hpp"

#include <string_view>

namespace baton::templates {

// Checks a value of a template against the JSON Schema of an operation's input. What a text with
// `${…}` in it will be is known only at run time; when it is a single expression, the type of that
// expression is checked. `what` names the operation in messages, "\"jira.create_issue\"".
void check_against_schema(Reader& reader, const cel::Scope& scope, const Cursor& cursor,
                          const core::Json& schema, std::string_view what);

}  // namespace baton::templates
