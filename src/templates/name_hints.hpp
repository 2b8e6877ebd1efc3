#pragma once

#include "templates/draft.hpp"

#include <string>
#include <string_view>

namespace baton::templates {

// What an unknown name at a position of a text most likely was meant to be, at this place of a
// template; else `known`.
std::string name_hint(const Draft& draft, Place place, std::string_view text, core::Position at,
                      const std::string& known);
// The same for a member that there is not in `owner`, as "steps.a".
std::string member_hint(std::string_view text, core::Position at, std::string_view owner,
                        const std::string& known);

}  // namespace baton::templates
