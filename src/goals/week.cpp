#include "baton/goals/week.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace baton::goals {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t kDaysOfAWeek = 7;
// How long after its Monday the Thursday of a week begins.
constexpr days kThursday{3};

sys_days monday_before(sys_days day) {
  return day - (std::chrono::weekday(day) - std::chrono::Monday);
}

// The Monday of the first week of a year, which is the week with the fourth of January (ISO 8601).
sys_days first_monday(int year) {
  return monday_before(sys_days(std::chrono::year(year) / std::chrono::January / 4));
}

int number(std::string_view digits) {
  int value = 0;
  for (const char digit : digits) value = 10 * value + (digit - '0');
  return value;
}

// Whether the text is as long as this pattern and has a digit wherever that has a 0.
bool is_like(std::string_view text, std::string_view pattern) {
  return std::equal(
      text.begin(), text.end(), pattern.begin(), pattern.end(),
      [](char is, char like) { return like == '0' ? core::is_digit(is) : is == like; });
}

}  // namespace

std::string week_of(std::int64_t day) {
  const auto monday = monday_before(sys_days(days(day)));
  // A week belongs to the year in which its Thursday lies.
  const int year = static_cast<int>(std::chrono::year_month_day(monday + kThursday).year());
  const auto week = (monday - first_monday(year)).count() / kDaysOfAWeek + 1;
  std::array<char, 32> text{};
  (void)std::snprintf(text.data(), text.size(), "%04d-W%02d", year, static_cast<int>(week));
  return text.data();
}

core::Result<std::int64_t> monday_of(std::string_view week) {
  if (is_like(week, "0000-W00")) {
    const auto first = first_monday(number(week.substr(0, 4))).time_since_epoch().count();
    const std::int64_t monday = first + (number(week.substr(6)) - 1) * kDaysOfAWeek;
    if (week_of(monday) == week) return monday;
  }
  return core::Error{
      core::Errc::invalid,
      "expected a week as ISO 8601 writes it, got \"" + core::one_line(week, 40) + '"',
      {},
      "write year and number: 2026-W48"};
}

}  // namespace baton::goals
