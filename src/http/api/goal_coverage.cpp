#include "http/api/goal_coverage.hpp"

#include "baton/runtime/reads.hpp"

#include <utility>

namespace baton::http {

std::vector<WorkflowActions> workflow_actions(ports::Templates& queries,
                                              runtime::PlanCache& plans) {
  std::vector<WorkflowActions> all;
  for (const auto& row : queries.templates()) {
    WorkflowActions of{row.name, row.version, {}, {}};
    const auto plan = plans.plan(queries, row.name, row.version);
    if (plan && *plan) {
      of.goal = (*plan)->source().goal;
      for (const auto& step : (*plan)->source().steps) {
        auto outline = core::outline_of(step);
        if (!outline.operation.empty()) of.actions.push_back(std::move(outline));
      }
    }
    all.push_back(std::move(of));
  }
  return all;
}

std::vector<WorkflowActions> orphans(std::vector<WorkflowActions> all, const goals::Tree& tree) {
  std::erase_if(
      all, [&tree](const WorkflowActions& of) { return tree.of(of.workflow, of.goal) != nullptr; });
  return all;
}

double Coverage::percent() const {
  if (actions == 0) return 100;
  return 100.0 * static_cast<double>(actions_covered) / static_cast<double>(actions);
}

Coverage coverage(const std::vector<WorkflowActions>& all, const goals::Tree& tree) {
  Coverage found;
  for (const auto& of : all) {
    const auto actions = static_cast<std::int64_t>(of.actions.size());
    ++found.workflows;
    found.actions += actions;
    if (tree.of(of.workflow, of.goal) == nullptr) continue;
    ++found.workflows_covered;
    found.actions_covered += actions;
  }
  return found;
}

}  // namespace baton::http
