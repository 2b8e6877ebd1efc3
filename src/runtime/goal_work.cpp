#include "baton/runtime/goal_work.hpp"

#include "baton/core/run.hpp"
#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <tuple>
#include <utility>

namespace baton::runtime {
namespace {

using Of = ports::RunTerm::Of;

// How many runs of one status are read for a goal.
constexpr std::size_t kRunsOfGoalMax = 500;
// How many of the runs that are left out since they are damaged an answer names, as exports do.
constexpr std::size_t kDamagedNamedMax = 20;
// How long a run that has failed stands in the way of its goal.
constexpr core::Duration kFailedOfGoal = std::chrono::hours(24 * 7);

goals::Work work_of(const ports::RunRow& row) {
  return {row.id,       row.workflow,   row.title, row.status,
          row.standing, row.updated_at, row.late,  row.failing};
}

// The runs of a goal, or of a workflow, that are open or failed lately.
std::vector<ports::RunRow> rows_with(ports::Runs& queries, const ports::RunTerm& term,
                                     core::Time now, std::set<core::RunId>& damaged) {
  std::vector<ports::RunRow> rows;
  for (const auto* status : {"running", "waiting", "paused", "failed"}) {
    ports::RunFilter filter;
    filter.terms = {term, {Of::status, status}};
    filter.limit = kRunsOfGoalMax;
    auto found = whole_runs(queries, filter, damaged);
    std::move(found.begin(), found.end(), std::back_inserter(rows));
  }
  std::erase_if(rows, [now](const ports::RunRow& row) {
    return row.ended_at && now - *row.ended_at > kFailedOfGoal;
  });
  return rows;
}

}  // namespace

GoalWork::GoalWork(ports::Runs& queries, const goals::Tree& tree, core::Time now,
                   context::Language language)
    : GoalWork(tree, now, language) {
  for (const auto* node : tree.nodes()) read(queries, *node);
}

void GoalWork::read(ports::Runs& queries, const goals::Node& node) {
  std::vector<ports::RunTerm> terms{{Of::goal, node.name}};
  for (const auto& workflow : node.workflows) terms.push_back({Of::workflow, workflow});
  for (const auto& term : terms)
    for (auto& row : rows_with(queries, term, now_, damaged_[&node]))
      if (tree_.of(row.workflow, row.goal) == &node) rows_[&node].emplace(row.id, std::move(row));
}

std::vector<ports::RunRow> GoalWork::rows_of(const goals::Node& node) const {
  std::vector<ports::RunRow> rows;
  const auto found = rows_.find(&node);
  if (found == rows_.end()) return rows;
  for (auto at = found->second.rbegin(); at != found->second.rend(); ++at)
    rows.push_back(at->second);
  return rows;
}

std::vector<BacklogRun> GoalWork::backlog() const {
  std::vector<BacklogRun> work;
  for (const auto* node : tree_.nodes()) {
    const auto found = rows_.find(node);
    if (found == rows_.end()) continue;
    const auto state = standing(*node).state;
    for (const auto& [id, row] : found->second)
      if (!core::ended(row.status)) work.push_back({node, state, row});
  }
  const auto place = [](const BacklogRun& one) {
    return std::tuple(-static_cast<int>(one.state), one.node->due.value_or(core::Time::max()),
                      std::string_view(one.node->name), one.row.updated_at);
  };
  std::stable_sort(work.begin(), work.end(), [&place](const auto& one, const auto& other) {
    return place(one) < place(other);
  });
  return work;
}

std::set<core::RunId> GoalWork::damaged(const goals::Node& node) const {
  std::set<core::RunId> runs;
  for (const auto& [of, damaged] : damaged_) {
    const auto chain = tree_.chain(*of);
    if (std::find(chain.begin(), chain.end(), &node) != chain.end())
      runs.insert(damaged.begin(), damaged.end());
  }
  return runs;
}

std::set<core::RunId> GoalWork::damaged() const {
  std::set<core::RunId> runs;
  for (const auto& [of, damaged] : damaged_) runs.insert(damaged.begin(), damaged.end());
  return runs;
}

std::vector<goals::Work> GoalWork::beneath(const goals::Node& node) const {
  std::vector<goals::Work> work;
  for (const auto& [of, rows] : rows_) {
    const auto chain = tree_.chain(*of);
    if (std::find(chain.begin(), chain.end(), &node) == chain.end()) continue;
    for (const auto& [id, row] : rows) work.push_back(work_of(row));
  }
  return work;
}

goals::Standing GoalWork::standing(const goals::Node& node) const {
  std::vector<std::pair<const goals::Node*, goals::State>> children;
  for (const auto* child : tree_.beneath(node.name))
    children.emplace_back(child, standing(*child).state);
  return goals::standing_of(node, beneath(node), children, now_, language_);
}

core::Json unreadable_json(const std::set<core::RunId>& damaged) {
  core::Json runs = core::Json::array();
  for (const auto run : damaged) {
    if (runs.size() == kDamagedNamedMax) break;
    runs.push_back(run.text());
  }
  return {{"count", damaged.size()}, {"runs", std::move(runs)}};
}

}  // namespace baton::runtime
