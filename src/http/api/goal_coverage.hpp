#pragma once

#include "baton/core/template.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstdint>
#include <string>
#include <vector>

// How many of the actions of workflows belong to goals. Called on a thread on which the store runs
// a read.
namespace baton::http {

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
std::vector<WorkflowActions> workflow_actions(ports::Templates& queries, runtime::PlanCache& plans);

// The workflows of `all`, which workflow_actions() gives, that belong to no goal. No workflow is
// excepted, not even one that serves only Baton itself.
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
