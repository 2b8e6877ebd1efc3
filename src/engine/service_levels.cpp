#include "engine/service_levels.hpp"

#include "baton/calendar/calendars.hpp"
#include "baton/calendar/duration.hpp"
#include "baton/core/text.hpp"
#include "engine/facts.hpp"
#include "engine/lengths.hpp"
#include "engine/routing.hpp"
#include "engine/verbs/common.hpp"
#include "engine/waits.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace baton::engine {

namespace {

using core::Json;
using core::kSlaMarks;
using core::SlaClock;
using core::StepStatus;
using core::Time;
using Marks = std::array<std::optional<Time>, kSlaMarks>;

// How much of a condition is kept as the reason why a clock stands still.
constexpr std::size_t kReasonBytesMax = 300;

// What expressions of a service level see: of a step that nothing has happened to yet they see that
// it is pending. Only the steps that they read are there. It borrows the steps of the run, which
// may be large, so that it must not outlive the next transition.
class EveryStep final : public cel::Bindings {
 public:
  EveryStep(const DecisionDraft& draft, const PlanStep& step, const std::vector<cel::Path>& reads)
      : names_(draft.names_of(step)) {
    cel::Value::Entries steps;
    for (const auto& each : draft.plan.steps()) {
      const auto& name = each.spec->name;
      const bool read = std::any_of(reads.begin(), reads.end(), [&name](const auto& path) {
        return path.front() == "steps" && reads_step(path, name);
      });
      if (read) steps.emplace_back(cel::Value::borrowed_string(name), seen(draft, name));
    }
    steps_ = cel::Value::map(std::move(steps));
  }

  std::optional<cel::Value> find(std::string_view name) const override {
    return name == "steps" ? std::optional(steps_) : names_.find(name);
  }
  cel::Budget* budget() const override { return names_.budget(); }
  cel::Outside outside() const override { return names_.outside(); }

 private:
  static cel::Value seen(const DecisionDraft& draft, const std::string& name) {
    static const Json pending{{"status", core::to_text(StepStatus::pending)}};
    const auto* known = core::find(draft.run().view().at("steps"), name);
    return cel::Value::borrow(known ? *known : pending);
  }

