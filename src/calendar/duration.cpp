#include "baton/calendar/duration.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace baton::calendar {

namespace {

constexpr std::int64_t kBusinessDaysMax = 10'000;
constexpr std::int64_t kBusinessHoursMax = 100'000;

core::Error no_span(std::string_view text, std::string hint = {}) {
  return {core::Errc::invalid,
          "expected a duration like 30s, 1h30m, 2w, 3bd, 6bh or P1M, got \"" +
              core::one_line(text, 60) + "\"",
          {},
          std::move(hint)};
}

// A number with up to two decimals, in hundredths; nullopt for any other text.
std::optional<std::int64_t> hundredths(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto point = std::min(text.find('.'), text.size());
  const auto whole = text.substr(0, point);
  auto decimals = std::string(point < text.size() ? text.substr(point + 1) : "0");
  const auto digits = [](std::string_view part, std::size_t most) {
    return !part.empty() && part.size() <= most &&
           part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (!digits(whole, 7) || !digits(decimals, 2)) return std::nullopt;
  decimals.resize(2, '0');
  std::int64_t value = 0;
  for (const char c : std::string(whole) + decimals) value = value * 10 + (c - '0');
  return negative ? -value : value;
}

std::int64_t magnitude(std::int64_t value) { return value < 0 ? -value : value; }

core::Result<Span> business_days(std::string_view text, std::string_view count) {
  const auto read = hundredths(count);
  if (!read) return no_span(text);
  if (*read % 50 != 0)
    return no_span(text, "business days are counted in halves: 0.5bd, 1bd, 1.5bd");
  if (magnitude(*read) > kBusinessDaysMax * 100)
    return no_span(text, "at most " + std::to_string(kBusinessDaysMax) + " business days");
  Span span;
  span.unit = Span::Unit::business_days;
  span.half_days = *read / 50;
  return span;
}

core::Result<Span> business_hours(std::string_view text, std::string_view count) {
  const auto read = hundredths(count);
  if (!read) return no_span(text);
  if (*read * 60 % 100 != 0)
    return no_span(text, "business hours are counted in minutes: 1.5bh, 0.25bh");
  if (magnitude(*read) > kBusinessHoursMax * 100)
    return no_span(text, "at most " + std::to_string(kBusinessHoursMax) + " business hours");
  Span span;
  span.unit = Span::Unit::business_hours;
  span.length = std::chrono::minutes(*read * 60 / 100);
  return span;
}

// "1.5" for 150 hundredths.
std::string decimal(std::int64_t hundredths) {
  std::string text = hundredths < 0 ? "-" : "";
  hundredths = magnitude(hundredths);
  text += std::to_string(hundredths / 100);
  if (hundredths % 100 == 0) return text;
  text += '.';
  text += static_cast<char>('0' + hundredths / 10 % 10);
  if (hundredths % 10 != 0) text += static_cast<char>('0' + hundredths % 10);
  return text;
}

std::string iso_text(const IsoDuration& iso) {
  const bool negative = iso.years < 0 || iso.months < 0 || iso.weeks < 0 || iso.days < 0 ||
                        iso.hours < 0 || iso.minutes < 0 || iso.seconds < 0 || iso.nanos < 0;
  std::string text = negative ? "-P" : "P";
  const auto put = [&text](std::int64_t count, char unit) {
    if (count != 0) text += std::to_string(magnitude(count)) + unit;
  };
  put(iso.years, 'Y');
  put(iso.months, 'M');
  put(iso.weeks, 'W');
  put(iso.days, 'D');
  if (iso.hours != 0 || iso.minutes != 0 || iso.seconds != 0 || iso.nanos != 0) text += 'T';
  put(iso.hours, 'H');
  put(iso.minutes, 'M');
  if (iso.nanos == 0) {
    put(iso.seconds, 'S');
  } else {
    auto digits = std::to_string(1'000'000'000 + magnitude(iso.nanos));
    digits.front() = '.';
    digits.erase(digits.find_last_not_of('0') + 1);
    text += std::to_string(magnitude(iso.seconds)) + digits + 'S';
  }
  return text.back() == 'P' ? text + "T0S" : text;
}

}  // namespace

core::Result<Span> parse_span(std::string_view text) {
  const auto sign = text.starts_with('-') || text.starts_with('+') ? 1U : 0U;
  if (text.size() > sign && (text[sign] == 'P' || text[sign] == 'p')) {
    auto iso = parse_iso_duration(text);
    if (!iso) return iso.error();
    Span span;
    span.unit = Span::Unit::iso;
    span.iso = *iso;
    return span;
  }
  if (text.ends_with("bd")) return business_days(text, text.substr(0, text.size() - 2));
  if (text.ends_with("bh")) return business_hours(text, text.substr(0, text.size() - 2));
  const auto length = core::parse_duration(text);
  if (!length) return no_span(text, length.error().hint);
  return Span(*length);
}

std::string to_text(const Span& span) {
  switch (span.unit) {
    case Span::Unit::iso: return iso_text(span.iso);
    case Span::Unit::business_days: return decimal(span.half_days * 50) + "bd";
    case Span::Unit::business_hours:
      return decimal(std::chrono::duration_cast<std::chrono::minutes>(span.length).count() * 100 /
                     60) +
             "bh";
    case Span::Unit::elapsed: break;
  }
  return core::to_text(span.length);
}

Span reversed(const Span& span) {
  auto back = span;
  back.length = -back.length;
  back.half_days = -back.half_days;
  for (auto* part : {&back.iso.years, &back.iso.months, &back.iso.weeks, &back.iso.days,
                     &back.iso.hours, &back.iso.minutes, &back.iso.seconds, &back.iso.nanos})
    *part = -*part;
  return back;
}

bool is_forward(const Span& span) {
  const auto& iso = span.iso;
  return span.length > core::Duration{} || span.half_days > 0 || iso.years > 0 || iso.months > 0 ||
         iso.weeks > 0 || iso.days > 0 || iso.hours > 0 || iso.minutes > 0 || iso.seconds > 0 ||
         iso.nanos > 0;
}

std::optional<core::Duration> elapsed(const Span& span) {
  const auto& iso = span.iso;
  if (span.is_business() || iso.years != 0 || iso.months != 0 || iso.weeks != 0 || iso.days != 0)
    return std::nullopt;
  if (span.unit == Span::Unit::elapsed) return span.length;
  return std::chrono::hours(iso.hours) + std::chrono::minutes(iso.minutes) +
         std::chrono::seconds(iso.seconds) + core::Duration(iso.nanos / 1'000);
}

}  // namespace baton::calendar
