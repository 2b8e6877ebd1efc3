#include "baton/calendar/date_rule.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "calendar/hours.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

namespace baton::calendar {

using std::chrono::day;
using std::chrono::local_days;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

namespace {

constexpr std::array<std::string_view, 12> kMonthWords{"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 6> kWeeks{"last", "1st", "2nd", "3rd", "4th", "5th"};
constexpr int kEasterOffsetMax = 200;

core::Error no_date(std::string_view text, std::string hint = {}) {
  return {core::Errc::invalid,
          "expected a date like 12-25, 2026-12-24, easter+1 or \"4th thu nov\", got \"" +
              core::one_line(text, 40) + "\"",
          {},
          std::move(hint)};
}

// The number of a text of digits only; nullopt for any other.
std::optional<unsigned> whole_number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

template <std::size_t kCount>
std::optional<unsigned> index_of(const std::array<std::string_view, kCount>& words,
                                 std::string_view word) {
  for (unsigned i = 0; i < kCount; ++i)
    if (core::same_no_case(words[i], word)) return i;
  return std::nullopt;
}

// Two numbers of two digits, "12-25".
std::optional<year_month_day> month_and_day(std::string_view text, year of) {
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  const auto month_number = whole_number(text.substr(0, 2));
  const auto day_number = whole_number(text.substr(3));
  if (!month_number || !day_number) return std::nullopt;
  return year_month_day(of, month(*month_number), day(*day_number));
}

}  // namespace

local_days easter(year of) {
  const int y = static_cast<int>(of);
  const int a = y % 19;
  const int b = y / 100;
  const int c = y % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return local_days(of / month(static_cast<unsigned>(n / 31)) /
                    day(static_cast<unsigned>(n % 31 + 1)));
}

core::Result<DateRule> DateRule::parse(std::string_view text) {
  DateRule rule;
  rule.text_ = text;
  if (core::starts_no_case(text, "easter")) {
    rule.kind_ = Kind::easter;
    const auto offset = text.substr(6);
    if (offset.empty()) return rule;
    const auto away = whole_number(offset.substr(1));
    if ((offset[0] != '+' && offset[0] != '-') || !away || *away > kEasterOffsetMax)
      return no_date(text,
                     "write easter+39 for a day that is 39 days after Easter Sunday; Easter Monday "
                     "is easter+1");
    rule.offset_ = offset[0] == '-' ? -static_cast<int>(*away) : static_cast<int>(*away);
    return rule;
  }
  constexpr year kLeapYear(2000);
  if (const auto yearly = month_and_day(text, kLeapYear)) {
    rule.date_ = *yearly;
    if (!rule.date_.ok())
      return no_date(text, "no year has that day: write the month first, 12-25");
    return rule;
  }
  if (text.size() == 10 && text[4] == '-') {
    const auto year_number = whole_number(text.substr(0, 4));
    const auto once =
        month_and_day(text.substr(5), year(static_cast<int>(year_number.value_or(0))));
    if (!year_number || !once) return no_date(text);
    if (!once->ok()) return no_date(text, "that year has no such day");
    rule.kind_ = Kind::once;
    rule.date_ = *once;
    return rule;
  }
  auto rest = text;
  const auto week = index_of(kWeeks, core::take_part(rest, ' '));
  const auto weekday_number = weekday_named(core::take_part(rest, ' '));
  const auto month_number = index_of(kMonthWords, rest);
  if (!week || !weekday_number || !month_number) {
    if (week || weekday_number)
      return no_date(text, "write which one it is, its day and its month in short: 4th thu nov");
    return no_date(text, text.find_first_of("/.") == std::string_view::npos
                             ? ""
                             : "write the month first, with a dash: 12-25");
  }
  rule.kind_ = Kind::weekday;
  rule.week_ = *week;
  rule.weekday_ = std::chrono::weekday(*weekday_number);
  rule.date_ = kLeapYear / month(*month_number + 1) / 1;
  return rule;
}

bool DateRule::names(year_month_day date) const {
  switch (kind_) {
    case Kind::yearly: return date.month() == date_.month() && date.day() == date_.day();
    case Kind::once: return date == date_;
    case Kind::easter: {
      // An offset may lead into the year before or after.
      const auto sunday = local_days(date) - std::chrono::days(offset_);
      return easter(year_month_day(sunday).year()) == sunday;
    }
    case Kind::weekday: break;
  }
  if (date.month() != date_.month() || std::chrono::weekday(local_days(date)) != weekday_)
    return false;
  const auto of_month = static_cast<unsigned>(date.day());
  if (week_ > 0) return (of_month - 1) / 7 + 1 == week_;
  const auto last = year_month_day(date.year() / date.month() / std::chrono::last).day();
  return of_month + 7 > static_cast<unsigned>(last);
}

}  // namespace baton::calendar
