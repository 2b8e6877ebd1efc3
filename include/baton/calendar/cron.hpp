#pragma once

#include "baton/calendar/zone.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/time.hpp"

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Cron expressions: five fields (minute, hour, day of the month, month, day of the week), or six
// with seconds in front. Pure; any thread.
namespace baton::calendar {

// A cron expression that was read. Immutable.
//
// A field is `*`, a number, a range `9-17`, any of these with a step `*/5` or `10-40/10`, or
// several with commas. `10/5` is `10-59/5` in the field of minutes, and so on. Months and days of
// the week may be named (JAN, MON), and Sunday is 0 and 7. In the day of the month `L` is the last
// day, `15W` the working day (Monday to Friday) of the month that is nearest to the 15th, `LW` the
// last working day. In the day of the week, `5L` is the last Friday of the month and `5#2` the
// second. `?` is `*` in both. If both fields of days are restricted, a day that fits either of them
// counts; a field that begins with `*` does not count as restricted here, as in Vixie cron.
// `@yearly`, `@annually`, `@monthly`, `@weekly`, `@daily`, `@midnight` and `@hourly` stand for the
// expressions they name.
class Cron {
 public:
  // What parse() makes of a text.
  struct Parsed;
  // The longest expression that is read.
  static constexpr std::size_t kBytesMax = 256;

  // Reads an expression. All that is wrong is found at once; an expression that can never fire,
  // such as "0 0 30 2 *", is an error too.
  static Parsed parse(std::string_view text);

  // The text that was read.
  const std::string& text() const { return text_; }

  // The first moment after `after` at which it fires; nullopt if there is none before the year
  // 10,000.
  //
  // When clocks change: if seconds, minutes or hours begin with `*`, it follows the running clock,
  // and so fires in the hour that is shown twice as often as in two hours, and not at times that
  // are skipped. Any other expression names times of day, and each fires once on each of its days:
  // a time that is shown twice the first time, and a time that is skipped at the first moment after
  // the change. This is what Vixie cron does.
  std::optional<core::Time> next(core::Time after, const Zone& zone) const;

  // True if the fields fit what a clock shows, whatever the zone.
  bool fits(std::chrono::local_seconds shown) const;

 private:
  friend class CronReader;
  Cron() = default;

  // Days that are no fixed number: bits by day of the week or number of the day.
  struct SpecialDays {
    bool last = false;              // L
    bool last_working = false;      // LW
    std::bitset<32> nearest{};      // 15W
    std::bitset<7> last_weekday{};  // 5L
    // 5#2, by week: the second Friday is bit 5 of the second.
    std::bitset<7> nth_weekday[5]{};
  };

  bool fits_day(std::chrono::local_days day) const;
  bool fits_month_day(std::chrono::year_month_day date) const;
  bool fits_weekday(std::chrono::year_month_day date) const;
  std::optional<std::chrono::seconds> time_of_day(std::chrono::seconds from) const;
  // The first time that fits at or after `from`, and before `end`.
  std::optional<std::chrono::local_seconds> next_shown(std::chrono::local_seconds from,
                                                       std::chrono::local_seconds end) const;
  std::optional<std::chrono::sys_seconds> next_running(std::chrono::sys_seconds after,
                                                       const Zone& zone) const;
  std::optional<std::chrono::sys_seconds> next_named(std::chrono::sys_seconds after,
                                                     const Zone& zone) const;

  std::string text_;
  std::bitset<60> seconds_{};
  std::bitset<60> minutes_{};
  std::bitset<24> hours_{};
  std::bitset<32> month_days_{};
  std::bitset<13> months_{};
  std::bitset<7> weekdays_{};
  SpecialDays special_{};
  // The field begins with `*` or is `?`.
  bool any_month_day_ = false;
  bool any_weekday_ = false;
  // Seconds, minutes or hours begin with `*`: it follows the running clock.
  bool running_ = false;
};

// What Cron::parse() makes of a text.
struct Cron::Parsed {
  // nullopt if the findings hold an error.
  std::optional<Cron> cron;
  // Their positions count from the beginning of the text.
  core::Findings findings;
};

}  // namespace baton::calendar
