#include "baton/calendar/duration.hpp"
#include "baton/cel/lookup.hpp"
#include "baton/core/text.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/wait_index.hpp"
#include "engine/bounds.hpp"
#include "engine/lengths.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"
#include "engine/waits.hpp"

#include <algorithm>

namespace baton::engine {

namespace {

using core::EventId;
using core::Json;
using core::StepStatus;

PlanVerb compile_wait(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::WaitEvent>(step.verb);
  PlanWait wait{&verb, compiler.expression(verb.when, step.name + ".wait.when")};
  const auto equality = wait.when ? cel::lookup(*wait.when) : std::nullopt;
  if (!equality) return wait;
  const IndexPath below_event(equality->path.begin() + 1, equality->path.end());
  wait.index = WaitIndex{to_text(below_event), equality->other};
  return wait;
}

// The event of the log to which a wait looks back. An error when its length cannot be counted.
core::Result<EventId> look_back_to(const Draft& draft, const PlanStep& step) {
  const auto& since = std::get<PlanWait>(step.verb).spec->since;
  if (since.length) {
    const auto from = time_after(draft, step, calendar::reversed(*since.length));
    if (!from) return from.error();
    return EventId(core::first_id_of(*from) - 1);
  }
  const auto start = trigger_of(draft.run());
  if (since.start == core::LookBackFrom::Start::trigger) return start;
  EventId earliest{};
  for (const auto index : step.needs) {
    const auto& need = draft.state(draft.plan.steps()[index]);
    // With a `join`, a need may not have begun.
    const bool never_began = !need.position && need.status != StepStatus::failed;
    if (need.status == StepStatus::skipped || (step.loose && never_began)) continue;
    if (!need.position) return start;
    if (!earliest || need.position < earliest) earliest = need.position;
  }
  return earliest ? earliest : start;
}

// Sets by what the wait is found. If that cannot be evaluated, returns the error and leaves the
// wait without an index, so that it is asked about each event of its type.
std::optional<core::Error> set_index(const Draft& draft, const PlanStep& step,
                                     core::StepWaiting& waiting) {
  waiting.path.clear();
  waiting.value.clear();
  const auto& found_by = std::get<PlanWait>(step.verb).index;
  if (!found_by) return std::nullopt;
  const auto value = found_by->value->evaluate(draft.names()).value;
  if (!value) return value.error();
  waiting.value = index_text(*value);
  if (!waiting.value.empty()) waiting.path = found_by->path;
  return std::nullopt;
}

void begin_wait(Draft& draft, const PlanStep& step) {
  core::StepWaiting waiting{step.ref, std::get<PlanWait>(step.verb).spec->event};
  if (const auto error = set_index(draft, step, waiting))
    return fail(draft, step, "expression", "wait: " + error->text());
  if (step.spec->timeout) {
    waiting.due = end_of(draft, step, *step.spec->timeout, "timeout");
    if (!waiting.due) return;
  }
  const auto after = look_back_to(draft, step);
  if (!after) return fail(draft, step, "calendar", "since: " + after.error().text());
  waiting.position = draft.start_of(step);
  waiting.after = *after;
  draft.note(std::move(waiting));
  draft.act(core::LookBack{draft.run().id(), step.ref});
}

// Whether the event has ended an earlier wait that this one comes after: then it cannot end this
// one too. Waits side by side may be ended by one event, whether they were open when it came or
// find it by looking back.
bool consumed(const Draft& draft, const PlanStep& step, const Json& id) {
  return std::any_of(step.before.begin(), step.before.end(), [&](std::uint16_t index) {
    const auto& earlier = draft.plan.steps()[index];
    if (!std::holds_alternative<PlanWait>(earlier.verb) ||
        draft.state(earlier).status != StepStatus::succeeded)
      return false;
    return draft.run()
               .view()
               .at("steps")
               .at(earlier.spec->name)
               .at("output")
               .at("event")
               .at("id") == id;
  });
}

void hear_wait(Draft& draft, const PlanStep& step, const core::Event& event, const Json& seen) {
  if (consumed(draft, step, seen.at("id"))) return;
  const auto& wait = std::get<PlanWait>(step.verb);
  const auto& verb = *wait.spec;
  if (!core::type_matches(verb.event, event.type) ||
      (!verb.from.empty() && !core::came_through(event, verb.from)))
    return;
  if (wait.when) {
    const auto verdict = cel::decide_gate(*wait.when, draft.names(&seen), false);
    if (verdict.outcome == cel::Outcome::error) {
      draft.fault({core::Errc::invalid, verdict.reason,
                   "run " + draft.run().id().text() + ", step " + step.spec->name});
      return note_on(draft, step,
                     "an event could not be held against its condition: " + verdict.reason);
    }
    if (verdict.outcome != cel::Outcome::open) return;
  }
  if (auto why = too_large(draft.run(), seen, "the event " + event.id.text()); !why.empty()) {
    return draft.note(core::StepFailed{step.ref, "too_large", std::move(why)});
  }
  Json output = Json::object();
  output["event"] = seen;
  draft.note(core::StepSucceeded{step.ref, std::move(output)});
}

// Whether this decision has changed a step whose values the wait is found by.
bool index_touched(const Draft& draft, const PlanStep& step) {
  const auto& paths = std::get<PlanWait>(step.verb).index->value->reads();
  return draft.any_noted(
      [&paths](const core::Transition& transition) { return read_changed(paths, transition); });
}

// A wait is found by values of earlier steps, which change when such a step is tried again.
void renew_wait(Draft& draft, const PlanStep& step) {
  if (!std::get<PlanWait>(step.verb).index || !index_touched(draft, step)) return;
  const auto& now = *draft.state(step).wait;
  auto waiting = now;
  // After an error the wait is asked about each event, and its condition then says what is wrong.
  set_index(draft, step, waiting);
  if (waiting.path == now.path && waiting.value == now.value) return;
  waiting.due = draft.state(step).due;
  waiting.position = {};
  draft.note(std::move(waiting));
  draft.act(core::LookBack{draft.run().id(), step.ref});
}

std::string_view type_awaited_by_wait(const PlanStep& step) {
  return std::get<PlanWait>(step.verb).spec->event;
}

void came_due_wait(Draft& draft, const PlanStep& step) {
  time_out(draft, step, "no such event came");
}

constexpr std::size_t kConditionShownMax = 500;  // bytes of a wait's condition in a sentence

std::string why_wait(const core::Run&, const PlanStep& step, const core::StepState& state,
                     const std::string&) {
  const auto& waiting = *state.wait;
  std::string event = "it waits for an event \"" + waiting.type + "\"";
  if (!waiting.path.empty()) event += " whose " + waiting.path + " is " + waiting.value;
  if (const auto& when = std::get<PlanWait>(step.verb).when)
    event += ", when " + core::shortened(when->text(), kConditionShownMax);
  if (waiting.after)
    event += "; it looked back to " + core::to_rfc3339(core::time_of_id(waiting.after.value()));
  return event;
}

void rows_of_wait(const PlanStep&, const core::StepState& state, StepRows& rows) {
  if (state.status == StepStatus::waiting && state.wait)
    rows.wait = OpenWait{state.wait->type, state.wait->path, state.wait->value};
}

bool wait_looks_back_to_needs(const PlanStep& step) {
  const auto& since = std::get<PlanWait>(step.verb).spec->since;
  return !since.length && since.start == core::LookBackFrom::Start::needs;
}

}  // namespace

constinit const VerbRow PlanWait::kRow{.compile = compile_wait,
                                       .begin = begin_wait,
                                       .came_due = came_due_wait,
                                       .awaited_type = type_awaited_by_wait,
                                       .hear = hear_wait,
                                       .renew = renew_wait,
                                       .why = why_wait,
                                       .rows = rows_of_wait,
                                       .looks_back_to_needs = wait_looks_back_to_needs,
                                       .revocable_while = StepStatus::waiting};

}  // namespace baton::engine
