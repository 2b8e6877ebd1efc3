#pragma once

#include "baton/context/cited.hpp"
#include "baton/goals/standing.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/runs.hpp"

#include <map>
#include <vector>

// The runs that belong to goals, as the store has them. On a thread of the store that reads.
namespace baton::runtime {

// The runs that belong to each goal as they stand: those that are open, and those that failed
// within a week.
class GoalWork {
 public:
  // Reads them. At most 500 of each status are read for a goal, the newest. Borrows the tree.
  // `language`: of the sentences that say why goals stand as they do.
  GoalWork(ports::Runs& queries, const goals::Tree& tree, core::Time now,
           context::Language language = context::Language::en);

  // How a goal stands, with all that is beneath it.
  goals::Standing standing(const goals::Node& node) const;
  // The rows of the runs that belong to the goal itself and not to one beneath it, newest first.
  std::vector<ports::RunRow> rows_of(const goals::Node& node) const;

 private:
  std::vector<goals::Work> beneath(const goals::Node& node) const;

  const goals::Tree& tree_;
  core::Time now_;
  context::Language language_;
  std::map<const goals::Node*, std::map<core::RunId, ports::RunRow>> rows_{};
};

}  // namespace baton::runtime
