#pragma once

#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/insight/days.hpp"
#include "http/api/values.hpp"

#include <cstdint>

namespace baton::http {

// For how many days figures are kept: more cannot be asked for.
inline constexpr std::int64_t kFigureDaysMax = 400;

using insight::Days;

// A day that a query names, as a date or as a moment of it, in UTC. Errc::invalid for another text.
core::Result<std::int64_t> day_asked(const Values& values, const char* name,
                                     std::int64_t default_value);
// The days that a query names: from `from` up to and with `to`. Without `to` until today, and
// without `from` as many as `usual` with the last one. Errc::invalid for more than kFigureDaysMax.
core::Result<Days> days_asked(const Values& values, core::Time now, std::int64_t usual);

}  // namespace baton::http
