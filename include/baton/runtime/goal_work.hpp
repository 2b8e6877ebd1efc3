#pragma once

#include "baton/context/cited.hpp"
#include "baton/core/ids.hpp"
#include "baton/goals/standing.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/runs.hpp"

#include <cstddef>
#include <map>
#include <set>
#include <vector>

// The runs that belong to goals, as the store has them. On a thread of the store that reads.
namespace baton::runtime {

// An open run, and the goal that it is for.
struct BacklogRun {
  // The goal. Borrowed from the tree.
  const goals::Node* node = nullptr;
  // The state of that goal, with everything beneath it.
  goals::State state = goals::State::on_track;
  // The run.
  ports::RunRow row{};
};

// The runs that belong to each goal, in their present state: those that are open, and those that
// failed within a week.
class GoalWork {
 public:
  // How many open runs are read for one goal. All of them are in memory while goals are looked at.
  static constexpr std::size_t kOpenRunsMax = 5'000;

  // Reads those of all goals. At most kOpenRunsMax open ones are read for a goal, those that have
  // stopped first, then those that wait, and of these the newest; of those that failed, the newest
  // 500 of a workflow. Borrows the tree. `language`: of the sentences that say why goals stand as
  // they do.
  GoalWork(ports::Runs& queries, const goals::Tree& tree, core::Time now,
           context::Language language = context::Language::en);
  // Has read nothing yet: read() is to be called for each goal of the tree. So all of it need not
  // be read in one snapshot, which takes long where there are many goals. `open_runs_max`: as
  // kOpenRunsMax.
  GoalWork(const goals::Tree& tree, core::Time now,
           context::Language language = context::Language::en,
           std::size_t open_runs_max = kOpenRunsMax)
      : tree_(tree), now_(now), language_(language), open_runs_max_(open_runs_max) {}
  // Reads those of one goal of the tree, without what is beneath it. Rows that are damaged are left
  // out; damaged() names them.
  void read(ports::Runs& queries, const goals::Node& node);

  // The state of a goal, with everything beneath it.
  goals::GoalStanding standing(const goals::Node& node) const;
  // The rows of the runs that belong to the goal itself and not to one beneath it, newest first.
  std::vector<ports::RunRow> rows_of(const goals::Node& node) const;
  // The open runs, the most pressing first: those of goals in the worst state come first, among
  // equals those of the goal that is due first, and within one goal the runs to which nothing has
  // happened for longest. Each run is there once, under the goal that it belongs to itself.
  std::vector<BacklogRun> backlog() const;
  // The runs that are left out since their rows are damaged: those that may belong to a goal or to
  // what is beneath it, and those of all goals. Of a damaged row nobody knows which goal it names,
  // so a run may be there for the goal of its workflow, too.
  std::set<core::RunId> damaged(const goals::Node& node) const;
  std::set<core::RunId> damaged() const;
  // Whether a goal, with what is beneath it, has more open or more failed runs than were read.
  goals::MoreRuns more_of(const goals::Node& node) const;
  // True if there are more open runs than were read, of any goal.
  bool has_more_open() const { return !more_open_.empty(); }

 private:
  void read_failed(ports::Runs& queries, const goals::Node& node, const ports::RunTerm& term);
  std::size_t read_open(ports::Runs& queries, const goals::Node& node, ports::RunFilter filter,
                        std::size_t most);
  void keep(const goals::Node& node, std::vector<ports::RunRow> rows);
  bool is_beneath(const goals::Node& of, const goals::Node& node) const;
  bool is_any_beneath(const std::set<const goals::Node*>& of, const goals::Node& node) const;
  std::vector<goals::Work> beneath(const goals::Node& node) const;

  const goals::Tree& tree_;
  core::Time now_;
  context::Language language_;
  std::size_t open_runs_max_ = kOpenRunsMax;
  std::map<const goals::Node*, std::map<core::RunId, ports::RunRow>> rows_{};
  std::map<const goals::Node*, std::set<core::RunId>> damaged_{};
  // The goals of which more runs are open, and of which more have failed, than were read.
  std::set<const goals::Node*> more_open_{};
  std::set<const goals::Node*> more_failed_{};
};

}  // namespace baton::runtime
