#pragma once

#include "baton/core/time.hpp"

#include <string_view>

namespace baton::calendar {

// The moment that a text in RFC 3339 names.
inline core::Time at(std::string_view text) { return core::parse_rfc3339(text).value(); }

}  // namespace baton::calendar
