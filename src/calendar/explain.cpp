#include "baton/calendar/explain.hpp"

#include "baton/calendar/words.hpp"
#include "baton/core/days.hpp"
#include "baton/core/text.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>

namespace baton::calendar {

namespace {

using core::Errc;
using core::Error;
using core::Json;

constexpr std::size_t kDaysAheadMax = 12;
constexpr int kDaysLookedAt = 366;

// What is asked about: a day, and perhaps a moment of it.
struct AskedOf {
  std::chrono::local_days day{};
  std::optional<core::Time> moment{};
};

// Why a text that is written as a day is none, as 2026-02-30; empty for another text.
std::string no_day(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00";
  if (text.size() != kShape.size()) return {};
  for (std::size_t at = 0; at < text.size(); ++at)
    if (kShape[at] == '0' ? !core::is_digit(text[at]) : text[at] != '-') return {};
  const auto number = [&](std::size_t at) {
    return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
  };
  const auto month = number(5);
  auto why = "there is no day " + std::string(text) + ": ";
  if (month < 1 || month > 12) return why + "a month is 01 to 12";
  const auto year = static_cast<int>(number(0) * 100 + number(2));
  const auto last = std::chrono::year(year) / std::chrono::month(month) / std::chrono::last;
  return why + "days of " + std::string(text.substr(0, 7)) + " are 01 to " +
         std::to_string(static_cast<unsigned>(last.day()));
}

core::Result<AskedOf> asked_of(const Calendar& calendar, std::string_view text) {
  const auto moment = core::parse_rfc3339(text);
  if (moment) {
    const auto local = calendar.zone().local(std::chrono::floor<std::chrono::seconds>(*moment));
    return AskedOf{std::chrono::floor<std::chrono::days>(local), *moment};
  }
  const auto midnight = core::parse_day(text);
  if (!midnight) {
    if (auto why = no_day(text); !why.empty())
      return Error{Errc::invalid, std::move(why), "/when", {}};
    return Error{Errc::invalid,
                 "expected a day like 2026-12-24, or a moment like 2026-12-24T15:00:00+01:00, "
                 "got \"" +
                     core::one_line(text, 40) + "\"",
                 "/when",
                 {}};
  }
  return AskedOf{
      std::chrono::local_days(std::chrono::floor<std::chrono::days>(*midnight).time_since_epoch()),
      std::nullopt};
}

Json hours_json(const DayHours& stretches) {
  Json hours = Json::array();
  for (const auto& one : stretches) hours.push_back(hours_text({one}));
  return hours;
}

std::string date_text(std::chrono::local_days day) {
  return core::to_rfc3339(core::Time(day.time_since_epoch())).substr(0, 10);
}

core::Result<Json> added(const Calendar& calendar, core::Time from, std::string_view length) {
  const auto span = parse_span(length);
  if (!span) return Error{span.error().code, span.error().message, "/add", span.error().hint};
  const auto to = calendar.add(from, *span);
  if (!to) return Error{to.error().code, to.error().message, "/add", to.error().hint};
  return Json{{"length", to_text(*span)},
              {"from", core::to_rfc3339(from)},
              {"to", core::to_rfc3339(*to)},
              {"words", moment_text(calendar, *to)}};
}

}  // namespace

Json to_json(const Calendar& calendar, core::Time now) {
  const auto local = calendar.zone().local(std::chrono::floor<std::chrono::seconds>(now));
  const auto today = std::chrono::floor<std::chrono::days>(local);
  constexpr int kDaysOfWeek = 7;
  Json week = Json::array();
  for (int day = 1; day <= kDaysOfWeek; ++day)  // Sunday is 0, and comes last
    week.push_back(hours_json(calendar.week()[static_cast<std::size_t>(day % kDaysOfWeek)]));
  Json ahead = Json::array();
  for (int at = 0; at < kDaysLookedAt && ahead.size() < kDaysAheadMax; ++at) {
    const auto date = today + std::chrono::days(at);
    const auto day = calendar.day(date);
    if (day.rule.empty()) continue;
    ahead.push_back({{"date", date_text(date)},
                     {"kind", std::string(name(day.kind))},
                     {"rule", day.rule},
                     {"hours", hours_json(day.hours)}});
  }
  return {{"name", calendar.name()},
          {"timezone", calendar.zone().name()},
          {"week", std::move(week)},
          {"ahead", std::move(ahead)}};
}

core::Result<Json> explain(const Calendar& calendar, std::string_view when,
                           std::string_view length) {
  const auto asked = asked_of(calendar, when);
  if (!asked) return asked.error();
  const auto day = calendar.day(asked->day);
  const auto from =
      asked->moment ? *asked->moment : calendar.zone().moment(asked->day, Skipped::first_after);
  Json out{{"calendar", calendar.name()},
           {"timezone", calendar.zone().name()},
           {"kind", std::string(name(day.kind))},
           {"hours", hours_json(day.hours)},
           {"words", describe(calendar, asked->day)}};
  if (!day.rule.empty()) out["rule"] = day.rule;
  if (asked->moment) out["open"] = calendar.is_open(*asked->moment);
  if (const auto next = calendar.next_open(from)) out["next_open"] = core::to_rfc3339(*next);
  if (length.empty()) return out;
  auto sum = added(calendar, from, length);
  if (!sum) return sum.error();
  out["added"] = *std::move(sum);
  return out;
}

}  // namespace baton::calendar
