#pragma once

#include "baton/cel/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Timestamps and durations as CEL has them: nanoseconds, the years 1 to 9999, and durations of up
// to about 290 years, positive or negative.
namespace baton::cel {

// Nanoseconds. It holds any timestamp and any sum of durations.
__extension__ using Wide = __int128;

// Reads RFC 3339 with up to nine fraction digits. An error value for any other text, and for a year
// out of range.
Value parse_timestamp(std::string_view text);
// Reads "2026-12-01", "2026-12-01T09:30" or "2026-12-01T09:30:15" as what the clocks of the zone
// show. If they skip that time, the result is as much later as they skip; if they show it twice, it
// is the first. An error value for any other text, and for one with a zone of its own.
Value parse_local_timestamp(std::string_view text, std::string_view zone);
// Reads "1h30m", "-1.5s", "300ms" or "0"; the units are h, m, s, ms, us and ns. An error value for
// any other text, and for a duration out of range.
Value parse_duration_text(std::string_view text);

// A duration of so many nanoseconds; an error value if it is out of range.
Value duration_of(Wide nanos);
// A timestamp so many nanoseconds after 1970; an error value if the year is not 1 to 9999.
Value timestamp_of(Wide nanos);
// The nanoseconds of a duration, or those of a timestamp since 1970.
Wide nanos_of(const Value& moment);

// A time zone at a moment.
struct Zone {
  // The seconds to add to UTC.
  std::int64_t offset = 0;
  // When that changes next, in seconds since 1970; nullopt if it never does.
  std::optional<std::int64_t> until{};
};
// The zone at a moment in seconds since 1970; nullopt if there is no such zone.
std::optional<Zone> zone_at(std::string_view zone, std::int64_t seconds);

// The seconds to add to UTC at a moment in seconds since 1970, as an int. `zone` is "+02:00",
// "-09:30", "UTC" or a name of the IANA time zone database. An error value if there is no such
// zone.
Value zone_offset(std::string_view zone, std::int64_t seconds);

}  // namespace baton::cel
