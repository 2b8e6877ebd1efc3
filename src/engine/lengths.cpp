#include "engine/lengths.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/calendar/duration.hpp"
#include "engine/verbs/common.hpp"

namespace baton::engine {

core::Result<core::Time> time_after(const Draft& draft, const PlanStep& step,
                                    const core::Span& span) {
  if (const auto length = calendar::elapsed(span)) return core::plus(draft.moment.now, *length);
  const auto* calendars = draft.moment.calendars;
  if (calendars == nullptr)
    return core::Error{core::Errc::unavailable,
                       calendar::to_text(span) + " needs a calendar, and there are none here"};
  const auto& own = step.spec->calendar;
  const auto found = calendars->named(own.empty() ? draft.plan.source().calendar : own);
  if (!found) return found.error();
  return (*found)->add(draft.moment.now, span);
}

std::optional<core::Time> end_of(Draft& draft, const PlanStep& step, const core::Span& span,
                                 std::string_view what) {
  const auto end = time_after(draft, step, span);
  if (end) return core::plus(draft.moment.steady, *end - draft.moment.now);
  fail(draft, step, "calendar", std::string(what) + ": " + end.error().text());
  return std::nullopt;
}

}  // namespace baton::engine
