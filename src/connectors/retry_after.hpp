#pragma once

#include "baton/core/time.hpp"
#include "baton/formats/http_fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reads when a vendor asks us to come back: Retry-After (RFC 9110 sections 5.6.7 and 10.2.3) and
// the other header fields that vendors send for that. Pure; any thread.
namespace baton::connectors {

// The longest wait that is obeyed. A vendor's daily limits end within a day, and a longer wait is
// shortened to this one.
inline constexpr core::Duration kRetryAfterMax = std::chrono::hours(24);

// Reads a date of HTTP: IMF-fixdate, RFC 850 or asctime, in UTC. Returns nullopt for other texts.
std::optional<core::Time> parse_http_date(std::string_view text);

// Reads one wait: seconds ("7", "3.0", "7s"), a duration ("6m0s", "1h", "250ms"), a date as above
// or of RFC 3339, whose seconds may be missing, or a time in seconds or milliseconds since 1970,
// which is told from a wait by its size. The wait is never negative, and at most kRetryAfterMax.
// Returns nullopt for other texts.
std::optional<core::Duration> parse_wait(std::string_view text, core::Time now);

// The longest wait that the header fields of an answer ask for: Retry-After, and the fields that
// `more` names. Returns nullopt if no field asks for one. Zero means that the answer asks us to
// wait without saying how long: its Retry-After is zero, past or not readable. A field of `more`
// that tells of a quota counts only if nothing is left of the quota, and never with a status of 500
// or more, which no quota causes. Dates count from the Date of the answer if it has one, because
// our clock may differ from the vendor's.
std::optional<core::Duration> retry_after(const formats::Headers& headers,
                                          const std::vector<std::string>& more, int status,
                                          core::Time now);

// How long it takes until there is a quota again, after a success which says that nothing is left
// of it: X-RateLimit-Remaining is 0 beside X-RateLimit-Reset, if `more` names the latter. Nullopt:
// it says nothing of the kind.
std::optional<core::Duration> quota_wait(const formats::Headers& headers,
                                         const std::vector<std::string>& more, core::Time now);

}  // namespace baton::connectors
