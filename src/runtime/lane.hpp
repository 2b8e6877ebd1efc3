#pragma once

#include "baton/runtime/recent_attempts.hpp"
#include "runtime/afterwards.hpp"
#include "runtime/breaker.hpp"
#include "runtime/lane_marks.hpp"
#include "runtime/pace.hpp"
#include "runtime/priority_queue.hpp"
#include "runtime/retry_budget.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace baton::runtime {

// A step of a run, by the number of the run's id.
using StepKey = std::pair<std::int64_t, core::StepRef>;

// Whether a lane is held, which means that none of its actions is sent because Baton's own
// configuration prevents it, and why. `now` is wall time here, `steady` steady time.
class Hold {
 public:
  // True while the lane is held.
  bool holds() const { return !reason_.empty(); }
  // Why it is held; empty when it is not.
  const std::string& reason() const { return reason_; }
  // Since when it is held, by the wall clock.
  core::Time since() const { return since_; }
  // When the connectors should be asked again, or an action be tried, in steady time.
  core::Time look_at() const { return look_at_; }
  // True when that time has come, or the lane is not held.
  bool is_time(core::Time steady) const { return !holds() || steady >= look_at_; }

  // Sets why actions of the lane cannot be performed, as the connectors say; empty: they can.
  // Returns true when this begins or ends the hold.
  bool told(std::string reason, core::Time now, core::Time steady);
  // An action came back unsent although the connectors had said that it can be performed. From now
  // on one action at a time is tried, less and less often. Returns true when the lane was not held
  // before.
  bool came_back(std::string reason, core::Time now, core::Time steady);
  // True when only one action may be tried, to see whether it comes back as well.
  bool tries_one() const { return came_back_ > 0; }
  // An action was sent. Returns true when the lane was held and is not any more.
  bool went_through();

 private:
  bool begin(std::string reason, core::Time now);

  std::string reason_{};
  core::Time since_{};
  core::Time look_at_{};
  int came_back_ = 0;  // how many actions in a row came back unsent
};

// The mark of a lane in the store, which names the actions that may have been sent (LaneMark). The
// next process takes it that no other action was sent. An action that a mark in the store does not
// name therefore must not be sent until a mark that names it, or none, was written.
class Marking {
 public:
  // Takes over what an earlier process may have sent: all that was decided up to entry `after` of
  // the journal, and `sent`. `on_disk`: the store holds this mark.
  void inherit(LaneMark mark, bool on_disk);
  // The last entry of the journal up to which an earlier process may have sent anything.
  std::int64_t after() const { return mark_.after; }
  // What an earlier process may have sent of what was decided later.
  const std::set<Sending>& maybe_sent() const { return mark_.sent; }

  // True when no mark that is in the store, or on its way there, stands against sending this.
  bool may_send(const Sending& sending) const;
  // The action is being sent.
  void begun(Sending sending) { under_way_.insert(std::move(sending)); }
  // The action was not sent after all.
  void unsent(const Sending& sending) { under_way_.erase(sending); }
  // The outcome of the action is recorded.
  void over(const Sending& sending);

  // The mark to be written now. It names what is under way and `next`, what is to be sent soon.
  // Nothing else may be sent from now on.
  LaneMark write(std::set<Sending> next);
  // The lane is to have no mark in the store any more.
  void write_none();
  // The mark of the last write() or write_none() is in the store.
  void written() { on_disk_ = writing_; }

 private:
  LaneMark mark_{};  // as an earlier process left it
  std::set<Sending> under_way_{};
  // What the mark in the store names, and so may be sent; nothing: there is no mark.
  std::optional<std::set<Sending>> on_disk_{};
  // The same for the mark that was written last or is being written.
  std::optional<std::set<Sending>> writing_{};
};

// The pace and the last pause of a connection, or of one operation of it.
struct Pauses {
  // How fast it may be asked.
  Pace pace{};
  // Why the last pause began.
  std::string reason{};
  // When the last pause began, by the wall clock.
  core::Time paused_since{};
};

// What all lanes of one connection have in common.
struct ConnectionLanes : Pauses {
  std::size_t in_flight = 0;  // actions that are being performed
  // Whether its system works.
  Breaker breaker{};
  // The last failure that opened the breaker, or kept it open.
  std::string failure{};
  // Since when the breaker is open, by the wall clock.
  core::Time failing_since{};
  // How many retries it may be sent.
  RetryBudget retries{};
  // How its last attempts ended.
  RecentAttempts recent{};
  // What is counted of them; null before the first one is performed.
  telemetry::ConnectionSeries* series = nullptr;
};

// The actions of one operation of one connection that are in memory, and what is known of those
// that are in the outbox only.
struct Lane {
  std::string connection{};
  std::string operation{};
  ConnectionLanes* shared = nullptr;
  // The pauses of this operation alone.
  Pauses own{};
  // The actions that can begin. The urgent ones have the larger share, and among those of one
  // priority the events from outside that caused them take turns.
  PriorityQueue<core::EventId, Afterwards::Action> ready{};
  std::size_t at_hand = 0;          // actions in memory, those in flight among them
  std::size_t asleep = 0;           // those of them that are due later
  std::size_t in_flight = 0;        // those of them that are being performed
  bool left_behind = false;         // the outbox holds more that could be begun
  std::optional<core::Time> due{};  // when to read the outbox for what is due then, in steady time
  std::set<StepKey> unreadable{};   // rows of the outbox that could not be used
  std::uint64_t refilled = 0;       // the number of its last refill; the higher, the later
  Hold hold{};
  Marking marking{};

  // True when the lane has actions, in memory or in the outbox.
  bool waits() const { return at_hand > 0 || left_behind; }
  // True if the connection or the operation is paused.
  bool paused(core::Time now) const { return shared->pace.paused(now) || own.pace.paused(now); }
  // True if the connection or the operation is paused, or kept to a slower rate after a pause.
  bool held_back(core::Time now) const {
    return shared->pace.holds_back(now) || own.pace.holds_back(now);
  }
  // When the next action may begin, if nothing but time keeps it from that.
  std::optional<core::Time> next(core::Time now) const {
    return std::max({shared->pace.next(now), own.pace.next(now), shared->breaker.next(now)});
  }
  // The action is to begin once it is its turn.
  void queue(Afterwards::Action action);
  // The outbox is to be read again at this time or before it.
  void look_again(core::Time at) { due = std::min(due.value_or(at), at); }
};

// The try that this action is.
Sending sending_of(const core::StartAction& action);

}  // namespace baton::runtime
