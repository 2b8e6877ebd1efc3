#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string_view>

// Days in UTC, as people name them. Pure; any thread.
namespace baton::core {

// The number of days for which figures of workflows and KPIs are kept: a year to compare with, and
// a month more. A day without figures does not count. No request can ask for more.
inline constexpr std::int64_t kFigureDaysKept = 400;

// Reads a date such as "2026-05-04": the moment at which that day begins in UTC. Errc::invalid for
// any other text.
Result<Time> parse_day(std::string_view text);
// Reads a moment as parse_rfc3339() does, or a date as parse_day() does. Errc::invalid for
// any other text.
Result<Time> parse_day_or_moment(std::string_view text);

}  // namespace baton::core
