#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/event.hpp"
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
#include <string>
#include <vector>

namespace baton::runtime {

// Publishes kGoalAtRisk when a goal or an initiative becomes at risk, or off. It looks when a run
// that belongs to one has changed, which it sees in the journal after the commit, when the goals
// are others than before, and once a minute, since work that stands still changes nothing. Its
// reads are short, one for each goal.
//
// How each goal stood is stored, in the transaction that appends the events, so that each change is
// told once, also when the process is killed. Lives on one executor.
class GoalWatch {
 public:
  // What the work is for now; never null.
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
  // Looks whether there is anything to look at, and tells what has become worse. Throws what the
  // store throws; then nothing is told, and the next call looks again.
  boost::asio::awaitable<void> pass();

 private:
  // How goals stand, by their names: words of goals::State.
  using States = std::map<std::string, std::string>;
  struct Found {
    States states{};
    bool changed = false;
    std::vector<core::Event> events{};
  };
  bool has_cause(ports::Queries& queries, const goals::Tree& tree);
  static Found look(ports::Settings& settings, const goals::Tree& tree, const GoalWork& work,
                    core::Time now);
  boost::asio::awaitable<void> keep(Found found);

  ports::Store& store_;
  bus::Bus& bus_;
  ports::Clock& clock_;
  Goals goals_;
  Rounds rounds_;
  // Of the last look that was kept: the goals, the end of the journal, and when to look again.
  std::shared_ptr<const goals::Tree> tree_{};
  std::int64_t sequence_ = 0;
  core::Time look_again_{};  // steady
};

}  // namespace baton::runtime