  ViewBindings names_;
  cel::Value steps_{};
};

bool counts(const core::StepState& state) { return state.sla && core::live(state.status); }

std::size_t index_of(core::SlaMark mark) { return static_cast<std::size_t>(mark); }

// A mark as the template has it; nullptr if it has none.
const core::Sla::Mark* mark_in_template(const PlanStep& step, std::size_t at) {
  const auto& sla = step.spec->sla;
  return sla && sla->marks[at] ? &*sla->marks[at] : nullptr;
}

// How long a step may take until a mark; nullopt: it has no such mark. What the row of its route
// gives is its `due`, before that of the template.
std::optional<core::Span> length_until(const DecisionDraft& draft, const PlanStep& step,
                                       std::size_t at) {
  if (at == index_of(core::SlaMark::due))
    if (const auto given = length_by_route(draft.state(step))) return given;
  const auto* mark = mark_in_template(step, at);
  return mark ? std::optional(mark->after) : std::nullopt;
}

// What the template has to say when a mark is missed; empty if nothing, or if it cannot be
// rendered, which is noted.
std::string notice_of(DecisionDraft& draft, const PlanStep& step, core::SlaMark mark) {
  const auto& notice = step.sla->notices[index_of(mark)];
  if (!notice) return {};
  const EveryStep names(draft, step, notice->reads());
  const auto text = notice->render(names, as_one_line);
  note_facts(draft, {});
  if (!text) {
    note_on(draft, step, "the notice of its sla cannot be rendered: " + text.error().text());
    return {};
  }
  return printed(*text);
}

void miss(DecisionDraft& draft, const PlanStep& step, core::SlaMark mark) {
  const auto due = *draft.state(step).sla->marks[index_of(mark)];
  const auto* said = mark_in_template(step, index_of(mark));
  const auto begins = said ? said->step : std::string();
  auto notice = notice_of(draft, step, mark);
  draft.note(
      core::SlaMissed{step.ref, std::string(core::to_text(mark)), due, begins, std::move(notice)});
  const auto* begun = begins.empty() ? nullptr : draft.plan.step(begins);
  if (begun && draft.state(*begun).status == StepStatus::skipped &&
      !draft.state(*begun).skipped_by_person)
    draft.note(core::StepReset{begun->ref});
}

// Notes that the clock of a step cannot be counted; the step goes on without it.
void cannot_count(DecisionDraft& draft, const PlanStep& step, const core::Error& error) {
  note_on(draft, step, "its sla cannot be counted: " + error.text());
}

// A step has no clock if its route may give its time, and the row that applies does not.
void start_clock(DecisionDraft& draft, const PlanStep& step) {
  Marks marks;
  for (std::size_t at = 0; at < kSlaMarks; ++at) {
    const auto length = length_until(draft, step, at);
    if (!length) continue;
    const auto end = time_after(draft.plan, draft.moment, sla_calendar(step), *length);
    if (!end) return cannot_count(draft, step, end.error());
    marks[at] = core::plus(draft.moment.steady, *end - draft.moment.now);
  }
  if (std::none_of(marks.begin(), marks.end(), [](const auto& mark) { return mark; })) return;
  draft.note(core::SlaStarted{step.ref, marks[0], marks[1], marks[2]});
}

// When a mark is missed whose clock stood still: later by as much, or, if it counts business time,
// when the working time is over that was left.
core::Result<Time> moved(const DecisionDraft& draft, const PlanStep& step, const core::Span& span,
                         Time mark, Time paused_at) {
  const auto& moment = draft.moment;
  if (!span.is_business()) return core::plus(mark, moment.steady - paused_at);
  if (moment.calendars == nullptr)
    return core::Error{core::Errc::unavailable, "there are no calendars here"};
  const auto& own = sla_calendar(step);
  const auto found = moment.calendars->named(own.empty() ? draft.plan.source().calendar : own);
  if (!found) return found.error();
  const auto ahead = moment.now - moment.steady;
  const auto left = (*found)->between(paused_at + ahead, mark + ahead);
  if (!left) return left.error();
  const auto end = (*found)->add_hours(moment.now, *left);
  if (!end) return end.error();
  return core::plus(moment.steady, *end - moment.now);
}

void resume_clock(DecisionDraft& draft, const PlanStep& step) {
  const SlaClock clock = *draft.state(step).sla;
  auto marks = clock.marks;
  for (std::size_t at = 0; at < kSlaMarks; ++at) {
    if (!marks[at] || clock.missed[at]) continue;
    const auto length = length_until(draft, step, at);
    if (!length) continue;
    const auto later = moved(draft, step, *length, *marks[at], *clock.paused_at);
    if (!later) return cannot_count(draft, step, later.error());
    marks[at] = *later;
  }
  draft.note(core::SlaResumed{step.ref, marks[0], marks[1], marks[2]});
}

// Whether this decision has changed something that the `pause_while` of a step reads, or has begun
// its clock.
bool may_pause_or_resume(const DecisionDraft& draft, const PlanStep& step) {
  return draft.any_noted([&step](const core::Transition& noted) {
    const bool began =
        std::holds_alternative<core::SlaStarted>(noted) && core::step_of(noted) == step.ref;
    return began || read_changed(step.sla->pause_while->reads(), noted);
  });
}

void pause_or_resume(DecisionDraft& draft, const PlanStep& step) {
  const auto& pause_while = step.sla->pause_while;
  if (!pause_while || !may_pause_or_resume(draft, step)) return;
  const EveryStep names(draft, step, pause_while->reads());
  const auto verdict = cel::decide_gate(*pause_while, names);
  if (verdict.outcome == cel::Outcome::error)
    note_on(draft, step,
            "the time of its sla runs, because pause_while cannot be evaluated: " + verdict.reason);
  const bool pauses = verdict.outcome == cel::Outcome::open;
  const auto& clock = *draft.state(step).sla;
  if (pauses && clock.next())
    return draft.note(core::SlaPaused{step.ref, draft.moment.steady,
                                      core::one_line(pause_while->text(), kReasonBytesMax)});
  if (!pauses && clock.paused_at) resume_clock(draft, step);
}

}  // namespace

const std::string& sla_calendar(const PlanStep& step) {
  const auto& sla = step.spec->sla;
  return sla && !sla->calendar.empty() ? sla->calendar : step.spec->calendar;
}

void miss_marks(DecisionDraft& draft) {
  if (draft.run().done()) return;
  for (const auto index : draft.plan.service_levels()) {
    const auto& step = draft.plan.steps()[index];
    while (counts(draft.state(step))) {
      const auto& clock = *draft.state(step).sla;
      const auto next = clock.next();
      if (!next || *clock.marks[index_of(*next)] > draft.moment.steady) break;
      miss(draft, step, *next);
    }
  }
}

void tend_clocks(DecisionDraft& draft) {
  if (draft.run().done()) return;
  for (const auto index : draft.plan.service_levels()) {
    const auto& step = draft.plan.steps()[index];
    const auto status = draft.state(step).status;
    if (!core::live(status) || status == StepStatus::gated) continue;
    if (!draft.state(step).sla) start_clock(draft, step);
    if (draft.state(step).sla) pause_or_resume(draft, step);
  }
}

Begun begun_by_marks(const Plan& plan, const core::Run& run, const PlanStep& step) {
  if (step.begun_by.empty()) return Begun::yes;
  bool open = false;
  for (const auto& by : step.begun_by) {
    const auto& state = run.step(plan.steps()[by.step].ref);
    const auto mark = index_of(by.mark);
    if (state.missed_before[mark] || (state.sla && state.sla->missed[mark])) return Begun::yes;
    open = open || !core::settled(state.status);
  }
  return open ? Begun::not_yet : Begun::never;
}

std::string marks_in_words(const Plan& plan, const PlanStep& step) {
  std::vector<std::string> marks;
  for (const auto& by : step.begun_by)
    marks.push_back("the \"" + std::string(core::to_text(by.mark)) + "\" of \"" +
                    plan.steps()[by.step].spec->name + '"');
  return core::any_of(marks);
}

}  // namespace baton::engine
