#include "engine/run_due.hpp"

#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "engine/lengths.hpp"

namespace baton::engine {

namespace {

core::Result<std::optional<Due>> after(const Plan& plan, const Moment& moment,
                                       const core::Span& length) {
  const auto end = time_after(plan, moment, {}, length);
  if (!end) return end.error();
  return std::optional(Due{core::plus(moment.steady, *end - moment.now)});
}

}  // namespace

core::Result<std::optional<Due>> due_of(const Plan& plan, const Moment& moment,
                                        const ViewBindings& names) {
  const auto& spec = plan.source().due;
  if (!spec) return std::optional<Due>();
  if (spec->length) return after(plan, moment, *spec->length);
  const auto value = plan.due()->render(names);
  if (!value) return value.error();
  if (value->is_null()) return std::optional<Due>();
  const auto text = value->is_string() ? value->get<std::string>() : std::string();
  if (const auto at = core::parse_rfc3339(text)) return std::optional(Due{*at, true});
  const auto length = calendar::parse_span(text);
  if (length && calendar::is_forward(*length)) return after(plan, moment, *length);
  return core::Error{core::Errc::invalid,
                     "expected a moment, as 2026-05-04T12:00:00Z, or a length of time, as 14bd; "
                     "got " +
                         core::shortened(core::dump(*value), 80)};
}

void miss_due(DecisionDraft& draft) {
  const auto& head = draft.run().head();
  if (!head.due || draft.run().done() || draft.run().late()) return;
  const auto now = head.due_on_wall ? draft.moment.now : draft.moment.steady;
  if (*head.due <= now) draft.note(core::RunOverdue{*head.due});
}

void run_came_due(DecisionDraft& draft, const core::Event&) { miss_due(draft); }

}  // namespace baton::engine
