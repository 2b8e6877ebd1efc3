#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace baton::calendar {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::years;

namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
// Far above 1000 years of any unit, and far below what its nanoseconds may overflow.
constexpr std::size_t kDigitsMax = 11;
constexpr std::int64_t kYearsMax = 1000;

struct Unit {
  char letter;
  std::int64_t IsoDuration::*part;
  // The seconds of one; 0 for units that have no fraction.
  std::int64_t seconds;
};
constexpr std::array<Unit, 4> kDateUnits{{{'y', &IsoDuration::years, 0},
                                          {'m', &IsoDuration::months, 0},
                                          {'w', &IsoDuration::weeks, 0},
                                          {'d', &IsoDuration::days, 0}}};
constexpr std::array<Unit, 3> kClockUnits{{{'h', &IsoDuration::hours, 3600},
                                           {'m', &IsoDuration::minutes, 60},
                                           {'s', &IsoDuration::seconds, 1}}};

core::Error no_duration(std::string_view text, std::string_view why) {
  return {core::Errc::invalid, "expected an ISO 8601 duration like P1M, P2W or PT36H, got \"" +
                                   core::one_line(text, 60) + "\": " + std::string(why)};
}

// Reads from the front of a text.
class Letters {
 public:
  explicit Letters(std::string_view text) : rest_(text) {}
  bool ended() const { return rest_.empty(); }
  bool take(char letter) {
    if (rest_.empty() || core::lower(rest_.front()) != letter) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // The digits in front; empty if there is none.
  std::string_view digits() {
    std::size_t count = 0;
    while (count < rest_.size() && core::is_digit(rest_[count])) ++count;
    const auto found = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return found;
  }

 private:
  std::string_view rest_;
};

std::int64_t value_of(std::string_view digits) {
  std::int64_t value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

// What is wrong with the parts of one half, empty if nothing is. `count` tells how many there are.
template <std::size_t kCount>
std::string_view read_units(Letters& reader, const std::array<Unit, kCount>& units,
                            IsoDuration& out, std::size_t& count) {
  auto unit = units.begin();
  bool fraction_read = false;
  while (!reader.ended()) {
    const auto whole = reader.digits();
    if (whole.empty()) return {};
    if (fraction_read) return "only the last unit may have a fraction";
    std::string_view fraction;
    if (reader.take('.') || reader.take(',')) {
      fraction = reader.digits();
      fraction_read = true;
      if (fraction.empty() || fraction.size() > 9) return "a fraction has one to nine digits";
    }
    while (unit != units.end() && !reader.take(unit->letter)) ++unit;
    if (unit == units.end())
      return "a number is followed by its unit, each unit once and the largest first";
    if (whole.size() > kDigitsMax) return "it is more than 1000 years";
    if (fraction_read && unit->seconds == 0)
      return "only hours, minutes and seconds may have a fraction";
    out.*(unit->part) = value_of(whole);
    auto nanos = value_of(fraction) * unit->seconds;
    for (auto digits = fraction.size(); digits < 9; ++digits) nanos *= 10;
    out.nanos = nanos;
    ++count;
    ++unit;
  }
  return {};
}

// The fraction of an hour or a minute, in the smaller units.
void spread_fraction(IsoDuration& out) {
  const auto whole = out.nanos / kNanosPerSecond;
  out.nanos %= kNanosPerSecond;
  out.minutes += whole / 60;
  out.seconds += whole % 60;
}

bool over_limit(const IsoDuration& length) {
  const auto whole_days = length.years * 366 + length.months * 31 + length.weeks * 7 + length.days;
  const auto clock = length.hours * 3600 + length.minutes * 60 + length.seconds;
  return whole_days + clock / 86'400 > kYearsMax * 366;
}

void negate(IsoDuration& out) {
  for (auto* part : {&out.years, &out.months, &out.weeks, &out.days, &out.hours, &out.minutes,
                     &out.seconds, &out.nanos})
    *part = -*part;
}

}  // namespace

core::Result<IsoDuration> parse_iso_duration(std::string_view text) {
  Letters reader(text);
  const bool negative = reader.take('-');
  if (!negative) reader.take('+');
  if (!reader.take('p')) return no_duration(text, "it begins with P");
  IsoDuration out;
  std::size_t count = 0;
  auto wrong = read_units(reader, kDateUnits, out, count);
  if (wrong.empty() && reader.take('t')) {
    std::size_t of_clock = 0;
    wrong = read_units(reader, kClockUnits, out, of_clock);
    if (wrong.empty() && of_clock == 0) wrong = "T is followed by hours, minutes or seconds";
    count += of_clock;
  }
  if (wrong.empty() && !reader.ended()) wrong = "a unit is preceded by a whole number";
  if (wrong.empty() && count == 0) wrong = "P is followed by a number and its unit";
  if (wrong.empty() && over_limit(out)) wrong = "it is more than 1000 years";
  if (!wrong.empty()) return no_duration(text, wrong);
  spread_fraction(out);
  if (negative) negate(out);
  return out;
}

Instant instant_of(core::Time time) {
  const auto whole = std::chrono::floor<seconds>(time);
  return {whole, static_cast<std::int32_t>(std::chrono::nanoseconds(time - whole).count())};
}

core::Time time_of(Instant instant) {
  return core::Time(instant.seconds) + std::chrono::microseconds(instant.nanos / 1000);
}

namespace {

// The day so many months later, or the last one of that month.
local_days later(local_days day, const IsoDuration& length) {
  auto date = std::chrono::year_month_day(day) + years(length.years) + months(length.months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return local_days(date) + days(length.weeks * 7 + length.days);
}

}  // namespace

core::Result<Instant> after(Instant from, const IsoDuration& length, const Zone& zone) {
  auto moment = from.seconds;
  if (length.years != 0 || length.months != 0 || length.weeks != 0 || length.days != 0) {
    const auto local = zone.local(moment);
    const auto day = std::chrono::floor<days>(local);
    moment = zone.moment(later(day, length) + (local - day), Skipped::as_much_later);
  }
  moment += seconds(length.hours * 3600 + length.minutes * 60 + length.seconds);
  auto nanos = from.nanos + length.nanos;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    moment -= seconds(1);
  } else if (nanos >= kNanosPerSecond) {
    nanos -= kNanosPerSecond;
    moment += seconds(1);
  }
  const auto year = std::chrono::year_month_day(std::chrono::floor<days>(moment)).year();
  if (year < std::chrono::year(1) || year > std::chrono::year(9999))
    return core::Error{core::Errc::invalid,
                       "the moment is out of range: its year must be 1 to 9999"};
  return Instant{moment, static_cast<std::int32_t>(nanos)};
}

}  // namespace baton::calendar
