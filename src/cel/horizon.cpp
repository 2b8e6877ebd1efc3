#include "cel/horizon.hpp"

#include <algorithm>
#include <chrono>

namespace baton::cel {

namespace {

using Kind = Value::Kind;

constexpr Wide kSecond = 1'000'000'000;
constexpr Wide kTick = 1'000;  // a microsecond, by which moments differ at least

Wide floor_div(Wide value, Wide by) { return value / by - (value % by < 0 ? 1 : 0); }
Wide ceil_div(Wide value, Wide by) { return value / by + (value % by > 0 ? 1 : 0); }

// What a clock that now shows `local`, in seconds since 1970, will show when the field next
// changes.
std::int64_t next_change(std::string_view function, std::int64_t local) {
  using std::chrono::days;
  using std::chrono::months;
  using std::chrono::sys_days;
  using std::chrono::years;
  const auto whole = [local](std::int64_t length) {
    return static_cast<std::int64_t>((floor_div(local, length) + 1) * length);
  };
  if (function == "getSeconds" || function == "int") return local + 1;
  if (function == "getMinutes") return whole(60);
  if (function == "getHours") return whole(3'600);
  const auto start = [](sys_days day) {
    return day.time_since_epoch().count() * std::int64_t{86'400};
  };
  const std::chrono::year_month_day date(
      std::chrono::floor<days>(std::chrono::sys_seconds(std::chrono::seconds(local))));
  if (function == "getMonth") return start(sys_days((date.year() / date.month() / 1) + months(1)));
  if (function == "getFullYear")
    return start(sys_days(date.year() / std::chrono::January / 1 + years(1)));
  return whole(86'400);
}

// The unit in which a field of a duration counts the whole duration.
Wide unit_of(std::string_view function) {
  if (function == "getHours") return 3'600 * kSecond;
  return (function == "getMinutes" ? 60 : 1) * kSecond;
}

}  // namespace

void Horizon::change_after(Wide nanos) {
  until = std::min(until, now_ + std::max<Wide>(ceil_div(nanos, kTick), 1) * kTick);
}

void Horizon::unread() { change_after((floor_div(now_, 60 * kSecond) + 1) * 60 * kSecond - now_); }

// The two are equal at one moment. The outcome may change at that moment, and again right after it.
void Horizon::compared(const Value& left, const Value& right, int pace) {
  if (left.kind() != right.kind() || (!left.is(Kind::timestamp) && !left.is(Kind::duration)))
    return;
  const Wide apart = (nanos_of(right) - nanos_of(left)) * (pace < 0 ? -1 : 1);
  const Wide nanos = pace < 0 ? -pace : pace;
  if (apart < 0) return;  // that moment is past
  if (apart == 0) return change_after(1);
  change_after(ceil_div(apart, nanos));
}

void Horizon::field_read(std::string_view function, const Value* a, std::size_t count, int pace) {
  if (a[0].is(Kind::duration)) {
    const Wide nanos = nanos_of(a[0]);
    const auto unit = unit_of(function);
    const auto into = nanos - floor_div(nanos, unit) * unit;
    // One that shrinks changes right after it has come to a whole unit.
    return change_after(pace < 0 ? into : unit - into);
  }
  if (!a[0].is(Kind::timestamp) || pace != 1) return unread();
  const auto seconds = a[0].seconds();
  std::int64_t offset = 0;
  if (count == 2 && a[1].is(Kind::string)) {
    const auto zone = zone_at(a[1].as_string(), seconds);
    if (!zone) return;
    offset = zone->offset;
    if (zone->until) change_after((*zone->until - seconds) * kSecond - a[0].nanos());
  }
  const auto local = seconds + offset;
  change_after((next_change(function, local) - local) * kSecond - a[0].nanos());
}

}  // namespace baton::cel
