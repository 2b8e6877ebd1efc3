#pragma once

#include "templates/partial_template.hpp"

#include <string>
#include <string_view>

namespace baton::templates {

// A hint at what an unknown name was most likely meant to be, where names of `scope` may be used.
// The name stands at position `at` of the expression `text`. When there is no better hint, `known`
// is returned, the hint of the expression's own checker.
std::string name_hint(const PartialTemplate& partial, ScopeKind scope, std::string_view text,
                      core::Position at, const std::string& known);
// The same for a member that `owner`, such as "steps.a", does not have.
std::string member_hint(std::string_view text, core::Position at, std::string_view owner,
                        const std::string& known);

}  // namespace baton::templates
