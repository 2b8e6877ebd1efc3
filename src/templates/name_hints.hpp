#pragma once

#include "templates/draft.hpp"

#include <string>
#include <string_view>

namespace baton::templates {

// What to write instead of a name that there is not, which stands at `at` in an expression's text: where the value is found, or
// quotes. Never empty for a word.
std::string name_hint(const Draft& draft, Place place, std::string_view text, core::Position at);

}  // namespace baton::templates
