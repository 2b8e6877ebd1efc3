#include "baton/calendar/duration.hpp"
#include "baton/engine/lifecycle.hpp"
#include "baton/engine/wait_index.hpp"
#include "engine/definition_parts.hpp"
#include "engine/hearing.hpp"
#include "engine/lengths.hpp"
#include "engine/verbs/common.hpp"
#include "engine/verbs/verb.hpp"
#include "engine/verbs/wait_hear.hpp"
#include "engine/verbs/wait_words.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace baton::engine {

namespace {

using core::EventId;
using core::StepStatus;

PlanVerb compile_wait(Compiler& compiler, const core::Step& step) {
  const auto& verb = std::get<core::WaitEvent>(step.verb);
  PlanWait wait{&verb};
  for (const auto& spec : verb.events) {
    const auto name = spec.name.empty() ? "" : '.' + spec.name;
    wait.events.push_back(compile_awaited(compiler, spec, step.name + ".wait" + name));
    const auto& when = wait.events.back().when;
    wait.watches_facts =
        wait.watches_facts || (when && when->reads_facts() && !when->reads_facts_by("event"));
  }
  return wait;
}

core::Json look_back_json(const core::LookBackFrom& since) {
  if (since.length) return calendar::to_text(*since.length);
  return since.start == core::LookBackFrom::Start::trigger;
}

void define_wait(const core::Step& step, core::Json& definition) {
  const auto& verb = std::get<core::WaitEvent>(step.verb);
  core::Json events = core::Json::array();
  for (const auto& awaited : verb.events)
    events.push_back({{"name", awaited.name},
                      {"event", awaited.event},
                      {"from", awaited.from},
                      {"when", json_of(awaited.when)},
                      {"since", look_back_json(awaited.since)}});
  definition["wait"] = {{"all", verb.all}, {"events", std::move(events)}};
}

// The event of the log to which a wait looks back by its `since`. An error when its length cannot
// be counted.
core::Result<EventId> since_when(const DecisionDraft& draft, const PlanStep& step,
                                 const core::LookBackFrom& since) {
  if (since.length) {
    const auto from = time_after(draft, step, calendar::reversed(*since.length));
    if (!from) return from.error();
    const EventId to(core::first_id_of(*from) - 1);
    // Events of the log that are not processed yet come to the wait, however old they are.
    const auto position = draft.moment.position;
    return position ? std::min(to, position) : to;
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

// The event of the log to which a wait looks back: no further than to the refusal that has sent the
// run back to it.
core::Result<EventId> look_back_to(const DecisionDraft& draft, const PlanStep& step,
                                   const core::LookBackFrom& since) {
  const auto to = since_when(draft, step, since);
  if (!to) return to.error();
  return std::max(*to, draft.state(step).sent_back);
}

// Sets by what the wait is found. If that cannot be evaluated, returns the error and leaves the
// wait without an index, so that it is asked about each event of its type.
std::optional<core::Error> set_index(const DecisionDraft& draft, const PlanAwaited& awaited,
                                     core::WaitBranch& branch) {
  branch.path.clear();
  branch.value.clear();
  if (!awaited.index) return std::nullopt;
  const auto value = awaited.index->value->evaluate(draft.names()).value;
  if (!value) return value.error();
  branch.value = index_text(*value);
  if (!branch.value.empty()) branch.path = awaited.index->path;
  return std::nullopt;
}

// Has the log looked back over for one of the events that the step waits for.
void look_back_for(DecisionDraft& draft, const PlanStep& step, std::size_t branch) {
  draft.act(core::LookBack{draft.run().id(), step.ref, static_cast<int>(branch)});
}

void begin_wait(DecisionDraft& draft, const PlanStep& step) {
  const auto& events = std::get<PlanWait>(step.verb).events;
  std::vector<core::WaitBranch> branches;
  for (const auto& awaited : events) {
    auto& branch = branches.emplace_back(core::WaitBranch{awaited.spec->event});
    if (const auto error = set_index(draft, awaited, branch))
      return fail(draft, step, "expression", "wait: " + error->text());
    const auto after = look_back_to(draft, step, awaited.spec->since);
    if (!after) return fail(draft, step, "calendar", "since: " + after.error().text());
    branch.after = *after;
  }
  core::StepWaiting waiting{step.ref};
  waiting.set_branches(std::move(branches));
  if (step.spec->timeout) {
    waiting.due = end_of(draft, step, *step.spec->timeout, "timeout");
    if (!waiting.due) return;
  }
  waiting.position = draft.start_of(step);
  draft.note(std::move(waiting));
  for (std::size_t at = 0; at < events.size(); ++at) look_back_for(draft, step, at);
}

// Whether this decision has changed a step whose values the wait is found by.
bool index_touched(const DecisionDraft& draft, const PlanAwaited& awaited) {
  if (!awaited.index) return false;
  const auto& paths = awaited.index->value->reads();
  return draft.any_noted(
      [&paths](const core::Transition& transition) { return read_changed(paths, transition); });
}

// A wait is found by values of earlier steps, which change when such a step is tried again.
void renew_wait(DecisionDraft& draft, const PlanStep& step) {
  const auto& events = std::get<PlanWait>(step.verb).events;
  auto waiting = *draft.state(step).wait;
  const auto before = waiting.branches();
  auto branches = before;
  for (std::size_t at = 0; at < events.size(); ++at) {
    // After an error the wait is asked about each event, and its condition then says what is wrong.
    if (index_touched(draft, events[at])) set_index(draft, events[at], branches[at]);
  }
  if (branches == before) return;
  waiting.set_branches(branches);
  waiting.due = draft.state(step).due;
  waiting.position = {};
  draft.note(std::move(waiting));
  for (std::size_t at = 0; at < events.size(); ++at) {
    const bool taken = draft.state(step).taken.contains(static_cast<int>(at));
    if (branches[at] != before[at] && !taken) look_back_for(draft, step, at);
  }
}

std::vector<std::string_view> types_awaited_by_wait(const PlanStep& step) {
  std::vector<std::string_view> types;
  for (const auto& awaited : std::get<PlanWait>(step.verb).events)
    types.push_back(awaited.spec->event);
  return types;
}

// An event that came before may be one that is waited for, by what the fact is now.
void look_back_again(DecisionDraft& draft, const PlanStep& step) {
  const auto& wait = std::get<PlanWait>(step.verb);
  if (!wait.watches_facts) return;
  for (std::size_t at = 0; at < wait.events.size(); ++at)
    if (!draft.state(step).taken.contains(static_cast<int>(at))) look_back_for(draft, step, at);
}

void came_due_wait(DecisionDraft& draft, const PlanStep& step) {
  time_out(draft, step, nothing_came(step, draft.state(step)));
}

void rows_of_wait(const PlanStep&, const core::StepState& state, StepRows& rows) {
  if (state.status != StepStatus::waiting || !state.wait) return;
  int at = 0;
  for (auto& branch : state.wait->branches()) {
    if (!state.taken.contains(at))
      rows.waits.push_back(
          {std::move(branch.type), std::move(branch.path), std::move(branch.value), at});
    ++at;
  }
}

bool wait_looks_back_to_needs(const PlanStep& step) {
  const auto& events = std::get<PlanWait>(step.verb).events;
  return std::any_of(events.begin(), events.end(), [](const PlanAwaited& awaited) {
    const auto& since = awaited.spec->since;
    return !since.length && since.start == core::LookBackFrom::Start::needs;
  });
}

}  // namespace

constinit const VerbRow PlanWait::kRow{.compile = compile_wait,
                                       .define = define_wait,
                                       .begin = begin_wait,
                                       .came_due = came_due_wait,
                                       .awaited_types = types_awaited_by_wait,
                                       .hear = hear_wait,
                                       .renew = renew_wait,
                                       .fact_changed = look_back_again,
                                       .why = why_wait,
                                       .rows = rows_of_wait,
                                       .looks_back_to_needs = wait_looks_back_to_needs,
                                       .revocable_while = StepStatus::waiting};

}  // namespace baton::engine
