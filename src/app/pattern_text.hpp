#pragma once

#include <string>
#include <string_view>

namespace baton::app {

// A short text for a regular expression as descriptions of APIs have them: literals, classes,
// groups, alternatives and repetitions. It mostly fits; whoever uses it checks that. Pure.
std::string text_for_pattern(std::string_view pattern);

}  // namespace baton::app
