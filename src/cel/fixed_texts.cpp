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

}  // namespace

std::optional<core::Error> fault_of_fixed_text(std::string_view function, std::string_view text) {
  if (function == "money") return fault_of_currency(text);
  if (function == "time.start_of")
    return error_of(calendar::start_of(kAnyMoment.seconds, text, *calendar::Zone::find("")));
  if (function == "time.format")
    return error_of(calendar::format(kAnyMoment, text, *calendar::Zone::find("")));
  if (function != "time.add" && function != "business.add") return std::nullopt;
  const auto span = calendar::parse_span(text);
  if (span && span->is_business() && function == "time.add")
    return core::Error{core::Errc::invalid, "business days and hours are added by business.add()"};
  return error_of(span);
}

}  // namespace baton::cel
