#include "baton/core/trace.hpp"

#include "baton/core/split_mix.hpp"

#include <algorithm>

namespace baton::core {

namespace {

constexpr std::size_t kVersionAt = 0;
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kSpanAt = 36;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kLength = 55;
constexpr std::uint64_t kSampled = 1;

// Spreads the bits of a number over all 64, so that ids which follow each other look random, as
// those who sample by trace id expect.
constexpr std::uint64_t mixed(std::uint64_t value) { return split_mix(value); }

// What the number of an id stands for: an event and a run with one number have different spans.
enum class Kind : std::uint64_t {
  trace_high = 1,
  trace_low,
  event,
  run,
  action,
  request_high,
  request_low,
};

std::uint64_t made(Kind kind, std::int64_t id) {
  const auto value =
      mixed(mixed(static_cast<std::uint64_t>(kind)) ^ static_cast<std::uint64_t>(id));
  return std::max<std::uint64_t>(value, 1);
}

void put_hex(std::string& out, std::uint64_t value, int digits) {
  constexpr std::string_view kHexDigits = "0123456789abcdef";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    out += kHexDigits[(value >> static_cast<unsigned>(shift)) & 15U];
}

// Only lower-case digits are allowed.
std::optional<std::uint64_t> hex(std::string_view text) {
  std::uint64_t value = 0;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c < 'a' || c > 'f')) return std::nullopt;
    value = value << 4U | static_cast<std::uint64_t>(digit ? c - '0' : c - 'a' + 10);
  }
  return value;
}

// What stands before the flags, and behind them, is as the version asks.
bool well_formed(std::string_view text, std::uint64_t version) {
  if (text[kTraceAt - 1] != '-' || text[kSpanAt - 1] != '-' || text[kFlagsAt - 1] != '-')
    return false;
  if (version == 0xff) return false;
  return version == 0 ? text.size() == kLength : text.size() == kLength || text[kLength] == '-';
}

}  // namespace

std::string Trace::id() const {
  std::string out;
  put_hex(out, high, 16);
  put_hex(out, low, 16);
  return out;
}

std::string Trace::text() const {
  std::string out = "00-";
  out.reserve(kLength);
  put_hex(out, high, 16);
  put_hex(out, low, 16);
  out += '-';
  put_hex(out, span, 16);
  out += sampled ? "-01" : "-00";
  return out;
}

std::string span_text(std::uint64_t span) {
  std::string out;
  put_hex(out, span, 16);
  return out;
}

std::optional<Trace> parse_traceparent(std::string_view text) {
  if (text.size() < kLength) return std::nullopt;
  const auto version = hex(text.substr(kVersionAt, 2));
  if (!version || !well_formed(text, *version)) return std::nullopt;
  const auto high = hex(text.substr(kTraceAt, 16));
  const auto low = hex(text.substr(kTraceAt + 16, 16));
  const auto span = hex(text.substr(kSpanAt, 16));
  const auto flags = hex(text.substr(kFlagsAt, 2));
  if (!high || !low || !span || !flags) return std::nullopt;
  if ((*high == 0 && *low == 0) || *span == 0) return std::nullopt;
  return Trace{*high, *low, *span, (*flags & kSampled) != 0};
}

Trace trace_of(std::string_view kept, EventId root) {
  if (const auto came = parse_traceparent(kept)) return *came;
  return {made(Kind::trace_high, root.value()), made(Kind::trace_low, root.value()), 0, false};
}

Trace trace_of_request(Time since, std::uint64_t number) {
  const auto began = static_cast<std::uint64_t>(since.time_since_epoch().count());
  const auto id = static_cast<std::int64_t>(mixed(began) + number);
  return {made(Kind::request_high, id), made(Kind::request_low, id), 0, false};
}

std::uint64_t span_of(EventId event) { return made(Kind::event, event.value()); }

std::uint64_t span_of(RunId run) { return made(Kind::run, run.value()); }

std::uint64_t span_of(RunId run, std::string_view step, std::int64_t began) {
  std::uint64_t value = made(Kind::action, run.value());
  for (const char c : step) value = mixed(value ^ static_cast<unsigned char>(c));
  return std::max<std::uint64_t>(mixed(value ^ static_cast<std::uint64_t>(began)), 1);
}

}  // namespace baton::core
