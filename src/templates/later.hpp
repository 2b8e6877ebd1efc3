#pragma once

#include <string>
#include <string_view>

namespace baton::templates {

// The hint for a key of the language that this version does not support: "remove it", with what
// does nearly the same where there is something.
std::string instead_of(std::string_view later);

}  // namespace baton::templates
