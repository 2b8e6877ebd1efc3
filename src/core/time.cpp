#include "baton/core/time.hpp"

#include "baton/core/text.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace baton::core {

namespace {

void put_digits(std::string& text, std::int64_t value, std::size_t width) {
  const auto from = text.size();
  text.resize(from + width);
  for (auto at = from + width; at-- > from; value /= 10)
    text[at] = static_cast<char>('0' + value % 10);
}

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

struct Unit {
  std::string_view name;
  Duration length;
};
// The units of durations, largest first, which is the order in which a duration must name them.
constexpr std::array kUnits{Unit{"w", days(7)},    Unit{"d", days(1)},
                            Unit{"h", hours(1)},   Unit{"m", minutes(1)},
                            Unit{"s", seconds(1)}, Unit{"ms", milliseconds(1)}};

Error bad_time(std::string_view text) {
  return {Errc::invalid, "expected a time like 2026-05-04T10:11:12Z (RFC 3339), got \"" +
                             one_line(text, 60) + "\""};
}

Error bad_duration(std::string_view text) {
  return {Errc::invalid,
          "expected a duration like 30s, 15m, 1h30m or 2w, got \"" + one_line(text, 60) + "\""};
}

// Removes `count` digits from the front of `text` and returns their value; -1 if they are not
// there.
int take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return -1;
  int value = 0;
  for (std::size_t at = 0; at < count; ++at) {
    if (text[at] < '0' || text[at] > '9') return -1;
    value = value * 10 + (text[at] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// Removes the digits of a fraction from the front of `text` and returns their value, cut at the
// microsecond; nullopt if there is no digit.
std::optional<Duration> take_fraction(std::string_view& text) {
  std::int64_t value = 0;
  std::size_t digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 6) value = value * 10 + (text.front() - '0');
    ++digits;
    text.remove_prefix(1);
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) value *= 10;
  return microseconds(value);
}

std::optional<Duration> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return Duration{};
  const bool minus = !text.empty() && text.front() == '-';
  if (!take(text, '+') && !take(text, '-')) return std::nullopt;
  const int hour = take_digits(text, 2);
  if (hour < 0 || hour > 23 || !take(text, ':')) return std::nullopt;
  const int minute = take_digits(text, 2);
  if (minute < 0 || minute > 59) return std::nullopt;
  const Duration offset = hours(hour) + minutes(minute);
  return minus ? -offset : offset;
}

}  // namespace

std::string to_rfc3339(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const auto year = static_cast<int>(date.year());
  std::string text;
  text.reserve(sizeof("2026-05-04T10:00:00.000000Z"));
  if (year < 0 || year > 9999)
    text += std::to_string(year);
  else
    put_digits(text, year, 4);
  put_digits(text += '-', static_cast<unsigned>(date.month()), 2);
  put_digits(text += '-', static_cast<unsigned>(date.day()), 2);
  put_digits(text += 'T', clock.hours().count(), 2);
  put_digits(text += ':', clock.minutes().count(), 2);
  put_digits(text += ':', clock.seconds().count(), 2);
  const auto fraction = clock.subseconds().count();
  if (fraction % 1000 != 0)
    put_digits(text += '.', fraction, 6);
  else if (fraction != 0)
    put_digits(text += '.', fraction / 1000, 3);
  return text += 'Z';
}

Result<Time> parse_rfc3339(std::string_view text) {
  std::string_view rest = text;
  const int year = take_digits(rest, 4);
  if (year < 0 || !take(rest, '-')) return bad_time(text);
  const int month = take_digits(rest, 2);
  if (month < 0 || !take(rest, '-')) return bad_time(text);
  const int day = take_digits(rest, 2);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (day < 0 || !date.ok() || (!take(rest, 'T') && !take(rest, 't') && !take(rest, ' ')))
    return bad_time(text);
  const int hour = take_digits(rest, 2);
  if (hour < 0 || hour > 23 || !take(rest, ':')) return bad_time(text);
  const int minute = take_digits(rest, 2);
  if (minute < 0 || minute > 59 || !take(rest, ':')) return bad_time(text);
  const int second = take_digits(rest, 2);
  // 60 is a leap second, which is read as the second after it.
  if (second < 0 || second > 60) return bad_time(text);
  Duration fraction{};
  if (take(rest, '.')) {
    const auto taken = take_fraction(rest);
    if (!taken) return bad_time(text);
    fraction = *taken;
  }
  const auto offset = take_offset(rest);
  if (!offset || !rest.empty()) return bad_time(text);
  const Time time = Time(std::chrono::sys_days(date)) + hours(hour) + minutes(minute) +
                    seconds(second) + fraction - *offset;
  // The year must have four digits in UTC too, so that the time can be written and read back.
  const int year_utc =
      static_cast<int>(std::chrono::year_month_day(std::chrono::floor<days>(time)).year());
  if (year_utc < 0 || year_utc > 9999) return bad_time(text);
  return time;
}

Result<Duration> parse_duration(std::string_view text) {
  std::string_view rest = text;
  Duration total{};
  std::size_t next_unit = 0;
  if (rest.empty()) return bad_duration(text);
  while (!rest.empty()) {
    std::int64_t count = 0;
    const auto number = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (number.ec != std::errc{} || count < 0 || count > 1'000'000'000) return bad_duration(text);
    rest.remove_prefix(static_cast<std::size_t>(number.ptr - rest.data()));
    const auto name = rest.substr(0, rest.find_first_of("0123456789"));
    while (next_unit < kUnits.size() && kUnits[next_unit].name != name) ++next_unit;
    if (next_unit == kUnits.size()) return bad_duration(text);
    const Duration length = kUnits[next_unit].length;
    // Division is used, because the product may be more than a Duration holds.
    if (count > (days(366 * 1000) - total) / length)
      return Error{Errc::invalid,
                   "expected a duration under 1000 years, got \"" + one_line(text, 60) + "\""};
    total += length * count;
    ++next_unit;
    rest.remove_prefix(name.size());
  }
  return total;
}

std::string to_text(Duration duration) {
  if (duration < Duration{}) return "-" + to_text(-duration);
  // One unit is preferred, as people write it: 90d, and not 12w6d.
  for (const auto& unit : kUnits) {
    const auto count = duration / unit.length;
    const bool whole = count > 0 && count < 1'000 && duration % unit.length == Duration{};
    if (whole) return std::to_string(count) + std::string(unit.name);
  }
  std::string out;
  for (const auto& unit : kUnits) {
    const auto count = duration / unit.length;
    if (count == 0) continue;
    out += std::to_string(count);
    out += unit.name;
    duration -= unit.length * count;
  }
  return out.empty() ? "0s" : out;
}

}  // namespace baton::core
