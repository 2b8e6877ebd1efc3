#include "engine/own_events.hpp"

#include "baton/core/own_events.hpp"
#include "engine/children.hpp"
#include "engine/commands.hpp"
#include "engine/outcomes.hpp"
#include "engine/run_due.hpp"
#include "engine/skipping.hpp"
#include "engine/slot_places.hpp"
#include "engine/tasks.hpp"
#include "engine/waits.hpp"

#include <algorithm>
#include <array>

namespace baton::engine {

namespace {

// What is done with an event of one type.
struct Row {
  std::string_view type;
  void (*handle)(DecisionDraft& draft, const core::Event& event);
};

// A run that can be migrated is given to engine::migrate(), which needs the plan of the new
// version. Any other run has changed since the person asked for it, and stays as it is.
void stays_as_it_is(DecisionDraft& /*draft*/, const core::Event& /*event*/) {}

constexpr std::array kRows{
    Row{core::kActionFinished, action_ended},
    Row{core::kStepDue, step_came_due},
    Row{core::kApprovalDecide, decision_made},
    Row{core::kRunRetry, retry},
    Row{core::kRunCancel, cancel},
    Row{core::kStepResolve, resolve},
    Row{core::kRunPause, pause},
    Row{core::kRunResume, go_on},
    Row{core::kSlotGiven, slot_given},
    Row{core::kChildEnded, child_has_ended},
    Row{core::kTaskClaim, task_claimed},
    Row{core::kTaskRelease, task_released},
    Row{core::kTaskFinish, task_finished},
    Row{core::kTaskReopen, task_reopened},
    Row{core::kRunDue, run_came_due},
    Row{core::kStepSkip, skip},
    Row{core::kRunMigrate, stays_as_it_is},
};

static_assert(std::equal(kRows.begin(), kRows.end(), core::kAddressedTypes.begin(),
                         core::kAddressedTypes.end(),
                         [](const Row& row, const core::AddressedType& addressed) {
                           return row.type == addressed.type;
                         }),
              "each of Baton's own events has a row, in the order of core::kAddressedTypes");

}  // namespace

void hand_over(DecisionDraft& draft, const core::Event& event) {
  const auto row = std::find_if(kRows.begin(), kRows.end(),
                                [&event](const Row& known) { return known.type == event.type; });
  if (row == kRows.end()) return event_arrived(draft, event);
  row->handle(draft, event);
}

}  // namespace baton::engine
