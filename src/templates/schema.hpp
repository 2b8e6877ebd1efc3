#pragma once

#include "baton/cel/types.hpp"
#include "templates/partial_template.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::templates {

// The types of JSON that a value of a CEL type may have. Empty: any type.
std::vector<std::string> json_types(const cel::Type& type);
// The type of JSON that the values of an input have.
std::string_view json_type(core::Input::Type type);

// Checks a value of a template against the JSON Schema of an operation's input. What a text with
// `${…}` in it will be is known only at run time; when it is a single expression, the type of that
// expression is checked. `what` names the operation in messages, "\"jira.create_issue\"".
void check_against_schema(Reader& reader, const cel::Scope& scope, const Cursor& cursor,
                          const core::Json& schema, std::string_view what);

}  // namespace baton::templates
