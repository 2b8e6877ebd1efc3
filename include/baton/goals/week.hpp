#pragma once

#include "baton/core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Weeks as ISO 8601 counts them: from Monday on, and the first week of a year has its 4 January.
// Pure; any thread.
namespace baton::goals {

// The week that a day belongs to, "2026-W48". `day`: days since 1970-01-01, in UTC.
std::string week_of(std::int64_t day);
// The Monday of a week such as "2026-W48", in days since 1970-01-01. Errc::invalid for any other
// text, and for a week that its year does not have.
core::Result<std::int64_t> monday_of(std::string_view week);

}  // namespace baton::goals
