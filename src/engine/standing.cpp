#include "baton/engine/standing.hpp"

#include "baton/core/text.hpp"
#include "engine/doubt.hpp"

#include <utility>
#include <variant>

namespace baton::engine {

namespace {

using core::Run;
using core::Standing;
using core::StandingKind;
using core::StepState;
using core::StepStatus;

// A cause is shown in lists. The whole of it is in the step.
constexpr std::size_t kCauseBytesMax = 300;

std::string cause_text(std::string_view cause) { return core::one_line(cause, kCauseBytesMax); }

template <class Asked>
std::string people_of(const Asked& asked) {
  if (!asked.group.empty()) return asked.group;
  return core::join(asked.users);
}

// The code of a step's failure, which only its view keeps.
std::string code_of(const Run& run, const core::StepRef& ref) {
  const auto* steps = core::find(run.view(), "steps");
  const auto* step = steps ? core::find(*steps, ref.name) : nullptr;
  const auto* error = step ? core::find(*step, "error") : nullptr;
  return error ? core::text_at(*error, "code") : std::string();
}

StandingKind kind_of_wait(const StepState& state) {
  if (state.wait) return state.wait->type.empty() ? StandingKind::sleep : StandingKind::event;
  if (state.items) return StandingKind::none;  // of its items something is said
  if (state.child) return StandingKind::run;
  return state.task ? StandingKind::task : StandingKind::approval;
}

StandingKind kind_of(const StepState& state) {
  switch (state.status) {
    case StepStatus::failed: return StandingKind::failed;
    case StepStatus::gated: return StandingKind::gate;
    case StepStatus::unknown: return StandingKind::unknown;
    case StepStatus::running: return state.due ? StandingKind::retry : StandingKind::working;
    case StepStatus::waiting: return kind_of_wait(state);
    default: return StandingKind::none;
  }
}

// The lower, the sooner people should know. Nothing is to be said of a step of kRankOfNone.
constexpr int kRankOfNone = 9;
int rank_of(const StepState& state) {
  switch (kind_of(state)) {
    case StandingKind::failed: return 0;
    case StandingKind::unknown: return state.due ? 3 : 1;
    case StandingKind::approval:
    case StandingKind::task: return 2;
    case StandingKind::retry: return 4;
    case StandingKind::run:
    case StandingKind::event: return 5;
    case StandingKind::gate: return 6;
    case StandingKind::sleep: return 7;
    case StandingKind::working: return 8;
    default: return kRankOfNone;
  }
}

// Whom or what a step waits for; may be empty.
std::string awaited(const StepState& state) {
  if (state.status != StepStatus::waiting) return {};
  if (state.wait) return state.wait->type;
  if (state.child) return state.child->run.text();
  if (state.task) {
    const auto& owner = state.task->owner;
    return owner.is_nobody() ? people_of(state.task->request) : std::string(owner.name());
  }
  return state.approval ? people_of(state.approval->request) : std::string();
}

// Where one step stands.
Standing standing_of(const PlanStep& step, const core::StepRef& ref, const StepState& state,
                     const Run& run) {
  Standing standing;
  standing.kind = kind_of(state);
  standing.step = ref;
  standing.title = step.spec->title;
  standing.who = awaited(state);
  standing.due = state.due;
  standing.due_on_wall = state.due_on_wall();
  standing.since = state.since;
  standing.cause = cause_text(state.status == StepStatus::unknown ? Doubt::of(state.reason).cause
                                                                  : state.reason);
  if (state.status == StepStatus::failed) standing.code = code_of(run, ref);
  if (const auto* action = std::get_if<PlanDo>(&step.verb)) {
    standing.connection = action->spec->connection;
    standing.attempt = state.attempt;
  }
  return standing;
}

// That of the step which people should know first: among equals, the one that has stood so for
// longest. A step whose failure is forgiven is not told.
Standing first_of_steps(const Plan& plan, const Run& run) {
  auto lowest = std::pair(kRankOfNone, core::Time::min());
  const PlanStep* first = nullptr;
  const core::StepRef* ref_of_first = nullptr;
  for (const auto& [ref, state] : run.steps()) {
    const auto place = std::pair(rank_of(state), state.since);
    if (place >= lowest) continue;
    const auto* step = plan.step(ref.name);
    if (!step || (state.status == StepStatus::failed && step->forgivable)) continue;
    lowest = place;
    first = step;
    ref_of_first = &ref;
  }
  return first ? standing_of(*first, *ref_of_first, run.step(*ref_of_first), run) : Standing();
}

}  // namespace

core::Standing standing(const Plan& plan, const core::Run& run) {
  Standing of_run;
  of_run.cause = cause_text(run.reason());
  of_run.since = run.ended_at().value_or(run.held_since());
  switch (run.status()) {
    case core::RunStatus::succeeded: return {};
    case core::RunStatus::cancelled: of_run.kind = StandingKind::cancelled; return of_run;
    case core::RunStatus::paused: of_run.kind = StandingKind::paused; break;
    case core::RunStatus::failed: of_run.kind = StandingKind::failed; break;
    default: break;
  }
  const bool paused = run.status() == core::RunStatus::paused;
  if (run.slot().place == core::Slot::Place::queued && !paused) {
    of_run.kind = StandingKind::slot;
    of_run.who = run.slot().key;
    return of_run;
  }
  Standing of_step = first_of_steps(plan, run);
  const bool failed = of_step.kind == StandingKind::failed;
  if (of_run.kind == StandingKind::none || failed) return of_step;
  return of_run;
}

}  // namespace baton::engine
