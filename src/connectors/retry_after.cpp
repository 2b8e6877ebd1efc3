#include "connectors/retry_after.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <utility>

namespace baton::connectors {

namespace {

using core::Duration;
using core::Time;

// From this number of seconds on, a number is a time since 1970 and not a wait: it is September
// 2001, or a wait of 31 years.
constexpr double kEpochFrom = 1e9;
constexpr double kSecondsMax = std::chrono::duration<double>(kRetryAfterMax).count();

std::vector<std::string_view> words_of(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(separators), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<int> digits(std::string_view text, std::size_t least, std::size_t most) {
  int value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.size() < least || text.size() > most || problem != std::errc() ||
      end != text.data() + text.size() || value < 0)
    return std::nullopt;
  return value;
}

// The number of a month, 1 to 12, by its English name.
std::optional<int> month_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                     "jul", "aug", "sep", "oct", "nov", "dec"};
  const auto found = std::find(kMonths.begin(), kMonths.end(), core::lower(word));
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<int>(found - kMonths.begin()) + 1;
}

bool is_day_name(std::string_view word) {
  constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const auto begin = core::lower(word.substr(0, 3));
  return word.size() >= 3 && std::find(kDays.begin(), kDays.end(), begin) != kDays.end();
}

bool is_utc(std::string_view word) {
  return word == "GMT" || word == "UTC" || word == "Z" || word == "+0000";
}

std::string two(int number) {
  return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

// The full year. Two digits are of this century or the last one (RFC 9110 section 5.6.7).
int full_year(int year, std::size_t digits) {
  return digits > 2 ? year : year + (year < 70 ? 2000 : 1900);
}

// The parts of a date that have been found in its words.
struct Parts {
  std::optional<int> day{};
  std::optional<int> month{};
  std::optional<int> year{};
  std::string_view time{};

  bool take(std::string_view word) {
    if (word.size() == 8 && word[2] == ':' && word[5] == ':')
      return std::exchange(time, word).empty();
    if (const auto found = month_of(word)) return !std::exchange(month, found);
    if (const auto found = digits(word, 1, 4)) {
      if (!day && word.size() <= 2) return day.emplace(*found) <= 31;
      return !std::exchange(year, full_year(*found, word.size()));
    }
    return is_utc(word);
  }
};

std::optional<Duration> bounded(double seconds) {
  if (!(seconds > 0)) return Duration{};
  return std::chrono::duration_cast<Duration>(
      std::chrono::duration<double>(std::min(seconds, kSecondsMax)));
}

Duration until(Time when, Time now) {
  return std::clamp<Duration>(when - now, Duration{}, kRetryAfterMax);
}

std::optional<Duration> from_number(double number, Time now) {
  if (number >= kEpochFrom && number < kEpochFrom * 1e4) {
    const bool milliseconds = number >= kEpochFrom * 1e2;
    const Time when(Duration(static_cast<std::int64_t>(number * (milliseconds ? 1e3 : 1e6))));
    // If the time is far from now, the number was no time but an absurdly long wait.
    if (when > now - std::chrono::hours(24) && when < now + std::chrono::hours(24) * 366)
      return until(when, now);
  }
  return bounded(number);
}

// Reads "7", "3.0", "7s" and "250 ms".
std::optional<Duration> parse_number(std::string_view text, Time now) {
  if (text.empty() || !(text[0] == '.' || (text[0] >= '0' && text[0] <= '9'))) return std::nullopt;
  double number = 0;
  const auto [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const auto unit =
      core::lower(core::trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (problem == std::errc::result_out_of_range) number = kSecondsMax;
  if (unit == "ms") return bounded(number / 1000);
  if (unit == "s" || unit == "sec" || unit == "seconds") return bounded(number);
  return unit.empty() ? from_number(number, now) : std::nullopt;
}

// Reads a date of RFC 3339. Jira leaves the seconds out: 2026-05-04T10:01Z.
std::optional<Time> parse_iso_date(std::string_view text) {
  constexpr std::string_view kToTheMinute = "2026-05-04T10:01";
  std::string whole(text);
  if (text.substr(std::min(text.size(), kToTheMinute.size())) == "Z")
    whole.insert(kToTheMinute.size(), ":00");
  const auto date = core::parse_rfc3339(whole);
  return date ? std::optional(*date) : std::nullopt;
}

// The members of a field. Several fields can be written as one with commas, and a date has a comma
// of its own after the name of the day.
std::vector<std::string> members_of(std::string_view field) {
  std::vector<std::string> members;
  bool behind_day = false;
  for (const auto word : words_of(field, ",")) {
    if (behind_day)
      members.back().append(",").append(word);
    else
      members.emplace_back(core::trim(word));
    behind_day = !behind_day && is_day_name(core::trim(word)) &&
                 core::trim(word).find(' ') == std::string_view::npos;
  }
  return members;
}

// A parameter of a member by one of its names, as in `"default";r=0;t=30`
// (draft-ietf-httpapi-ratelimit-headers) or `limit=100, remaining=0, reset=30` (an older draft).
std::optional<std::string> parameter(std::string_view member,
                                     std::initializer_list<std::string_view> names) {
  for (const auto word : words_of(member, ";")) {
    const auto one = core::trim(word);
    for (const auto name : names)
      if (one.starts_with(name)) return std::string(one.substr(name.size()));
  }
  return std::nullopt;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  const auto [end, problem] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  return problem == std::errc() ? std::optional(number) : std::nullopt;
}

// How much is left of the quota of a member. Zero: nothing is left, or it does not say.
double left_in(std::string_view member) {
  const auto said = parameter(member, {"r=", "remaining="});
  return said ? number_of(*said).value_or(0) : 0;
}

// True for a field that tells when a quota is full again. Many vendors send it with every answer,
// so by itself it does not ask us to wait.
bool is_quota(std::string_view name) {
  const auto known = core::lower(name);
  return known.find("reset") != std::string::npos || known.find("ratelimit") != std::string::npos ||
         known.find("rate-limit") != std::string::npos;
}

// True if the connector names this field as one that says when to come back.
bool is_among(const std::vector<std::string>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](const auto& one) { return core::same_no_case(one, name); });
}

// The time by the vendor's clock, which may differ from ours, where the answer has a date.
Time vendors_time(const formats::Headers& headers, Time now) {
  const auto* date = formats::find_header(headers, "date");
  return date != nullptr ? parse_http_date(*date).value_or(now) : now;
}

// What is left of the quota of the field `name` by the field beside it, such as
// X-RateLimit-Remaining for X-RateLimit-Reset; null if there is none.
const std::string* left_beside(const formats::Headers& headers, std::string_view name) {
  auto beside = core::lower(name);
  const auto at = beside.find("reset");
  if (at == std::string::npos) return nullptr;
  beside.replace(at, 5, "remaining");
  return formats::find_header(headers, beside);
}

// False if the answer says that something is left of the quota of the field `name`: in the field
// beside it, or in `remaining=` beside `reset=` in the field itself.
bool used_up(const formats::Headers& headers, std::string_view name, std::string_view value) {
  const auto* left = left_beside(headers, name);
  if (left != nullptr) return number_of(core::trim(*left)).value_or(0) <= 0;
  const auto members = members_of(value);
  return std::none_of(members.begin(), members.end(), [](const auto& one) {
    return one.starts_with("remaining=") && left_in(one) > 0;
  });
}

}  // namespace

