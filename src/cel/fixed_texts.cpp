#include "cel/fixed_texts.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/calendar/time_text.hpp"
#include "baton/calendar/zone.hpp"
#include "cel/money.hpp"

#include <chrono>

namespace baton::cel {
namespace {

// Whether a unit or a pattern is right does not depend on the moment.
constexpr calendar::Instant kAnyMoment{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1), 0};

template <class Value>
std::optional<core::Error> error_of(const core::Result<Value>& result) {
  return result ? std::nullopt : std::optional<core::Error>(result.error());
}

std::optional<core::Error> fault_of_unit(std::string_view text) {
  return error_of(calendar::start_of(kAnyMoment.seconds, text, calendar::Zone()));
}

std::optional<core::Error> fault_of_pattern(std::string_view text) {
  return error_of(calendar::format(kAnyMoment, text, calendar::Zone()));
}

std::optional<core::Error> fault_of_length(std::string_view text) {
  return error_of(calendar::parse_span(text));
}

// The same for time.add(), which adds no business days and hours.
std::optional<core::Error> fault_of_plain_length(std::string_view text) {
  const auto span = calendar::parse_span(text);
  if (span && span->is_business())
    return core::Error{core::Errc::invalid, "business days and hours are added by business.add()"};
  return error_of(span);
}

// A function, and what tells why a text can never be its second argument.
struct FixedText {
  std::string_view function;
  std::optional<core::Error> (*fault)(std::string_view text);
};
constexpr FixedText kFixedTexts[] = {{"money", fault_of_currency},
                                     {"time.start_of", fault_of_unit},
                                     {"time.format", fault_of_pattern},
                                     {"time.add", fault_of_plain_length},
                                     {"business.add", fault_of_length}};

}  // namespace

std::optional<core::Error> fault_of_fixed_text(std::string_view function, std::string_view text) {
  for (const auto& row : kFixedTexts)
    if (row.function == function) return row.fault(text);
  return std::nullopt;
}

}  // namespace baton::cel
