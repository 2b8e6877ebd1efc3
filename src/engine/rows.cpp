#include "baton/engine/rows.hpp"

#include "engine/facts.hpp"
#include "engine/verbs/verb.hpp"

namespace baton::engine {

namespace {

using core::AlarmKind;
using core::StepStatus;

// Whether the due time of a step ends its waiting. If not, it is the time of an attempt or of a
// look for an effect.
bool waits_for_time(const core::StepState& state) {
  return state.status == StepStatus::waiting || state.status == StepStatus::gated;
}

}  // namespace

bool is_live(const core::StepState& state) {
  return core::live(state.status) || (state.status == StepStatus::cancelled && state.due);
}

namespace {

// The alarms by which a step's waiting ends, or its gate is asked.
std::vector<core::Alarm> alarms_of_waiting(const core::StepState& state) {
  if (!state.due || !waits_for_time(state)) return {};
  const bool on_wall = state.due_on_wall();
  if (state.status == StepStatus::waiting) return {{AlarmKind::step, *state.due, on_wall}};
  // The due time of a gate that does not depend on the wall clock is the end of its `within`.
  if (!on_wall) return {{AlarmKind::gate_closes, *state.due}};
  std::vector<core::Alarm> alarms{{AlarmKind::gate_again, *state.due, true}};
  if (state.gate_closes) alarms.push_back({AlarmKind::gate_closes, *state.gate_closes});
  return alarms;
}

}  // namespace

std::vector<core::Alarm> alarms_of(const core::StepState& state) {
  auto alarms = alarms_of_waiting(state);
  if (!state.sla || !core::live(state.status)) return alarms;
  if (const auto next = state.sla->next())
    alarms.push_back({AlarmKind::sla, *state.sla->marks[static_cast<std::size_t>(*next)]});
  return alarms;
}

std::vector<core::Alarm> alarms_of(const core::Run& run) {
  const auto& due = run.head().due;
  if (!due || run.done() || run.late()) return {};
  return {{AlarmKind::run, *due, run.head().due_on_wall}};
}

std::vector<std::string_view> awaited_types(const PlanStep& step) {
  const auto types = verb_of(step).awaited_types;
  return types ? types(step) : std::vector<std::string_view>();
}

StepRows rows_of(const PlanStep& step, const core::StepRef& ref, const core::StepState& state) {
  StepRows rows;
  rows.live = is_live(state);
  if (rows.live && !waits_for_time(state)) rows.due = state.due;
  rows.alarms = alarms_of(state);
  if (const auto add = verb_of(step, ref).rows) add(step, state, rows);
  // An item waits for no fact: whom it asks was found when it began.
  if (ref.has_item()) return rows;
  for (auto& wait : waits_for_facts(facts_awaited(state))) rows.waits.push_back(std::move(wait));
  return rows;
}

}  // namespace baton::engine
