#include "baton/calendar/zone.hpp"

#include "baton/core/text.hpp"

// The settings with which Debian builds libdate-tz. The layout of its classes depends on them.
#ifndef USE_OS_TZDB
#define USE_OS_TZDB 1
#endif
#ifndef ONLY_C_LOCALE
#define ONLY_C_LOCALE 1
#endif
#ifndef HAS_STRING_VIEW
#define HAS_STRING_VIEW 1
#endif

#include <algorithm>
#include <date/tz.h>
#include <stdexcept>

namespace baton::calendar {

using std::chrono::hours;
using std::chrono::local_seconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_seconds;

namespace {

// The longest name of the database has 32 bytes.
constexpr std::size_t kZoneBytesMax = 64;

// The number of two digits; -1 if they are no digits.
int two_digits(std::string_view text) {
  if (text.size() != 2 || !core::is_digit(text[0]) || !core::is_digit(text[1])) return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// Reads "+05:30"; the sign may be missing.
std::optional<seconds> fixed_offset(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hour = two_digits(text.substr(0, 2));
  const int minute = two_digits(text.substr(3));
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
  const seconds offset = hours(hour) + minutes(minute);
  return negative ? -offset : offset;
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
  Zone zone;
  if (name.empty() || name == "UTC" || name == "Z") return zone;
  if (name.size() > kZoneBytesMax) return std::nullopt;
  zone.name_ = name;
  if (const auto offset = fixed_offset(name)) {
    zone.fixed_ = *offset;
    return zone;
  }
  try {
    zone.zone_ = date::locate_zone(zone.name_);
    return zone;
  } catch (const std::runtime_error&) {
    return std::nullopt;
  }
}

Zone::Offset Zone::at(sys_seconds moment) const {
  if (zone_ == nullptr) return {fixed_};
  const auto info = zone_->get_info(moment);
  return {info.offset, info.end};
}

local_seconds Zone::local(sys_seconds moment) const {
  return local_seconds(moment.time_since_epoch() + at(moment).seconds);
}

sys_seconds Zone::moment(local_seconds local, Skipped skipped) const {
  const sys_seconds shown(local.time_since_epoch());
  if (zone_ == nullptr) return shown - fixed_;
  // No zone is further from UTC than 24 hours, so these are the offsets before and after a change.
  const auto before = at(shown - hours(24)).seconds;
  const auto after = at(shown + hours(24)).seconds;
  const auto with_before = shown - before;
  const auto with_after = shown - after;
  const bool before_holds = at(with_before).seconds == before;
  const bool after_holds = at(with_after).seconds == after;
  if (before_holds && after_holds) return std::min(with_before, with_after);
  if (before_holds) return with_before;
  if (after_holds) return with_after;
  return skipped == Skipped::as_much_later ? with_before : at(with_after).until;
}

core::Error no_zone(std::string_view name) {
  const auto meant = zone_meant(name);
  return {core::Errc::invalid,
          "there is no time zone \"" + core::one_line(name, kZoneBytesMax) + "\"",
          {},
          meant.empty() ? "write a zone as \"Europe/Paris\", or an offset as \"+02:00\""
                        : "did you mean \"" + meant + "\"?"};
}

}  // namespace baton::calendar
