#pragma once

#include "baton/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Weeks as ISO 8601 counts them: from Monday on, and the first week of a year has its 4 January.
// Pure; any thread.
namespace baton::goals {

// The week that a day belongs to, "2026-W48". `day`: since 1970 in UTC.
std::string week_of(std::int64_t day);
// The Monday of a week that is written so, as a day since 1970. Errc::invalid for another text, and
// for a week that its year does not have.
core::Result<std::int64_t> monday_of(std::string_view week);

}  // namespace baton::goals
