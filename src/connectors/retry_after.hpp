#pragma once

#include "baton/core/time.hpp"
#include "baton/formats/http_fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// When a vendor says to come back (RFC 9110 sections 5.6.7 and 10.2.3, and what is sent beside
// these). Pure.
namespace baton::connectors {

// What a vendor may make us wait at once: its daily limits end within a day. What asks for more is
// taken as this much.
inline constexpr core::Duration kRetryAfterMax = std::chrono::hours(24);

// IMF-fixdate, RFC 850 or asctime, in UTC.
std::optional<core::Time> parse_http_date(std::string_view text);

// One wait as text: seconds ("7", "3.0", "7s"), a duration ("6m0s", "1h", "250ms"), a date as above
// or of RFC 3339, or seconds or milliseconds since 1970, which no wait is as long as. At most
// kRetryAfterMax, never negative; nullopt: none of these.
std::optional<core::Duration> parse_wait(std::string_view text, core::Time now);

// The longest of all that the answer's Retry-After fields, and those that `more` names, say;
// nullopt: nothing. A Retry-After that is past, zero or not readable is zero: to wait, and not for
// how long. A field of `more` that tells of a quota counts only where nothing is left of that, and
// never in an answer of 500 or more, which no quota is to blame for. Dates count from the answer's
// own Date where it has one: our clock may be another.
std::optional<core::Duration> retry_after(const formats::Headers& headers,
                                          const std::vector<std::string>& more, int status,
                                          core::Time now);

}  // namespace baton::connectors
