#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/fact.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/migration.hpp"
#include "baton/engine/plan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

// The slot that a run needs, as it stands when the run begins or is reopened.
struct SlotNow {
  // The key of the slot; may be empty.
  std::string key{};
  // It has a place for the run. If not, the run waits for one.
  bool free = true;
  // Why the run is cancelled instead of waiting, for people; empty: it is not.
  std::string refusal{};
};

// What a decision depends on beside the run and the event: time, chance and the place in the log.
// The runtime asks the clock and the source of chance, and tells the engine.
struct Moment {
  // Wall time, for everything that names a time of day.
  core::Time now{};
  // The seed of the random numbers that this decision draws.
  std::uint64_t random = 0;
  // Steady time, which nobody can set. Lengths of time are measured by it.
  core::Time steady = now;
  // The last event of the log that was stepped, or is being stepped.
  core::EventId position{};
  // How many events may still be published because of the run's root.
  std::int64_t descendants_left = core::kDescendantsMax;
  // The clock by which expressions that take too long are stopped. Null: only their cost is
  // bounded.
  cel::Budget::Clock clock = cel::thread_time;
  // The business calendars that expressions and lengths of time are counted by. Borrowed; null:
  // what needs one fails, and says so.
  const calendar::Calendars* calendars = nullptr;
  // For a run that begins or is reopened; nullopt: it needs no slot.
  std::optional<SlotNow> slot{};
  // Gives the id of a run that a step begins, a new one each time. Empty: no step begins a run.
  std::function<core::RunId()> new_run_id{};
  // The decision tables that steps and expressions ask. Borrowed; null: what needs one fails, and
  // says so.
  const routing::Routes* routes = nullptr;

  // Where facts are read. Borrowed; null: what needs one fails, and says so.
  core::FactSource* facts = nullptr;
  // The event that is decided about, as expressions see it (Event::to_json()), if the caller has
  // made that already for another run. Borrowed; null: it is made anew.
  const core::Json* seen = nullptr;

  // What the functions of expressions ask, and the clock above.
  cel::Outside outside() const { return {calendars, routes, facts, clock}; }
};

// What an event does to a run. The same run, event and moment always give the same decision.
struct Decision {
  // The run as it is afterwards.
  core::Run run;
  // What happened to the run, in order. Empty: the event changes nothing, because it is stale,
  // repeated or not for this run.
  std::vector<core::Transition> transitions;
  // What the runtime does after the transitions are stored.
  std::vector<core::Effect> effects;
  // Conditions that could not be evaluated. They count as not met, and are reported.
  std::vector<core::Error> errors{};
  // How many gates were asked.
  int gates_asked = 0;
};

// All functions of this header are pure, and any thread may call them.

// Begins a run of `plan`. `event`: what starts it. `seen`: the event as expressions see it
// (Event::to_json()). `match`: what engine::match() found. A run that cannot start fails at once,
// and says why.
Decision start(const Plan& plan, core::RunId id, const core::Event& event, core::Json seen,
               Match match, const Moment& moment);

// Applies an event to a run: an action's outcome, a due step, a person's decision, a command, or an
// event that one of its waits may be for. `plan` must be of the run's own workflow and version.
// `newer`: the version that is active now, given when a person retries a run that failed in its
// outputs. Its outputs are rendered if those of the run's own version cannot be.
Decision decide(const Plan& plan, core::Run run, const core::Event& event, const Moment& moment,
                const Plan* newer = nullptr);

// True if a run failed before any of its steps began, because of its inputs or its context. Nothing
// has been done for such a run.
bool failed_at_start(const core::Run& run);

// Starts again a run that failed at its start. `plan` may be another version than it began with.
// `trigger`: the event that started it. `match`: what engine::match() makes of that event by this
// plan. `retry`: the event by which a person asked for it.
Decision restart(const Plan& plan, core::Run run, const core::Event& trigger, Match match,
                 const core::Event& retry, const Moment& moment);

// Migrates an open run to the version `to` of its workflow, and takes it as far as it goes with
// that. `found`: what engine::migration() says of that version and the run in its present state; it
// must have no conflicts. `event`: the command by which a person asked for it. `pins`: the versions
// of the workflows that `to` runs, as Match::pins; what the run has pinned already stays.
Decision migrate(const Plan& to, core::Run run, const Migration& found, const core::Event& event,
                 core::Json pins, const Moment& moment);

// What weigh() finds.
struct Weighed {
  // At most a note on the step, and what the condition has read of facts.
  Decision decision;
  // The wait is for the event.
  bool fits = false;
};
// Whether an earlier event of the log is one for which a step waits, as the one at the place
// `branch` of StepWaiting::branches(). The step takes nothing yet: of all that fit, offer() is
// given the oldest first.
Weighed weigh(const Plan& plan, core::Run run, const core::StepRef& step, int branch,
              const core::Event& event, const Moment& moment);
// Offers an earlier event of the log to one waiting step, as LookBack asks for it.
Decision offer(const Plan& plan, core::Run run, const core::StepRef& step, const core::Event& event,
               const Moment& moment);
// Notes a sentence about a waiting step for people to read. Repeats, and more than a few sentences
// a step, are left out.
Decision note(const Plan& plan, core::Run run, const core::StepRef& step, std::string text,
              const Moment& moment);

// The effect that a step's action still needs when a process takes over the run, as after a
// restart. An attempt that may have been sent is read back before it is sent again. `steady`:
// steady time now. nullopt: the step has no action under way.
std::optional<core::StartAction> resume(const Plan& plan, const core::Run& run,
                                        const core::StepRef& step, core::Time steady);

// The run that a journal tells of. `trigger`: the event that started it, as expressions see it.
// Each entry of `journal` has the wall time at which its transitions happened.
core::Run replay(core::RunId id, core::Json trigger,
                 const std::vector<std::pair<core::Time, std::vector<core::Transition>>>& journal);

}  // namespace baton::engine
