#pragma once

#include "baton/cel/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Timestamps and durations as CEL has them: nanoseconds, years 1 to 9999, durations of about 290
// years either way.
namespace baton::cel {

// Wide enough for any timestamp or sum of durations in nanoseconds.
__extension__ using Wide = __int128;

// RFC 3339 with up to nine fraction digits; an error value when it is none, or out of range.
Value parse_timestamp(std::string_view text);
// "2026-12-01", "2026-12-01T09:30" or "2026-12-01T09:30:15" as the clocks of the zone show it. A
// time that they skip is as much later, one that they show twice is the first. An error value when
// it is none, or has a zone of its own.
Value parse_local_timestamp(std::string_view text, std::string_view zone);
// "1h30m", "-1.5s", "300ms", "0"; units h, m, s, ms, us, ns. An error value when it is none, or out
// of range.
Value parse_duration_text(std::string_view text);

// A duration of so many nanoseconds; an error value when it does not fit.
Value duration_of(Wide nanos);
// A timestamp so many nanoseconds after 1970; an error value when the year is not 1 to 9999.
Value timestamp_of(Wide nanos);
// Nanoseconds since 1970 of a timestamp, or of a duration.
Wide nanos_of(const Value& moment);

// A zone at a moment: seconds to add to UTC, and the second at which they next change.
struct Zone {
  std::int64_t offset = 0;
  std::optional<std::int64_t> until{};
};
// Nullopt when there is no such zone.
std::optional<Zone> zone_at(std::string_view zone, std::int64_t seconds);

// Seconds to add to UTC for `zone` at that moment: "+02:00", "-09:30", "UTC" or a name of the IANA
// database. An error value when there is no such zone, an int otherwise.
Value zone_offset(std::string_view zone, std::int64_t seconds);

// The zone that is most likely meant by one that there is not: "Europe/Paris" for "Paris"; empty
// when none is like it.
std::string zone_meant(std::string_view zone);

}  // namespace baton::cel
