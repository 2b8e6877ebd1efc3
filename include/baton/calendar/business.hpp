#pragma once

#include "baton/calendar/date_rule.hpp"
#include "baton/calendar/duration.hpp"
#include "baton/calendar/zone.hpp"
#include "baton/core/time.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Business calendars: when people work, and business days and hours counted by it. Pure; any
// thread.
namespace baton::calendar {

// A stretch of working time on one day, from one time of day until before another.
struct Hours {
  // Since midnight, as clocks show it.
  std::chrono::minutes from{};
  // At most 24 hours.
  std::chrono::minutes to{};
  bool operator==(const Hours&) const = default;
};

// The working time of one day, in order and without overlaps; empty if nobody works.
using DayHours = std::vector<Hours>;

// One business calendar, with all that it takes from the calendars it builds on. Immutable.
class Calendar {
 public:
  // The exceptional days that one file names.
  struct Layer {
    // Days without work.
    std::vector<DateRule> holidays{};
    // Days with hours of their own, such as half-days, and those hours. They win over holidays.
    std::vector<std::pair<DateRule, DayHours>> special_days{};
  };
  // What a calendar is made of.
  struct Parts {
    // The name by which templates refer to it.
    std::string name{};
    // The time zone of its hours.
    Zone zone{};
    // The hours of each day of the week; Sunday is 0.
    std::array<DayHours, 7> week{};
    // The calendar's own layer first, then that of its base, and so on.
    std::vector<Layer> layers{};
  };
  // A calendar of these parts. The hours of a day are in order and do not overlap.
  explicit Calendar(Parts parts);

  // The name by which templates refer to it.
  const std::string& name() const { return parts_.name; }
  // The zone whose clocks its hours mean.
  const Zone& zone() const { return parts_.zone; }

  // The hours of each day of the week; Sunday is 0.
  const std::array<DayHours, 7>& week() const { return parts_.week; }

  // What one day is.
  struct Day {
    // Special days have hours of their own; a weekend is any day of the week without hours.
    enum class Kind { working, weekend, holiday, special };
    // What it is.
    Kind kind = Kind::weekend;
    // When people work; empty for weekends and holidays.
    DayHours hours{};
    // The rule that made it a holiday or special ("05-01"); empty otherwise.
    std::string rule{};
  };
  // What a day is in this calendar.
  Day day(std::chrono::local_days date) const;
  // True if there is any working time in 400 years.
  bool ever_works() const;
  // The last day on which people work, if all working time is that of dates with a year; nullopt
  // for a calendar that goes on, or has no working time at all.
  std::optional<std::chrono::local_days> last_working_day() const;

  // True if people work at that moment.
  bool is_open(core::Time moment) const;
  // The first moment at or after `moment` at which people work.
  core::Result<core::Time> next_open(core::Time moment) const;

  // The moment that is so many halves of business days later, or earlier if it is negative. The
  // count begins with the first moment at or after `from` at which people work; a whole day leads
  // to the next day with working time, at the same time of day. If nobody works then, it is the end
  // of the working time before, and the beginning of that day's working time if there is none
  // before. A half day more is half of the working time of the day that is reached. Backwards, the
  // count begins with the end of the last working time at or before `from`.
  core::Result<core::Time> add_half_days(core::Time from, std::int64_t count) const;
  // The moment by which so much working time has passed since `from`; backwards if it is negative.
  core::Result<core::Time> add_hours(core::Time from, core::Duration working) const;
  // The moment that is so much later, whatever the length is counted in. Durations of ISO 8601 are
  // counted in the zone of this calendar. Errc::invalid if its year is not 1 to 9999.
  core::Result<core::Time> add(core::Time from, const Span& span) const;

  // The working time between two moments; negative if `to` is before `from`.
  core::Result<core::Duration> between(core::Time from, core::Time to) const;
  // The number of days with working time from the day of `from`, included, to the day of `to`,
  // excluded; negative if `to` is before `from`.
  core::Result<std::int64_t> days_between(core::Time from, core::Time to) const;

  // After this many days in a row without working time, about ten years, counting ends with
  // Errc::invalid.
  static constexpr std::chrono::days kRestMax{3'660};
  // How far from its beginning counting may go, about 200 years; beyond that it is Errc::invalid.
  // Without this limit, a calendar with one minute of work a year would be searched for centuries.
  static constexpr std::chrono::days kReachMax{73'050};
  // The longest time between two moments that between() and days_between() count; more is
  // Errc::invalid.
  static constexpr std::chrono::years kApartMax{100};

 private:
  struct Open {
    core::Time from;
    core::Time to;
  };
  bool works_by_the_week() const;
  std::vector<Open> open_on(std::chrono::local_days date) const;
  std::chrono::local_days day_of(core::Time moment) const;
  core::Result<std::chrono::local_days> working_day(std::chrono::local_days from, int step) const;
  core::Result<core::Time> last_open(core::Time moment) const;
  core::Error no_work(std::chrono::local_days near) const;

  Parts parts_;
};

}  // namespace baton::calendar
