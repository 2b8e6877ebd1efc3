#include "baton/calendar/time_text.hpp"

#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"

#include <array>
#include <vector>

namespace baton::calendar {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::local_seconds;
using std::chrono::seconds;
using std::chrono::sys_seconds;
using std::chrono::year_month_day;

namespace {

constexpr std::array<std::string_view, 12> kMonths{"January",   "February", "March",    "April",
                                                   "May",       "June",     "July",     "August",
                                                   "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kWeekdays{"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                    "Thursday", "Friday", "Saturday"};
// What time.format() makes at most; a pattern is a few words.
constexpr std::size_t kTextBytesMax = 10'000;

// How long after its Monday the Thursday of a week begins.
constexpr days kThursday{3};

// The Monday of the week that a day is in.
local_days monday_of(local_days day) {
  return day - days(std::chrono::weekday(day).iso_encoding() - 1);
}

// What the clock of a zone shows at a moment, and what patterns need of it.
class Shown {
 public:
  Shown(const Instant& moment, const Zone& zone)
      : moment_(moment),
        zone_(zone),
        offset_(zone.at(moment.seconds).seconds),
        local_(moment.seconds.time_since_epoch() + offset_),
        day_(std::chrono::floor<days>(local_)),
        date_(day_),
        clock_(local_ - day_) {}

  // Appends what `letter` stands for; false if it stands for nothing.
  bool put(std::string& out, char letter) const {
    switch (letter) {
      case 'Y': return digits(out, static_cast<int>(date_.year()), 4);
      case 'y': return digits(out, static_cast<int>(date_.year()) % 100, 2);
      case 'm': return digits(out, month(), 2);
      case 'd': return digits(out, static_cast<unsigned>(date_.day()), 2);
      case 'e': return digits(out, static_cast<unsigned>(date_.day()), 1);
      case 'j': return digits(out, (day_ - local_days(date_.year() / 1 / 1)).count() + 1, 3);
      case 'q': return digits(out, (month() - 1) / 3 + 1, 1);
      case 'H': return digits(out, clock_.hours().count(), 2);
      case 'I': return digits(out, std::chrono::make12(clock_.hours()).count(), 2);
      case 'M': return digits(out, clock_.minutes().count(), 2);
      case 'S': return digits(out, clock_.seconds().count(), 2);
      case 'f': return digits(out, moment_.nanos / 1'000'000, 3);
      case 'p': return text(out, std::chrono::is_am(clock_.hours()) ? "AM" : "PM");
      case 'G': return digits(out, static_cast<int>(iso_year()), 4);
      case 'V': return digits(out, iso_week(), 2);
      case 'u': return digits(out, std::chrono::weekday(day_).iso_encoding(), 1);
      case 'A': return text(out, weekday());
      case 'a': return text(out, weekday().substr(0, 3));
      case 'B': return text(out, kMonths.at(month() - 1));
      case 'b': return text(out, kMonths.at(month() - 1).substr(0, 3));
      case 'F': return parts(out, "Y-m-d");
      case 'T': return parts(out, "H:M:S");
      case 'z': return offset(out);
      case 'Z': return text(out, zone_.name());
      case 's': return digits(out, moment_.seconds.time_since_epoch().count(), 1);
      case '%': return text(out, "%");
      default: return false;
    }
  }

 private:
  unsigned month() const { return static_cast<unsigned>(date_.month()); }
  std::string_view weekday() const { return kWeekdays.at(std::chrono::weekday(day_).c_encoding()); }
  local_days thursday() const { return monday_of(day_) + kThursday; }
  // A week belongs to the year that its Thursday is in.
  std::chrono::year iso_year() const { return year_month_day(thursday()).year(); }
  std::int64_t iso_week() const {
    return (thursday() - local_days(iso_year() / 1 / 1)).count() / 7 + 1;
  }

  static bool text(std::string& out, std::string_view what) {
    out += what;
    return true;
  }
  static bool digits(std::string& out, std::int64_t value, std::size_t width) {
    if (value < 0) out += '-';
    const auto number = std::to_string(value < 0 ? -value : value);
    if (number.size() < width) out.append(width - number.size(), '0');
    out += number;
    return true;
  }
  bool parts(std::string& out, std::string_view letters) const {
    for (const char letter : letters)
      if (letter == '-' || letter == ':')
        out += letter;
      else
        put(out, letter);
    return true;
  }
  bool offset(std::string& out) const {
    const auto minutes = offset_.count() / 60;
    out += minutes < 0 ? '-' : '+';
    const auto plain = minutes < 0 ? -minutes : minutes;
    digits(out, plain / 60, 2);
    return digits(out, plain % 60, 2);
  }

  const Instant& moment_;
  const Zone& zone_;
  seconds offset_;
  local_seconds local_;
  local_days day_;
  year_month_day date_;
  std::chrono::hh_mm_ss<seconds> clock_;
};

// The moment at which the minute or the hour of `moment` began, at which the clock showed `begin`.
// Within an hour the clock mostly runs evenly, also in the second of two equal hours. Where it is
// changed in the middle of one, as by half an hour on Lord Howe Island, the hour began at the first
// moment at which the clock showed its beginning, or with the change if that was skipped.
sys_seconds even_start(sys_seconds moment, local_seconds local, local_seconds begin,
                       const Zone& zone) {
  const auto start = moment - (local - begin);
  return zone.local(start) == begin ? start : zone.moment(begin, Skipped::first_after);
}

}  // namespace

core::Result<sys_seconds> start_of(sys_seconds moment, std::string_view unit, const Zone& zone) {
  const auto local = zone.local(moment);
  if (unit == "minute")
    return even_start(moment, local, std::chrono::floor<std::chrono::minutes>(local), zone);
  if (unit == "hour")
    return even_start(moment, local, std::chrono::floor<std::chrono::hours>(local), zone);
  const auto day = std::chrono::floor<days>(local);
  const year_month_day date(day);
  const auto begin = [&zone](local_days first) { return zone.moment(first, Skipped::first_after); };
  if (unit == "day") return begin(day);
  if (unit == "week") return begin(monday_of(day));
  if (unit == "month") return begin(local_days(date.year() / date.month() / 1));
  if (unit == "quarter") {
    const auto first = (static_cast<unsigned>(date.month()) - 1) / 3 * 3 + 1;
    return begin(local_days(date.year() / std::chrono::month(first) / 1));
  }
  if (unit == "year") return begin(local_days(date.year() / 1 / 1));
  const std::vector<std::string> units{"minute", "hour", "day", "week", "month", "quarter", "year"};
  return core::Error{
      core::Errc::invalid,
      "expected " + core::any_of(units) + ", got \"" + core::one_line(unit, 40) + "\"",
      {},
      core::did_you_mean(unit, units)};
}

core::Result<std::string> format(const Instant& moment, std::string_view pattern,
                                 const Zone& zone) {
  const Shown shown(moment, zone);
  std::string out;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (out.size() > kTextBytesMax)
      return core::Error{core::Errc::too_large, "the formatted time is over 10,000 characters"};
    if (pattern[at] != '%') {
      out += pattern[at];
    } else if (++at == pattern.size() || !shown.put(out, pattern[at])) {
      return core::Error{core::Errc::invalid,
                         "expected a letter of a time after %, got \"" +
                             core::one_line(pattern.substr(at - 1, 2), 8) + "\"",
                         {},
                         "known are %Y %y %m %d %e %j %q %H %I %M %S %f %p %G %V %u %a %A %b %B %F "
                         "%T %z %Z %s %%"};
    }
  }
  return out;
}

}  // namespace baton::calendar
