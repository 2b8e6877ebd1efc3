#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/goals/tree.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/goal_work.hpp"
#include "runtime/rounds.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace baton::runtime {

// Publishes the event kGoalAtRisk when the state of a goal or an initiative has become worse: it is
// "at risk" now, or even "off". The states are computed anew when a run that belongs to a goal has
// changed, which the journal tells; when the files of goals have changed; and once a minute,
// because a goal is also at risk when its work has stood still for too long. The runs of each goal
// are read in a short read of their own.
//
// The new states are stored in the transaction that appends the events. So each change is published
// once, even if the process is killed in between. Lives on one executor.
class GoalWatch {
 public:
  // Returns the goals that are in use now; never null.
  using Goals = std::function<std::shared_ptr<const goals::Tree>()>;

  GoalWatch(const boost::asio::any_io_executor& executor, ports::Store& store, bus::Bus& bus,
            ports::Clock& clock, Goals goals)
      : store_(store),
        bus_(bus),
        clock_(clock),
        goals_(std::move(goals)),
        rounds_(executor, "how goals stand could not be looked at") {}

  // Runs until stop().
  boost::asio::awaitable<void> run();
  // Makes run() end soon.
  void stop() { rounds_.stop(); }
  // Computes the states of the goals if something may have changed them, and publishes an event for
  // each goal whose state has become worse. If the store fails, this throws what the store throws:
  // nothing is published then, and the next call does it all again.
  boost::asio::awaitable<void> pass();

 private:
  // The words of goals::State by the names of the goals.
  using States = std::map<std::string, std::string>;
  // How the goals stand, beside how they stood before.
  struct Found {
    // The states of the goals that are not on track.
    States states{};
    // True if `states` differ from those that are stored.
    bool changed = false;
    // An event for each goal whose state is worse than the stored one.
    std::vector<core::Event> events{};
  };
  // True if a run that belongs to a goal has changed since the last pass.
  bool has_cause(ports::Queries& queries, const goals::Tree& tree);
  // Compares the states of the goals with those that are stored.
  static Found look(ports::Settings& settings, const goals::Tree& tree, const GoalWork& work,
                    core::Time now);
  // Stores the states and appends the events, unless nothing has changed.
  boost::asio::awaitable<void> keep(Found found);
  // Logs which runs are left out because their rows are damaged. When they are those that were
  // logged last, nothing is logged.
  void tell_damaged(std::set<core::RunId> damaged);

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  Goals goals_;
  Rounds rounds_;
  // The damaged runs that tell_damaged() was told of last.
  std::set<core::RunId> damaged_{};
  // The goals whose states were computed last. Other goals here mean that their files have changed.
  std::shared_ptr<const goals::Tree> tree_{};
  // The last entry of the journal at the last pass. The next pass searches the entries after it.
  std::int64_t sequence_ = 0;
  // When the states are computed anew although nothing has changed, by the steady clock.
  core::Time look_again_{};
};

}  // namespace baton::runtime
