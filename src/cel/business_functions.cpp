#include "baton/calendar/calendars.hpp"
#include "baton/cel/expression.hpp"
#include "cel/functions.hpp"
#include "cel/moments.hpp"

#include <chrono>
#include <memory>
#include <string>

// business.*: working time by the calendars that the names of an evaluation bring. The name of the
// calendar is the last argument, "default" if it is left out.
namespace baton::cel {
namespace {

using Kind = Value::Kind;
using CalendarPtr = std::shared_ptr<const calendar::Calendar>;

// What it costs to look at one day of a calendar.
constexpr std::size_t kStepsPerDay = 40;

core::Time time_of(const Value& moment) {
  return calendar::time_of(
      {std::chrono::sys_seconds(std::chrono::seconds(moment.seconds())), moment.nanos()});
}

Value value_of(const core::Result<core::Time>& moment) {
  return moment ? Value::timestamp(*moment) : failure(moment.error());
}

// Pays for looking at the days between two moments, and for the texts among the arguments.
bool spend(const Call& call, const Value* a, std::size_t count, std::int64_t days) {
  for (const auto* one = a; one != a + count; ++one)
    if (one->is(Kind::string) && !spend_reading(call, *one)) return false;
  return call.meter.spend((static_cast<std::size_t>(days) + 1) * kStepsPerDay);
}

// Computes with the calendar that the argument at `last` names, if it is there.
template <class Compute>
Value with_calendar(const Call& call, const Value* a, std::size_t count, std::size_t last,
                    Compute compute) {
  const auto* all = call.names == nullptr ? nullptr : call.names->outside().calendars;
  if (all == nullptr)
    return failure(core::Errc::unavailable, call.node.text +
                                                " needs the business calendars, and "
                                                "there are none here");
  const auto found = all->named(last < count ? a[last].as_string() : std::string_view());
  return found ? compute(**found) : failure(found.error());
}

bool fits(const Value* a, std::size_t count, std::initializer_list<Kind> kinds) {
  if (count != kinds.size() && count != kinds.size() + 1) return false;
  std::size_t at = 0;
  for (const auto kind : kinds)
    if (!a[at++].is(kind)) return false;
  return count == at || a[at].is(Kind::string);
}

Value add_span(const Call& call, const Value* a, std::size_t count) {
  if (!fits(a, count, {Kind::timestamp, Kind::string})) return no_overload(call, a, count);
  if (!spend(call, a, count, 0)) return over_limit(call);
  const auto span = calendar::parse_span(a[1].as_string());
  if (!span) return failure(span.error());
  // Working days have some hours each, and a few days of rest in between.
  constexpr std::int64_t kHoursPerDay = 4;
  const auto days =
      span->unit == calendar::Span::Unit::business_days ? span->half_days
      : span->unit == calendar::Span::Unit::business_hours
          ? std::chrono::floor<std::chrono::hours>(span->length).count() / kHoursPerDay
          : 0;
  if (!call.meter.spend(static_cast<std::size_t>(days < 0 ? -days : days) * kStepsPerDay))
    return over_limit(call);
  return with_calendar(call, a, count, 2, [&](const calendar::Calendar& calendar) {
    return value_of(calendar.add(time_of(a[0]), *span));
  });
}

// The days that lie between two moments.
std::int64_t days_apart(const Value& left, const Value& right) {
  const auto seconds = right.seconds() - left.seconds();
  return (seconds < 0 ? -seconds : seconds) / 86'400;
}

Value between(const Call& call, const Value* a, std::size_t count) {
  if (!fits(a, count, {Kind::timestamp, Kind::timestamp})) return no_overload(call, a, count);
  if (!spend(call, a, count, days_apart(a[0], a[1]))) return over_limit(call);
  return with_calendar(call, a, count, 2, [&](const calendar::Calendar& calendar) {
    const auto working = calendar.between(time_of(a[0]), time_of(a[1]));
    return working ? Value::duration(*working) : failure(working.error());
  });
}

Value days_between(const Call& call, const Value* a, std::size_t count) {
  if (!fits(a, count, {Kind::timestamp, Kind::timestamp})) return no_overload(call, a, count);
  if (!spend(call, a, count, days_apart(a[0], a[1]))) return over_limit(call);
  return with_calendar(call, a, count, 2, [&](const calendar::Calendar& calendar) {
    const auto days = calendar.days_between(time_of(a[0]), time_of(a[1]));
    return days ? Value::integer(*days) : failure(days.error());
  });
}

Value is_open(const Call& call, const Value* a, std::size_t count) {
  if (!fits(a, count, {Kind::timestamp})) return no_overload(call, a, count);
  if (!spend(call, a, count, 0)) return over_limit(call);
  return with_calendar(call, a, count, 1, [&](const calendar::Calendar& calendar) {
    return Value::boolean(calendar.is_open(time_of(a[0])));
  });
}

Value next_open(const Call& call, const Value* a, std::size_t count) {
  constexpr std::int64_t kDaysOfRest = 4;
  if (!fits(a, count, {Kind::timestamp})) return no_overload(call, a, count);
  if (!spend(call, a, count, kDaysOfRest)) return over_limit(call);
  return with_calendar(call, a, count, 1, [&](const calendar::Calendar& calendar) {
    return value_of(calendar.next_open(time_of(a[0])));
  });
}

}  // namespace

void add_business(FunctionTable& table) {
  table.add("business.add", add_span,
            {"timestamp, string -> timestamp", "timestamp, string, string -> timestamp"});
  table.add("business.between", between,
            {"timestamp, timestamp -> duration", "timestamp, timestamp, string -> duration"});
  table.add("business.days_between", days_between,
            {"timestamp, timestamp -> int", "timestamp, timestamp, string -> int"});
  table.add("business.is_open", is_open, {"timestamp -> bool", "timestamp, string -> bool"});
  table.add("business.next_open", next_open,
            {"timestamp -> timestamp", "timestamp, string -> timestamp"});
}

}  // namespace baton::cel
