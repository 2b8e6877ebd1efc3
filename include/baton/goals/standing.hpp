#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/core/standing.hpp"
#include "baton/core/time.hpp"
#include "baton/goals/tree.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Whether a goal is on track, judged by the present state of the runs that belong to it. Pure; any
// thread.
namespace baton::goals {

// How a goal does. The order matters: a worse state is greater.
enum class State {
  on_track,
  // Something stands in the way: a run is late or stopped, work stands still while the goal is due
  // soon, or a goal or initiative directly beneath it is not on track.
  at_risk,
  // It was due, and work is still open.
  off,
};
// The word of a state, "at_risk".
std::string_view to_text(State state);

// A run that belongs to a goal, in its present state.
struct Work {
  // Its id; runs that have stood still equally long are sorted by it.
  core::RunId run{};
  // The name of its workflow.
  std::string workflow{};
  // The short name of the run that people see.
  std::string title{};
  // Its status; open() and stopped() read it.
  core::RunStatus status = core::RunStatus::running;
  // What people should know first of it.
  core::Standing now{};
  // Since when `now` has held, in wall time.
  core::Time since{};
  // It has not ended by the time by which it should have.
  bool late = false;
  // One of its steps has failed for good, so that the run will fail.
  bool failing = false;

  // True until the run has succeeded, failed or been cancelled.
  bool open() const { return !core::ended(status); }
  // It has failed, or will fail unless somebody acts.
  bool failed() const;
  // It has stopped: it failed, is failing or paused, or a person has to say whether an action had
  // its effect.
  bool stopped() const;
  // It goes on only when somebody or something outside acts: it has stopped, or waits for people,
  // for an event, for a place in a slot or for its gate.
  bool stands_still() const;
};

// Whether a goal has more runs than were examined, because a list of runs has a limit.
struct MoreRuns {
  // There are more open runs than were examined.
  bool open = false;
  // There are more failed runs than were examined.
  bool failed = false;
};

// The state of a goal, together with everything beneath it.
struct GoalStanding {
  // The judgement; the other members say what it rests on.
  State state = State::on_track;
  // How many runs are open.
  std::int64_t open = 0;
  // How many of the open runs are late.
  std::int64_t late = 0;
  // How many runs have stopped (Work::stopped()), open ones and those that failed lately.
  std::int64_t stopped = 0;
  // There are more open or failed runs than were examined: `stopped` and `blocking` may be too low.
  bool at_least = false;
  // There are more open runs than were examined: `open` and `late` may be too low as well.
  bool more_open = false;
  // The runs that stand in the way: those that have stopped or are late, and those that have stood
  // still for longer than the goal allows. Those whose state has lasted longest come first, and of
  // equals the run that began first.
  std::vector<Work> blocking{};
  // The reason for the state, in one sentence of the language that was asked for: "15 tasks of
  // Refonte UX blocked for 3d, due in 6d".
  std::string sentence{};
};

// Judges a goal. `beneath`: the open runs of the goal and of all that is beneath it, and those that
// failed lately. `children`: the states of the nodes directly beneath it; one that is off or at
// risk puts it at risk. `now`: wall time. `language`: that of the sentence. `more`: whether there
// are more open or failed runs than `beneath` has.
GoalStanding standing_of(const Node& node, std::vector<Work> beneath,
                         const std::vector<std::pair<const Node*, State>>& children, core::Time now,
                         context::Language language = context::Language::en, MoreRuns more = {});

// A run that stands in the way, as the API tells it: {"run", "workflow", "title", "status", "kind",
// "step", "who", "cause", "since", "late"}.
core::Json to_json(const Work& work);

// Counts the runs that stand in the way: {"tasks", "approvals", "gates", "runs", "failed"}. The
// first three wait for a task, an approval or a gate; "runs" are all others; "failed" counts those
// of all four that have failed or are failing. GoalStanding::sentence is made of the same counts.
core::Json in_the_way(const std::vector<Work>& blocking);

}  // namespace baton::goals
