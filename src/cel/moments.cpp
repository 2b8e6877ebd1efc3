#include "cel/moments.hpp"

#include "baton/calendar/zone.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <limits>
#include <utility>

namespace baton::cel {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

Value fault(core::Errc code, std::string message) {
  return Value::failure({code, std::move(message)});
}

Value no_timestamp(std::string_view text) {
  return fault(core::Errc::invalid,
               "expected an RFC 3339 timestamp such as 2026-05-04T10:11:12Z, got " +
                   Value::borrowed_string(text).literal());
}

Value no_duration(std::string_view text) {
  return fault(core::Errc::invalid, "expected a duration such as 1h30m or 1.5s, got " +
                                        Value::borrowed_string(text).literal());
}

Value no_zone(std::string_view text) {
  return fault(core::Errc::invalid, "expected a time zone such as Europe/Paris or +02:00, got " +
                                        Value::borrowed_string(text).literal());
}

// Reads fields of fixed width and separators, and remembers whether all of them were there.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}
  bool good() const { return good_; }
  bool ended() const { return at_ == text_.size(); }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    return value;
  }
  void separator(std::string_view any) {
    if (any.find(peek()) == std::string_view::npos || ended()) good_ = false;
    ++at_;
  }
  // The nanoseconds of a fraction such as ".5"; 0 if there is none.
  std::int32_t fraction() {
    if (peek() != '.') return 0;
    ++at_;
    std::int32_t nanos = 0;
    int digits = 0;
    for (; peek() >= '0' && peek() <= '9'; ++digits) {
      const auto next = digit();
      if (digits < 9) nanos = nanos * 10 + next;
    }
    if (digits == 0) good_ = false;
    for (; digits < 9; ++digits) nanos *= 10;
    return nanos;
  }

 private:
  int digit() {
    const char symbol = peek();
    ++at_;
    if (symbol < '0' || symbol > '9') {
      good_ = false;
      return 0;
    }
    return symbol - '0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool good_ = true;
};

// Reads an offset such as "+05:30" as seconds to add to UTC; the sign may be missing. False for any
// other text.
bool fixed_offset(std::string_view text, std::int64_t& seconds) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  Fields fields(text);
  const int hours = fields.number(2);
  fields.separator(":");
  const int minutes = fields.number(2);
  if (!fields.good() || !fields.ended() || hours > 23 || minutes > 59) return false;
  seconds = hours * 3600 + minutes * 60;
  if (negative) seconds = -seconds;
  return true;
}