std::optional<Time> parse_http_date(std::string_view text) {
  Parts parts;
  bool first = true;
  for (const auto word : words_of(text, " ,-\t")) {
    const bool day_name = std::exchange(first, false) && is_day_name(word);
    if (!day_name && !parts.take(word)) return std::nullopt;
  }
  if (!parts.day || !parts.month || !parts.year || parts.time.empty()) return std::nullopt;
  if (*parts.year < 1000) return std::nullopt;
  std::string time(parts.time);
  if (time.ends_with(":60")) time.replace(6, 2, "59");  // a leap second
  const auto parsed = core::parse_rfc3339(std::to_string(*parts.year) + "-" + two(*parts.month) +
                                          "-" + two(*parts.day) + "T" + time + "Z");
  return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<Duration> parse_wait(std::string_view text, Time now) {
  text = core::trim(text);
  if (const auto wait = parse_number(text, now)) return wait;
  if (const auto date = parse_http_date(text)) return until(*date, now);
  if (const auto date = parse_iso_date(text)) return until(*date, now);
  if (const auto length = core::parse_duration(text))
    return std::clamp<Duration>(*length, Duration{}, kRetryAfterMax);
  return std::nullopt;
}

std::optional<Duration> retry_after(const formats::Headers& headers,
                                    const std::vector<std::string>& more, int status, Time now) {
  std::optional<Duration> longest;
  for (const auto& [name, value] : headers) {
    const bool in_milliseconds = core::same_no_case(name, "retry-after-ms");
    const bool standard = in_milliseconds || core::same_no_case(name, "retry-after");
    const bool mapped = is_among(more, name);
    if (standard) longest = longest.value_or(Duration{});
    const bool counts =
        standard ||
        (mapped && (!is_quota(name) || (status < 500 && used_up(headers, name, value))));
    for (auto member : counts ? members_of(value) : std::vector<std::string>()) {
      if (in_milliseconds) member += "ms";
      if (is_quota(name) && left_in(member) > 0) continue;
      const auto wait =
          parse_wait(mapped ? parameter(member, {"t=", "reset="}).value_or(member) : member,
                     vendors_time(headers, now));
      if (wait > Duration{}) longest = std::max(longest.value_or(Duration{}), *wait);
    }
  }
  return longest;
}

std::optional<Duration> quota_wait(const formats::Headers& headers,
                                   const std::vector<std::string>& more, Time now) {
  std::optional<Duration> longest;
  for (const auto& [name, value] : headers) {
    // The comparison of names costs less, and nearly all fields end there.
    if (!is_among(more, name) || !is_quota(name)) continue;
    const auto members = members_of(value);
    // Only a number says that nothing is left.
    const auto is_none = [](std::string_view text) {
      return number_of(core::trim(text)).value_or(1) <= 0;
    };
    const auto* beside = left_beside(headers, name);
    const bool none_left = beside != nullptr
                               ? is_none(*beside)
                               : std::any_of(members.begin(), members.end(), [&](const auto& one) {
                                   const auto left = parameter(one, {"remaining="});
                                   return left && is_none(*left);
                                 });
    for (const auto& member : members) {
      const auto own = parameter(member, {"r="});
      if (!none_left && !(own && is_none(*own))) continue;
      const auto wait = parse_wait(parameter(member, {"t=", "reset="}).value_or(member),
                                   vendors_time(headers, now));
      if (wait > Duration{}) longest = std::max(longest.value_or(Duration{}), *wait);
    }
  }
  return longest;
}

}  // namespace baton::connectors
