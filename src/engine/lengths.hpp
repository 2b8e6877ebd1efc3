#pragma once

#include "baton/core/result.hpp"
#include "baton/core/span.hpp"
#include "engine/decision_draft.hpp"

// Lengths of time as a step's template gives them, counted from the moment of a decision. A length
// of business days or of a calendar is counted once, when it begins; from then on it runs as any
// other, so that setting the clock does not move its end.
namespace baton::engine {

// The wall time that is so much later than now, or earlier if the length is negative. Errors are
// those of calendar::Calendar::add(), Errc::not_found where the step's calendar is not there, and
// Errc::unavailable where there are none.
core::Result<core::Time> time_after(const DecisionDraft& draft, const PlanStep& step,
                                    const core::Span& span);

// The same, counted by the calendar of that name, or by that of the workflow if the name is empty.
core::Result<core::Time> time_after(const Plan& plan, const Moment& moment,
                                    const std::string& calendar, const core::Span& span);

// When a length that begins now ends, in steady time. nullopt: it cannot be counted, and the step
// has failed, with `what` in its message.
std::optional<core::Time> end_of(DecisionDraft& draft, const PlanStep& step, const core::Span& span,
                                 std::string_view what);

}  // namespace baton::engine
