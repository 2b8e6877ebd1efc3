#include "engine/lengths.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/calendar/duration.hpp"
#include "engine/verbs/common.hpp"

namespace baton::engine {

core::Result<core::Time> time_after(const Plan& plan, const Moment& moment,
                                    const std::string& calendar, const core::Span& span) {
  if (const auto length = calendar::elapsed(span)) return core::plus(moment.now, *length);
  if (moment.calendars == nullptr)
    return core::Error{core::Errc::unavailable,
                       calendar::to_text(span) + " needs a calendar, and there are none here"};
  const auto found = moment.calendars->named(calendar.empty() ? plan.source().calendar : calendar);
  if (!found) return found.error();
  return (*found)->add(moment.now, span);
}

core::Result<core::Time> time_after(const DecisionDraft& draft, const PlanStep& step,
                                    const core::Span& span) {
  return time_after(draft.plan, draft.moment, step.spec->calendar, span);
}

std::optional<core::Time> end_of(DecisionDraft& draft, const PlanStep& step, const core::Span& span,
                                 std::string_view what) {
  const auto end = time_after(draft, step, span);
  if (end) return core::plus(draft.moment.steady, *end - draft.moment.now);
  fail(draft, step, "calendar", std::string(what) + ": " + end.error().text());
  return std::nullopt;
}

}  // namespace baton::engine
