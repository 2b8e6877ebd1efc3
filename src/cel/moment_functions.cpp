#include "cel/functions.hpp"
#include "cel/moments.hpp"

#include <chrono>

namespace baton::cel {
namespace {

using Kind = Value::Kind;

// A timestamp on the calendar and clock of a zone.
struct Local {
  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  std::int64_t second_of_day = 0;
  std::int32_t nanos = 0;
};

Local local_of(const Value& moment, std::int64_t offset) {
  const std::chrono::sys_seconds seconds(std::chrono::seconds(moment.seconds() + offset));
  Local local;
  local.day = std::chrono::floor<std::chrono::days>(seconds);
  local.date = std::chrono::year_month_day(local.day);
  local.second_of_day = (seconds - local.day).count();
  local.nanos = moment.nanos();
  return local;
}

std::int64_t year(const Local& local) { return static_cast<int>(local.date.year()); }
std::int64_t month(const Local& local) { return static_cast<unsigned>(local.date.month()) - 1; }
std::int64_t date(const Local& local) { return static_cast<unsigned>(local.date.day()); }
std::int64_t day_of_month(const Local& local) { return date(local) - 1; }
std::int64_t day_of_week(const Local& local) {
  return std::chrono::weekday(local.day).c_encoding();
}
std::int64_t day_of_year(const Local& local) {
  return (local.day - std::chrono::sys_days(local.date.year() / std::chrono::January / 1)).count();
}
std::int64_t hours(const Local& local) { return local.second_of_day / 3600; }
std::int64_t minutes(const Local& local) { return local.second_of_day / 60 % 60; }
std::int64_t seconds(const Local& local) { return local.second_of_day % 60; }
std::int64_t milliseconds(const Local& local) { return local.nanos / 1'000'000; }

// What it costs to find a zone by its name, and to find none.
constexpr std::size_t kStepsPerZone = 4;
constexpr std::size_t kStepsPerLostZone = 40;

using Field = std::int64_t (*)(const Local&);

// A field of a timestamp, in UTC or in the zone that the second argument names.
template <Field kField>
Value field(const Call& call, const Value* a, std::size_t count) {
  if (!a[0].is(Kind::timestamp) || count > 2 || (count == 2 && !a[1].is(Kind::string)))
    return no_overload(call, a, count);
  std::int64_t offset = 0;
  if (count == 2) {
    if (!spend_reading(call, a[1])) return over_limit(call);
    auto zone = zone_offset(a[1].as_string(), a[0].seconds());
    if (!call.meter.spend(zone.is_error() ? kStepsPerLostZone : kStepsPerZone))
      return over_limit(call);
    if (zone.is_error()) return zone;
    offset = zone.as_int();
  }
  return Value::integer(kField(local_of(a[0], offset)));
}

// The same of a timestamp; of a duration, the whole of it in that unit.
template <Field kField, std::int64_t kSeconds>
Value field_or_total(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::duration) && count == 1) return Value::integer(a[0].seconds() / kSeconds);
  return field<kField>(call, a, count);
}

// The milliseconds of a timestamp; of a duration, those within its second.
Value milliseconds_of(const Call& call, const Value* a, std::size_t count) {
  if (a[0].is(Kind::duration) && count == 1) return Value::integer(a[0].nanos() / 1'000'000);
  return field<milliseconds>(call, a, count);
}

}  // namespace

void add_moments(FunctionTable& table) {
  const auto of_timestamp = [&table](const char* name, Native native) {
    table.add(name, native, {"m timestamp -> int", "m timestamp, string -> int"});
  };
  const auto of_both = [&table](const char* name, Native native) {
    table.add(name, native,
              {"m timestamp -> int", "m timestamp, string -> int", "m duration -> int"});
  };
  of_timestamp("getFullYear", field<year>);
  of_timestamp("getMonth", field<month>);
  of_timestamp("getDate", field<date>);
  of_timestamp("getDayOfMonth", field<day_of_month>);
  of_timestamp("getDayOfWeek", field<day_of_week>);
  of_timestamp("getDayOfYear", field<day_of_year>);
  of_both("getHours", field_or_total<hours, 3600>);
  of_both("getMinutes", field_or_total<minutes, 60>);
  of_both("getSeconds", field_or_total<seconds, 1>);
  of_both("getMilliseconds", milliseconds_of);
}

}  // namespace baton::cel
