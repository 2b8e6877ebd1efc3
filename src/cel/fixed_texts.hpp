#pragma once

#include "baton/core/result.hpp"

#include <optional>
#include <string_view>

namespace baton::cel {

// Why a text can never be the second argument of this function, such as the unit of
// time.start_of(). Nothing if it can, or if the function takes no such text.
std::optional<core::Error> fault_of_fixed_text(std::string_view function, std::string_view text);

}  // namespace baton::cel
