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

// Whether a goal is on track, by the runs that belong to it as they stand now. Pure; any thread.
namespace baton::goals {

// The order matters: a worse state is greater.
enum class State {
  on_track,
  // Something stands in the way: a run is late or stopped, or work stands still while the goal is
  // due soon.
  at_risk,
  // It was due, and work is still open.
  off,
};
// The word of a state, "at_risk".
std::string_view to_text(State state);

// A run that belongs to a goal, as it stands.
struct Work {
  core::RunId run{};
  std::string workflow{};
  std::string title{};
  core::RunStatus status = core::RunStatus::running;
  // What there is to say of it first.
  core::Standing now{};
  // Since when it stands as it does, in wall time.
  core::Time since{};
  // It has not ended by the time by which it should have.
  bool late = false;
  // A step has failed that its template does not forgive.
  bool failing = false;

  bool open() const { return !core::ended(status); }
  // It has failed, or will fail unless somebody acts.
  bool failed() const;
  // It has stopped: it failed, is failing or paused, or a person has to say what became of an
  // action.
  bool stopped() const;
  // It goes on only when somebody or something outside does something: it has stopped, or waits for
  // people, for an event, for a place or for its gate.
  bool stands_still() const;
};

// Whether there are more open runs, and more failed runs, than were looked at.
struct MoreRuns {
  bool open = false;
  bool failed = false;
};

// How a goal stands, with what is beneath it.
struct GoalStanding {
  State state = State::on_track;
  std::int64_t open = 0;
  std::int64_t late = 0;
  std::int64_t stopped = 0;
  // There are more open or failed runs than were looked at: `stopped` and `blocking` may be more.
  bool at_least = false;
  // There are more open runs than were looked at: `open` and `late` may be more, too.
  bool more_open = false;
  // The runs that stand in the way, those that have stood longest first, and of those that have
  // stood equally long the one that began first: stopped and late ones, and those that stand still
  // for longer than the goal allows.
  std::vector<Work> blocking{};
  // Why it stands so, in one sentence of the language that was asked for: "15 tasks of Refonte UX
  // blocked for 3d, due in 6d".
  std::string sentence{};
};

// How a goal stands. `beneath`: the open runs of the goal and of all that is beneath it, and those
// that failed lately. `children`: how the nodes directly beneath it stand; one that is off or at
// risk puts it at risk. `now`: in wall time. `language`: of its sentence. `more`: whether there are
// more open or failed runs than `beneath` has.
GoalStanding standing_of(const Node& node, std::vector<Work> beneath,
                         const std::vector<std::pair<const Node*, State>>& children, core::Time now,
                         context::Language language = context::Language::en, MoreRuns more = {});

// A run that stands in the way, as the API tells it: {"run", "workflow", "title", "status", "kind",
// "step", "who", "cause", "since", "late"}.
core::Json to_json(const Work& work);

// How many of the runs that stand in the way wait for a task, an approval or a gate, how many stand
// otherwise, and how many of all of them have failed or are failing: {"tasks", "approvals",
// "gates", "runs", "failed"}. GoalStanding::sentence says as much.
core::Json in_the_way(const std::vector<Work>& blocking);

}  // namespace baton::goals
