#pragma once

#include "baton/core/result.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace baton::calendar {

// A rule that names one day of each year, or one day of all. Immutable.
class DateRule {
 public:
  // Reads "12-25" (each year), "2026-12-24" (that day only), "easter", "easter-2" and "easter+39"
  // (days from Easter Sunday of the Gregorian calendar), or "4th thu nov" and "last mon may" (a day
  // of the week in a month). Errc::invalid for any other text and for a day that never comes.
  static core::Result<DateRule> parse(std::string_view text);

  // True if the rule names that day.
  bool names(std::chrono::year_month_day date) const;
  // The text that was read.
  const std::string& text() const { return text_; }

 private:
  enum class Kind { yearly, once, easter, weekday };
  Kind kind_ = Kind::yearly;
  std::string text_{};
  std::chrono::year_month_day date_{};  // the year counts for `once` only
  int offset_ = 0;                      // days from Easter
  std::chrono::weekday weekday_{};
  unsigned week_ = 0;  // 1 to 5; 0 for the last of the month
};

// Easter Sunday of a year of the Gregorian calendar (Meeus, Jones and Butcher's rule).
std::chrono::local_days easter(std::chrono::year year);

}  // namespace baton::calendar
