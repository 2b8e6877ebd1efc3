#include "calendar/hours.hpp"

#include "baton/core/text.hpp"

#include <array>

namespace baton::calendar {

using std::chrono::hours;
using std::chrono::minutes;

namespace {

constexpr std::array<std::string_view, 7> kDaysOfWeek{"sun", "mon", "tue", "wed",
                                                      "thu", "fri", "sat"};

// The minutes since midnight of "09:30"; "9:30" is read too.
std::optional<minutes> time_of_day(std::string_view text) {
  if (text.size() == 4) {
    const auto full = "0" + std::string(text);
    return time_of_day(full);
  }
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (const std::size_t at : {0U, 1U, 3U, 4U})
    if (!core::is_digit(text[at])) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  const minutes time = hours(hour) + minutes(minute);
  if (minute > 59 || time > hours(24)) return std::nullopt;
  return time;
}

}  // namespace

std::optional<unsigned> weekday_named(std::string_view text) {
  for (unsigned i = 0; i < kDaysOfWeek.size(); ++i)
    if (core::same_no_case(kDaysOfWeek.at(i), text)) return i;
  return std::nullopt;
}

core::Result<Hours> parse_hours(std::string_view text) {
  const auto fault = [text](std::string hint) {
    return core::Error{core::Errc::invalid,
                       "expected hours like 09:00-17:30, got \"" + core::one_line(text, 40) + "\"",
                       {},
                       std::move(hint)};
  };
  auto rest = text;
  const auto begin = core::trim(core::take_part(rest, '-'));
  const auto from = time_of_day(begin);
  const auto to = time_of_day(core::trim(rest));
  if (!from || !to) return fault("times of day are 00:00 to 24:00");
  if (*from >= *to)
    return fault("they end before they begin: write 22:00-24:00, and 00:00-06:00 on the next day");
  return Hours{*from, *to};
}

std::vector<unsigned> weekdays_of(std::string_view text) {
  std::vector<unsigned> out;
  for (auto rest = text; !rest.empty();) {
    const auto part = core::trim(core::take_part(rest, ','));
    auto end = part;
    const auto first = weekday_named(core::take_part(end, '-'));
    const auto last = end.empty() ? first : weekday_named(end);
    if (!first || !last) return {};
    for (auto at = *first;; at = (at + 1) % 7) {
      out.push_back(at);
      if (at == *last) break;
    }
  }
  return out;
}

}  // namespace baton::calendar
