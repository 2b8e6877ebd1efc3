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

// Publishes the event kGoalAtRisk when the state of a goal or an initiative becomes "at risk" or
// "off". It looks at the goals when a run of one of them has changed, which it sees in the journal;
// when the files of goals have changed; and once a minute, since a goal also becomes at risk
// because nothing happens. It reads the runs of each goal in a short read of its own.
//
// The state of each goal is stored in the transaction that appends the events. So each change is
// told once, even if the process is killed in between. Lives on one executor.
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
  // Has run() end soon.
  void stop() { rounds_.stop(); }
  // Looks at the goals if there is a cause to, and tells which of them have become worse. Throws
  // what the store throws; then nothing is told, and the next call looks again.
  boost::asio::awaitable<void> pass();

 private:
  // The states of goals, as words of goals::State, by the names of the goals.
  using States = std::map<std::string, std::string>;
  // What a look at the goals has found.
  struct Found {
    // The states of the goals that are not on track.
    States states{};
    // True if they differ from those that are stored.
    bool changed = false;
    // An event for each goal that has become worse.
    std::vector<core::Event> events{};
  };
  // True if a run that belongs to a goal has changed since the last look.
  bool has_cause(ports::Queries& queries, const goals::Tree& tree);
  // Compares the states of the goals with those that are stored.
  static Found look(ports::Settings& settings, const goals::Tree& tree, const GoalWork& work,
                    core::Time now);
  // Stores the states and appends the events, if something has changed.
  boost::asio::awaitable<void> keep(Found found);
  // Logs the damaged runs that the look before had not found.
  void tell_damaged(std::set<core::RunId> damaged);

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  Goals goals_;
  Rounds rounds_;
  // The runs that the last look left out, for their rows are damaged.
  std::set<core::RunId> damaged_{};
  // The goals at the last look.
  std::shared_ptr<const goals::Tree> tree_{};
  // The last entry of the journal at the last pass. The next one searches those after it.
  std::int64_t sequence_ = 0;
  // When to look even without a cause, by the steady clock.
  core::Time look_again_{};
};

}  // namespace baton::runtime
