#pragma once

#include "baton/core/result.hpp"

#include <optional>
#include <string_view>

namespace baton::cel {

// Why a text is no currency, as money() takes it. Nothing if it is one.
std::optional<core::Error> fault_of_currency(std::string_view currency);

}  // namespace baton::cel
