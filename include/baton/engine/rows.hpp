#pragma once

#include "baton/cel/budget.hpp"
#include "baton/core/alarm.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The values by which a step is found while its run is not in memory. The runtime stores them as
// rows. All functions are pure; any thread may call them.
namespace baton::engine {

// Which events may end an open wait.
struct OpenWait {
  // The type of the event, as a pattern.
  std::string type;
  // A place in the event, as to_text() of an IndexPath writes it. Empty: every event of the type
  // may end the wait.
  std::string path{};
  // What stands there, as index_text() prints it. Empty if `path` is.
  std::string value{};
  // Tells the waits of one step apart: the place in StepWaiting::branches().
  int branch = 0;
};

// What became of a question to people.
enum class QuestionState {
  open,
  approved,
  rejected,
  withdrawn,  // nothing is asked any more, or what was asked is void and will be asked anew
  expired,    // nobody decided in time
};

// What became of a task.
enum class Tasked {
  open,       // nobody has it
  claimed,    // somebody has it
  done,       // somebody did it
  withdrawn,  // it is not to be done any more, or will be asked for anew
  expired,    // nobody did it in time
};

// The values by which one step is found.
struct StepRows {
  // True while something outside the engine still has to happen to it. Otherwise it has no lane, no
  // due time and no alarms.
  bool live = false;
  // The lane in which its action queues: "jira.create_issue". Empty if it has no action.
  std::string lane{};
  // When its next attempt, or the next look for its effect, is due, in steady time.
  std::optional<core::Time> due{};
  // When its waiting ends, when its gate is to be asked, and when the next mark of its service
  // level is missed.
  std::vector<core::Alarm> alarms{};
  // The events that it waits for; empty if it waits for none now.
  std::vector<OpenWait> waits{};
  // What became of StepState::approval; nullopt if nothing was asked.
  std::optional<QuestionState> asked{};
  // What became of StepState::task; nullopt if nothing was to be done.
  std::optional<Tasked> tasked{};
};

// The values by which a step in this state is found. `ref`: the step itself, or one of its items.
StepRows rows_of(const PlanStep& step, const core::StepRef& ref, const core::StepState& state);

// StepRows::live of a step in this state. A step that was cancelled while its effect was being
// looked for is live until the look has an answer.
bool is_live(const core::StepState& state);

// StepRows::alarms of a step in this state.
std::vector<core::Alarm> alarms_of(const core::StepState& state);
// The alarms of the run itself, which are of none of its steps.
std::vector<core::Alarm> alarms_of(const core::Run& run);

// The events that the context of the run hears (Plan::hears()), as waits of no step, by which the
// run is found. One is left out if what its condition compares with cannot be evaluated, such as
// the output of a step that has not ended: the condition would not hold. There are none once the
// run has ended. `clock`: by which evaluations are stopped; null: only their cost is bounded, and
// the same run always has the same waits.
std::vector<OpenWait> waits_of_context(const Plan& plan, const core::Run& run,
                                       cel::Budget::Clock clock = cel::thread_time);

// The types of the events that the step waits for once it has begun; empty if it waits for none.
std::vector<std::string_view> awaited_types(const PlanStep& step);

}  // namespace baton::engine
