#include "baton/runtime/goal_work.hpp"

#include "baton/core/run.hpp"
#include "baton/runtime/reads.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <tuple>
#include <utility>

namespace baton::runtime {
namespace {

using Of = ports::RunTerm::Of;

// How many runs are read at once, and how many that have failed are read of a workflow, the newest.
constexpr std::size_t kGoalRunsAtOnce = 500;
// Those that may stand in the way come first: they are read also where there are too many.
constexpr std::array<std::string_view, 3> kOpenByWeight{"paused", "waiting", "running"};
// How long a run that has failed stands in the way of its goal.
constexpr core::Duration kFailedOfGoal = std::chrono::hours(24 * 7);

// A row that an earlier version wrote does not say since when its run has stood as it does.
goals::Work work_of(const ports::RunRow& row) {
  return {row.id,     row.workflow, row.title,
          row.status, row.standing, row.standing.since.value_or(row.updated_at),
          row.late,   row.failing};
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
  for (const auto& term : terms) read_failed(queries, node, term);
  auto left = open_runs_max_;
  for (const auto status : kOpenByWeight)
    for (const auto& term : terms) {
      ports::RunFilter filter;
      filter.terms = {term, {Of::status, std::string(status)}};
      left -= read_open(queries, node, std::move(filter), left);
    }
}

// Reads the runs of a goal, or of a workflow, that have failed lately or are failing.
void GoalWork::read_failed(ports::Runs& queries, const goals::Node& node,
                           const ports::RunTerm& term) {
  ports::RunFilter filter;
  filter.terms = {term, {Of::status, "failed"}};
  filter.limit = kGoalRunsAtOnce;
  std::set<core::RunId> damaged;
  auto rows = whole_runs(queries, filter, damaged);
  const auto lately = now_ - kFailedOfGoal;
  // Those behind these started earlier, and may still have failed later.
  if (rows.size() + damaged.size() == kGoalRunsAtOnce) more_failed_.insert(&node);
  damaged_[&node].merge(damaged);
  std::erase_if(
      rows, [lately](const ports::RunRow& row) { return row.ended_at && *row.ended_at < lately; });
  keep(node, std::move(rows));
}

// Reads up to `most` runs page by page, and looks whether there are more. Returns how many it read.
std::size_t GoalWork::read_open(ports::Runs& queries, const goals::Node& node,
                                ports::RunFilter filter, std::size_t most) {
  std::size_t read = 0;
  for (bool more = true; more;) {
    filter.limit = std::min(kGoalRunsAtOnce, most - read);
    if (filter.limit == 0) {
      filter.limit = 1;
      const auto next = readable_runs(queries, filter);
      if (next.damaged || !next.rows.empty()) more_open_.insert(&node);
      break;
    }
    auto page = readable_runs(queries, filter);
    more = page.damaged || page.rows.size() == filter.limit;
    read += page.rows.size();
    if (page.damaged) {
      damaged_[&node].insert(page.damaged);
      filter.before = page.damaged;
      ++read;
    } else if (!page.rows.empty()) {
      filter.before = page.rows.back().id;
    }
    keep(node, std::move(page.rows));
  }
  return read;
}

// Keeps those that belong to the goal itself.
void GoalWork::keep(const goals::Node& node, std::vector<ports::RunRow> rows) {
  for (auto& row : rows)
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
  for (const auto& [of, damaged] : damaged_)
    if (is_beneath(*of, node)) runs.insert(damaged.begin(), damaged.end());
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
    if (!is_beneath(*of, node)) continue;
    for (const auto& [id, row] : rows) work.push_back(work_of(row));
  }
  return work;
}

// Whether a goal is this one, or beneath it.
bool GoalWork::is_beneath(const goals::Node& of, const goals::Node& node) const {
  const auto chain = tree_.chain(of);
  return std::find(chain.begin(), chain.end(), &node) != chain.end();
}

// Whether any of these goals is this one, or beneath it.
bool GoalWork::is_any_beneath(const std::set<const goals::Node*>& of,
                              const goals::Node& node) const {
  return std::any_of(of.begin(), of.end(),
                     [&](const goals::Node* one) { return is_beneath(*one, node); });
}

goals::MoreRuns GoalWork::more_of(const goals::Node& node) const {
  return {is_any_beneath(more_open_, node), is_any_beneath(more_failed_, node)};
}

goals::GoalStanding GoalWork::standing(const goals::Node& node) const {
  std::vector<std::pair<const goals::Node*, goals::State>> children;
  for (const auto* child : tree_.beneath(node.name))
    children.emplace_back(child, standing(*child).state);
  return goals::standing_of(node, beneath(node), children, now_, language_, more_of(node));
}

}  // namespace baton::runtime
