#include "baton/engine/rows.hpp"

#include "engine/verbs/verb.hpp"

namespace baton::engine {

bool is_live(const core::StepState& state) {
  return core::live(state.status) || (state.status == core::StepStatus::cancelled && state.due);
}

std::string_view awaited_type(const PlanStep& step) {
  const auto type = verb_of(step).awaited_type;
  return type ? type(step) : std::string_view();
}

StepRows rows_of(const PlanStep& step, const core::StepState& state) {
  StepRows rows;
  rows.live = is_live(state);
  if (rows.live) {
    const bool on_wall = state.due_on_wall();
    rows.due = on_wall ? state.gate_closes : state.due;
    if (on_wall) rows.due_on_wall = state.due;
  }
  if (const auto add = verb_of(step).rows) add(step, state, rows);
  return rows;
}

}  // namespace baton::engine