std::int64_t unit_nanos(std::string_view unit) {
  static constexpr std::array<std::pair<std::string_view, std::int64_t>, 8> kUnits{{
      {"h", 3600 * kNanosPerSecond},
      {"m", 60 * kNanosPerSecond},
      {"s", kNanosPerSecond},
      {"ms", 1'000'000},
      {"us", 1'000},
      {"\u00b5s", 1'000},
      {"\u03bcs", 1'000},
      {"ns", 1},
  }};
  for (const auto& [name, nanos] : kUnits) {
    if (name == unit) return nanos;
  }
  return 0;
}

}  // namespace

Value duration_of(Wide nanos) {
  if (nanos > std::numeric_limits<std::int64_t>::max() ||
      nanos < std::numeric_limits<std::int64_t>::min()) {
    return fault(core::Errc::invalid, "duration out of range: it must be within about 290 years");
  }
  return Value::duration(static_cast<std::int64_t>(nanos / kNanosPerSecond),
                         static_cast<std::int32_t>(nanos % kNanosPerSecond));
}

Value timestamp_of(Wide nanos) {
  auto seconds = nanos / kNanosPerSecond;
  auto rest = nanos % kNanosPerSecond;
  if (rest < 0) {
    rest += kNanosPerSecond;
    --seconds;
  }
  if (seconds < kFirstSecond || seconds > kLastSecond)
    return fault(core::Errc::invalid, "timestamp out of range: its year must be 1 to 9999");
  return Value::timestamp(static_cast<std::int64_t>(seconds), static_cast<std::int32_t>(rest));
}

Wide nanos_of(const Value& moment) {
  return static_cast<Wide>(moment.seconds()) * kNanosPerSecond + moment.nanos();
}

Value parse_timestamp(std::string_view text) {
  const auto zone = text.find_last_of("Zz+-");
  if (zone == std::string_view::npos) return no_timestamp(text);
  Fields fields(text.substr(0, zone));
  const int year = fields.number(4);
  fields.separator("-");
  const int month = fields.number(2);
  fields.separator("-");
  const int day = fields.number(2);
  fields.separator("Tt");
  const int hour = fields.number(2);
  fields.separator(":");
  const int minute = fields.number(2);
  fields.separator(":");
  const int second = fields.number(2);
  const auto nanos = fields.fraction();
  const bool utc = text[zone] == 'Z' || text[zone] == 'z';
  std::int64_t offset = 0;
  const bool zoned = utc ? zone + 1 == text.size() : fixed_offset(text.substr(zone), offset);
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!fields.good() || !fields.ended() || !zoned || !date.ok() || hour > 23 || minute > 59 ||
      second > 59)
    return no_timestamp(text);
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  const auto seconds = days * 86'400 + hour * 3600 + minute * 60 + second - offset;
  return timestamp_of(static_cast<Wide>(seconds) * kNanosPerSecond + nanos);
}

Value parse_duration_text(std::string_view text) {
  auto rest = text;
  bool negative = false;
  if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
    negative = rest[0] == '-';
    rest.remove_prefix(1);
  }
  if (rest == "0") return Value::duration(0, 0);
  if (rest.empty()) return no_duration(text);
  Wide total = 0;
  while (!rest.empty()) {
    std::size_t at = 0;
    Wide whole = 0;
    Wide part = 0;
    Wide scale = 1;
    std::size_t digits = 0;
    for (; at < rest.size() && core::is_digit(rest[at]) && digits < 20; ++at, ++digits)
      whole = whole * 10 + (rest[at] - '0');
    if (at < rest.size() && rest[at] == '.') {
      for (++at; at < rest.size() && core::is_digit(rest[at]); ++at, ++digits) {
        if (scale >= 1'000'000'000'000'000) continue;  // even for an hour, less than a nanosecond
        part = part * 10 + (rest[at] - '0');
        scale *= 10;
      }
    }
    if (digits == 0) return no_duration(text);
    const auto begin = at;
    while (at < rest.size() && rest[at] != '.' && !core::is_digit(rest[at])) ++at;
    const Wide unit = unit_nanos(rest.substr(begin, at - begin));
    if (unit == 0) return no_duration(text);
    total += whole * unit + part * unit / scale;
    // Stops far from the limits of the wide type, however many parts follow.
    if (total > static_cast<Wide>(std::numeric_limits<std::int64_t>::max()) * 2) break;
    rest.remove_prefix(at);
  }
  return duration_of(negative ? -total : total);
}

Value parse_local_timestamp(std::string_view text, std::string_view zone) {
  constexpr std::array<std::pair<std::size_t, std::string_view>, 3> kForms{
      {{10, "T00:00:00Z"}, {16, ":00Z"}, {19, "Z"}}};
  const auto* form = std::find_if(kForms.begin(), kForms.end(),
                                  [text](const auto& one) { return one.first == text.size(); });
  if (form == kForms.end()) {
    return fault(
        core::Errc::invalid,
        "expected a day or time without a zone such as 2026-12-01 or 2026-12-01T09:30, got " +
            Value::borrowed_string(text).literal());
  }
  const auto shown = parse_timestamp(std::string(text) + std::string(form->second));
  if (shown.is_error()) return no_timestamp(text);
  const auto known = calendar::Zone::find(zone);
  if (!known) return no_zone(zone);
  const std::chrono::local_seconds local(std::chrono::seconds(shown.seconds()));
  const auto moment = known->moment(local, calendar::Skipped::as_much_later);
  return timestamp_of(static_cast<Wide>(moment.time_since_epoch().count()) * kNanosPerSecond);
}

std::optional<Zone> zone_at(std::string_view zone, std::int64_t seconds) {
  const auto known = calendar::Zone::find(zone);
  if (!known) return std::nullopt;
  const auto offset = known->at(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
  Zone found{offset.seconds.count()};
  if (offset.until != std::chrono::sys_seconds::max())
    found.until = offset.until.time_since_epoch().count();
  return found;
}

Value zone_offset(std::string_view zone, std::int64_t seconds) {
  const auto found = zone_at(zone, seconds);
  return found ? Value::integer(found->offset) : no_zone(zone);
}

namespace {

// Appends ".5" for 500000000, and nothing for 0.
void append_fraction(std::string& out, std::int32_t nanos) {
  if (nanos == 0) return;
  std::array<char, 16> digits{};
  std::snprintf(digits.data(), digits.size(), ".%09d", nanos);
  out += digits.data();
  while (out.back() == '0') out.pop_back();
}

}  // namespace

std::string timestamp_text(std::int64_t seconds, std::int32_t nanos) {
  const auto moment = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  const auto day = std::chrono::floor<std::chrono::days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  std::string out = text.data();
  append_fraction(out, nanos);
  return out += 'Z';
}

std::string duration_text(std::int64_t seconds, std::int32_t nanos) {
  std::string out = seconds < 0 || nanos < 0 ? "-" : "";
  out += std::to_string(seconds < 0 ? -seconds : seconds);
  append_fraction(out, nanos < 0 ? -nanos : nanos);
  return out += 's';
}

}  // namespace baton::cel
