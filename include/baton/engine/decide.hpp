#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/event.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/match.hpp"
#include "baton/engine/plan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace baton::engine {

// Time and chance are values: the shell asks the clock, the engine is told. What has a length is
// measured by `steady`, which nobody sets; `now` is for what names a time on the wall.
struct Moment {
  core::Time now{};
  // Where this decision's chance begins: it draws its numbers from here on.
  std::uint64_t random = 0;
  core::Time steady = now;
  // The last event of the log that was stepped, or is being stepped.
  core::EventId position{};
  // Events that may still be published because of the run's root.
  std::int64_t descendants_left = core::kDescendantsMax;
  // By which expressions that take too long are stopped; null: only their cost bounds them.
  cel::Budget::Clock clock = cel::thread_time;
};

// What an event does to a run. Pure: the same run, event and moment always give the same decision.
struct Decision {
  // The run as it is afterwards.
  core::Run run;
  // Empty: the event changes nothing, since it is stale, repeated or not for this run.
  std::vector<core::Transition> transitions;
  // For the shell to act on, after the commit.
  std::vector<core::Effect> effects;
  // Conditions that could not be evaluated. Such a condition never counts as "no" in silence.
  std::vector<core::Error> errors{};
};

// Begins a run.
Decision start(const Plan& plan, core::RunId id, const core::Event& event, core::Json seen,
               Match match, const Moment& moment);

// Applies an event to an open run: an action's outcome, a due step, a person's decision, a command,
// or an event that one of its waits may be for. `newer`: the version that is active now, when a
// person retries a run that failed in its outputs; its outputs are taken when those of the run's
// own version cannot be had. Nothing else of a run depends on them.
Decision decide(const Plan& plan, core::Run run, const core::Event& event, const Moment& moment,
                const Plan* newer = nullptr);

// Whether a run failed before any of its steps began: its inputs or its context could not be had,
// and nothing has been done.
bool failed_at_start(const core::Run& run);

// Begins a run that failed at its start anew, as a person asked by `retry`. `plan` may be another
// version than it began with. `trigger`: the event that started it; `match`: what the plan makes of
// it now.
Decision restart(const Plan& plan, core::Run run, const core::Event& trigger, Match match,
                 const core::Event& retry, const Moment& moment);

// Offers an event of the log, that came before, to one wait that looks back.
Decision offer(const Plan& plan, core::Run run, const core::StepRef& step, const core::Event& event,
               const Moment& moment);
// Keeps something about a waiting step that people should know.
Decision note(const Plan& plan, core::Run run, const core::StepRef& step, std::string text,
              const Moment& moment);

// What a live action step needs done, as after a restart: an attempt that may have been sent is
// read back before it is sent again.
std::optional<core::StartAction> resume(const Plan& plan, const core::Run& run,
                                        const core::StepRef& step, core::Time steady);

// The run that a journal tells of. `trigger`: the event that started it, as expressions see it.
core::Run replay(core::RunId id, core::Json trigger,
                 const std::vector<std::pair<core::Time, std::vector<core::Transition>>>& journal);

}  // namespace baton::engine
