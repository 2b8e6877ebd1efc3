#include "baton/calendar/duration.hpp"
#include "baton/calendar/time_text.hpp"
#include "baton/calendar/zone.hpp"
#include "cel/functions.hpp"
#include "cel/moments.hpp"

#include <chrono>
#include <optional>
#include <string>

// time.*: the calendar and the clock of a zone. The zone is the last argument, UTC if it is left
// out.
namespace baton::cel {
namespace {

using calendar::Instant;
using calendar::Zone;
using Kind = Value::Kind;

// What it costs to find a zone by its name, and to find none.
constexpr std::size_t kStepsPerZone = 8;
constexpr std::size_t kStepsPerLostZone = 40;

Instant instant_of(const Value& moment) {
  return {std::chrono::sys_seconds(std::chrono::seconds(moment.seconds())), moment.nanos()};
}

Value value_of(const Instant& instant) {
  const Wide seconds = instant.seconds.time_since_epoch().count();
  return timestamp_of(seconds * 1'000'000'000 + instant.nanos);
}

// Pays for reading all texts among the arguments. False if the budget is used up.
bool spend_texts(const Call& call, const Value* a, std::size_t count) {
  for (const auto* one = a; one != a + count; ++one)
    if (one->is(Kind::string) && !spend_reading(call, *one)) return false;
  return true;
}

// The moment, a text, and a zone: the arguments of most of these functions.
struct Arguments {
  Instant moment;
  std::string_view text;
  Zone zone;
};

// Computes with the arguments, or says why they do not fit.
template <class Compute>
Value with_arguments(const Call& call, const Value* a, std::size_t count, Compute compute) {
  const bool fit = (count == 2 || (count == 3 && a[2].is(Kind::string))) &&
                   a[0].is(Kind::timestamp) && a[1].is(Kind::string);
  if (!fit) return no_overload(call, a, count);
  if (!spend_texts(call, a, count)) return over_limit(call);
  const auto name = count == 3 ? a[2].as_string() : std::string_view();
  auto zone = Zone::find(name);
  if (!call.meter.spend(zone ? kStepsPerZone : kStepsPerLostZone)) return over_limit(call);
  if (!zone)
    return failure(core::Errc::invalid,
                   "expected a time zone such as Europe/Paris or +02:00, got " + a[2].literal());
  return compute(Arguments{instant_of(a[0]), a[1].as_string(), *std::move(zone)});
}

Value start_of(const Call& call, const Value* a, std::size_t count) {
  return with_arguments(call, a, count, [](const Arguments& given) {
    const auto start = calendar::start_of(given.moment.seconds, given.text, given.zone);
    return start ? value_of({*start, 0}) : failure(start.error());
  });
}

Value format(const Call& call, const Value* a, std::size_t count) {
  return with_arguments(call, a, count, [&call](const Arguments& given) {
    auto text = calendar::format(given.moment, given.text, given.zone);
    if (!text) return failure(text.error());
    if (!call.meter.make(text->size())) return over_limit(call);
    return Value::string(*std::move(text));
  });
}

Value add_length(const Call& call, const Value* a, std::size_t count) {
  return with_arguments(call, a, count, [](const Arguments& given) {
    const auto span = calendar::parse_span(given.text);
    if (!span) return failure(span.error());
    if (span->is_business())
      return failure(core::Errc::invalid, "business days and hours are added by business.add()");
    calendar::IsoDuration length = span->iso;
    if (span->unit == calendar::Span::Unit::elapsed) {
      length.seconds = span->length.count() / 1'000'000;
      length.nanos = span->length.count() % 1'000'000 * 1'000;
    }
    const auto sum = calendar::after(given.moment, length, given.zone);
    return sum ? value_of(*sum) : failure(sum.error());
  });
}

Value offset(const Call& call, const Value* a, std::size_t count) {
  if (count != 2 || !a[0].is(Kind::timestamp) || !a[1].is(Kind::string))
    return no_overload(call, a, count);
  if (!spend_texts(call, a, count) || !call.meter.spend(kStepsPerZone)) return over_limit(call);
  auto seconds = zone_offset(a[1].as_string(), a[0].seconds());
  return seconds.is_error() ? seconds : Value::duration(seconds.as_int(), 0);
}

}  // namespace

void add_times(FunctionTable& table) {
  table.add("time.start_of", start_of,
            {"timestamp, string -> timestamp", "timestamp, string, string -> timestamp"});
  table.add("time.format", format,
            {"timestamp, string -> string", "timestamp, string, string -> string"});
  table.add("time.add", add_length,
            {"timestamp, string -> timestamp", "timestamp, string, string -> timestamp"});
  table.add("time.offset", offset, {"timestamp, string -> duration"});
}

}  // namespace baton::cel
