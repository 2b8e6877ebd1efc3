#pragma once

#include "baton/bus/bus.hpp"
#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/runtime.hpp"
#include "baton/telemetry/metrics.hpp"
#include "runtime/commit_cost.hpp"
#include "runtime/processor.hpp"
#include "runtime/suspects.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <deque>
#include <functional>
#include <vector>

namespace baton::runtime {

// Keeps turns going while there is something to do. A turn is one transaction: append all that
// waits on the bus, then step the log from the cursor on, as far as the budget allows; what is left
// is the backlog, on disk. Senders get their answer after the commit.
class Turns {
 public:
  struct Hooks {
    std::function<void(Afterwards)> committed;  // on the store's thread: hand over
    std::function<void(core::Duration)>
        try_later;  // the store is unavailable: call wake() after a while
  };

  Turns(ports::Store& store, bus::Bus& bus, Processor& processor, ports::Clock& clock,
        telemetry::Metrics& metrics, const Options& options, Hooks hooks)
      : store_(store),
        bus_(bus),
        processor_(processor),
        clock_(clock),
        metrics_(metrics),
        options_(options),
        hooks_(std::move(hooks)) {}

  // Something waits: sees to it that a turn runs. Any thread.
  void wake();
  // No turn is under way and nothing waits for one.
  bool idle() const {
    return (state_.load() == State::idle || state_.load() == State::halted) && bus_.empty();
  }
  // From now on what is on disk stays there for the next process; what waits on the bus is still
  // taken.
  void leave_backlog() { leaves_backlog_.store(true); }
  // Where the log stood when this process began, before the first turn.
  void suspect(core::EventId cursor, core::EventId last) {
    suspects_.begin(cursor, last, options_.process_ends_max,
                    std::max(clock_.now(), clock_.steady()));
  }
  // How long the turn under way has taken; zero: there is none. Any thread.
  core::Duration busy_for() const {
    const auto since = running_since_.load();
    return since == core::Time{} ? core::Duration{} : clock_.steady() - since;
  }
  // Sees to it that no turn begins any more; false: one is under way, ask again. Once true it stays
  // so, and the parts that turns borrow may go.
  bool halt();

 private:
  class Turn;

  // The events right after the cursor that are at hand, so that a backlog is not read again at each
  // turn. Empty: the log knows.
  struct Ahead {
    struct Held {
      core::Event event;
      std::size_t bytes = 0;  // of payload, where its publisher has counted them
    };
    std::deque<Held> events{};
    core::EventId until{};  // of the last one
    std::size_t bytes = 0;
    void clear() { *this = {}; }
  };

  ports::Store& store_;
  bus::Bus& bus_;
  Processor& processor_;
  ports::Clock& clock_;
  telemetry::Metrics& metrics_;
  const Options& options_;
  Hooks hooks_;
  void over(bool more);

  enum class State {
    idle,
    scheduled,
    wanted,
    halted
  };  // wanted: another one after the one that is scheduled
  std::atomic<State> state_{State::idle};
  std::atomic<bool> leaves_backlog_{false};
  std::atomic<core::Time> running_since_{core::Time{}};
  Suspects suspects_{};       // on the store's thread
  Ahead ahead_{};             // used on the store's thread only
  CommitCost commit_cost_{};  // the same
};

}  // namespace baton::runtime
