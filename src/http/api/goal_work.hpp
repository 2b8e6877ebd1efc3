#pragma once

#include "baton/core/template.hpp"
#include "baton/goals/standing.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

// The runs and actions that belong to goals, as the store has them. On a thread of the store that
// reads.
namespace baton::http {

// The runs that belong to each goal as they stand: those that are open, and those that failed
// within a week.
class GoalWork {
 public:
  // Reads them. At most 500 of each status are read for a goal, the newest. Borrows the tree.
  GoalWork(ports::Runs& queries, const goals::Tree& tree, core::Time now);

  // How a goal stands, with all that is beneath it.
  goals::Standing standing(const goals::Node& node) const;
  // The rows of the runs that belong to the goal itself and not to one beneath it, newest first.
  std::vector<ports::RunRow> rows_of(const goals::Node& node) const;

 private:
  std::vector<goals::Work> beneath(const goals::Node& node) const;

  const goals::Tree& tree_;
  core::Time now_;
  std::map<const goals::Node*, std::map<core::RunId, ports::RunRow>> rows_{};
};

// The actions of the active version of a workflow.
struct WorkflowActions {
  std::string workflow{};
  int version = 0;
  // What the template names as its goal; may be empty.
  std::string goal{};
  // Those of its steps that act on other systems.
  std::vector<core::StepOutline> actions{};
};
// The actions of all active workflows. A workflow that no longer passes the checks has none.
std::vector<WorkflowActions> workflow_actions(ports::Queries& queries, runtime::PlanCache& plans);

// Those of the active workflows, which workflow_actions() gives, that belong to no goal. No
// workflow is excepted, not even one that serves only Baton itself.
std::vector<WorkflowActions> orphans(std::vector<WorkflowActions> all, const goals::Tree& tree);

// How many of the active workflows, and of their actions, belong to a goal.
struct Coverage {
  std::int64_t workflows = 0;
  std::int64_t workflows_covered = 0;
  std::int64_t actions = 0;
  std::int64_t actions_covered = 0;

  // How many of a hundred actions belong to a goal; 100 when there are no actions.
  double percent() const;
};
Coverage coverage(const std::vector<WorkflowActions>& all, const goals::Tree& tree);

}  // namespace baton::http
