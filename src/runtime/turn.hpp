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

namespace baton::runtime {

// Runs turns, one after the other, while there is something to do. A turn is one transaction: it
// appends everything that waits on the bus, then processes the log from the cursor on, for as long
// as its time allows. Events that are left are the backlog, which is on disk. Publishers get their
// answer after the commit.
class Turns {
 public:
  // What the owner is told. Both are called on the store's thread.
  struct Hooks {
    // A turn was committed; this should only hand over to another thread.
    std::function<void(Afterwards)> committed;
    // The store could not run a turn; wake() should be called after this time.
    std::function<void(core::Duration)> try_later;
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

  // Makes a turn run soon, because there is something to do. Any thread.
  void wake();
  // True when no turn is under way and nothing waits on the bus. Any thread.
  bool idle() const {
    return (state_.load() == State::idle || state_.load() == State::halted) && bus_.empty();
  }
  // From now on turns leave the backlog to the next process; what waits on the bus is still
  // appended. Any thread.
  void leave_backlog() { leaves_backlog_.store(true); }
  // Makes the events behind the cursor suspects (Suspects). To be called before the first turn.
  void suspect(core::EventId cursor, core::EventId last) {
    suspects_.begin(cursor, last, options_.process_ends_max,
                    std::max(clock_.now(), clock_.steady()));
  }
  // How long the turn under way has taken so far; zero when there is none. Any thread.
  core::Duration busy_for() const {
    const auto since = running_since_.load();
    return since == core::Time{} ? core::Duration{} : clock_.steady() - since;
  }
  // Tries to end all turns. Returns false while one is under way; then it is to be called again.
  // Once it has returned true no turn begins any more, and the parts that turns borrow may be
  // destroyed.
  bool halt();

 private:
  class Turn;

  // The events directly behind the cursor that are in memory, so that a backlog is not read from
  // the log in each turn. When there are none, they are read from the log.
  struct Ahead {
    struct Held {
      core::Event event;
      std::size_t bytes = 0;  // of payload, if its publisher has counted them
    };
    std::deque<Held> events{};
    core::EventId until{};  // the last of them
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

  // idle: no turn is under way. scheduled: one is. wanted: one is, and another one should follow.
  // halted: none is, and none may begin.
  enum class State { idle, scheduled, wanted, halted };
  std::atomic<State> state_{State::idle};
  std::atomic<bool> leaves_backlog_{false};
  std::atomic<core::Time> running_since_{core::Time{}};
  // These are used on the store's thread only.
  Suspects suspects_{};
  Ahead ahead_{};
  CommitCost commit_cost_{};
};

}  // namespace baton::runtime
