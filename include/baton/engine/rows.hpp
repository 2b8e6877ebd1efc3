#pragma once

#include "baton/core/alarm.hpp"
#include "baton/core/run.hpp"
#include "baton/engine/plan.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What must be found of a step while its run is not in memory, as values; the shell keeps them as
// rows.
namespace baton::engine {

// What an event must be for an open wait. `path` and `value` empty: any of that type may be it.
struct OpenWait {
  std::string type;
  std::string path{};
  std::string value{};
};

// What became of a question to people.
enum class Asked {
  open,
  approved,
  rejected,
  withdrawn,  // nothing is asked any more, or what was asked is void and is asked anew
  expired,    // nobody decided in time
};

struct StepRows {
  // Whether something outside the engine still has to happen to it. Otherwise it has no lane, no
  // due time and no alarms.
  bool live = false;
  std::string lane{};  // what its action queues in: "jira.create_issue"; empty: it has no action
  // When its next attempt, or the next look for its effect, is due: in steady time.
  std::optional<core::Time> due{};
  std::vector<core::Alarm> alarms{};
  std::optional<OpenWait> wait{};
  std::optional<Asked> asked{};  // of StepState::approval, if it is there
};

StepRows rows_of(const PlanStep& step, const core::StepState& state);

// StepRows::live of a step in this state. A step that was cancelled while its effect was looked for
// is live until something is found.
bool is_live(const core::StepState& state);

// StepRows::alarms of a step in this state: when its waiting ends, or when its gate is to be asked.
std::vector<core::Alarm> alarms_of(const core::StepState& state);

// The type of the event that the step waits for once it has begun; empty: it waits for none.
std::string_view awaited_type(const PlanStep& step);

}  // namespace baton::engine
