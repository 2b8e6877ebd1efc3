#pragma once

#include "runtime/afterwards.hpp"
#include "runtime/fair_queue.hpp"
#include "runtime/lane_marks.hpp"
#include "runtime/pace.hpp"

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

// Why nothing of a lane is sent for now: our own configuration is in the way.
class Hold {
 public:
  bool holds() const { return !reason_.empty(); }
  const std::string& reason() const { return reason_; }
  core::Time since() const { return since_; }  // by the wall clock
  // When it is to be looked at again, in steady time.
  core::Time look_at() const { return look_at_; }
  bool is_time(core::Time steady) const { return !holds() || steady >= look_at_; }

  // What the connectors say beforehand. Returns whether it began or ended to hold.
  bool told(std::string reason, core::Time now, core::Time steady);
  // An action came back unsent although nothing was said beforehand: one at a time is tried, less
  // and less often.
  bool came_back(std::string reason, core::Time now, core::Time steady);
  // Only one may be tried, to see whether it comes back as well.
  bool tries_one() const { return came_back_ > 0; }
  // One did not come back. Returns whether it ended to hold.
  bool went_through();

 private:
  bool begin(std::string reason, core::Time now);

  std::string reason_{};
  core::Time since_{};
  core::Time look_at_{};
  int came_back_ = 0;
};

// What may be sent although the store says that it surely was not: nothing, until that is taken
// back.
class Marking {
 public:
  // What an earlier process may have sent: all up to entry `after` of the journal, and `sent`.
  void inherit(LaneMark mark, bool on_disk);
  std::int64_t after() const { return mark_.after; }
  const std::set<Sending>& maybe_sent() const { return mark_.sent; }

  bool may_send(const Sending& sending) const;
  void begun(Sending sending) { under_way_.insert(std::move(sending)); }
  void unsent(const Sending& sending) { under_way_.erase(sending); }
  // Its outcome is recorded.
  void over(const Sending& sending);

  // The mark to be written now: what is under way, and `next`, what is about to be. Nothing else is
  // sent from now on.
  LaneMark write(std::set<Sending> next);
  // The store is to say nothing of this lane any more.
  void write_none();
  void written() { on_disk_ = writing_; }

 private:
  LaneMark mark_{};  // as found at the start
  std::set<Sending> under_way_{};
  std::optional<std::set<Sending>> on_disk_{};  // only these may be sent; nothing: any
  std::optional<std::set<Sending>>
      writing_{};  // the same, of the last mark that was or is being written
};

struct ConnectionLanes {
  Pace pace{};
  std::string reason{};       // of its last pause
  core::Time paused_since{};  // by the wall clock
  std::size_t in_flight = 0;
};

// What is at hand of the actions of one operation of one connection, and what is known of the rest.
struct Lane {
  std::string connection{};
  std::string operation{};
  ConnectionLanes* shared = nullptr;
  FairQueue<core::EventId, Afterwards::Action>
      ready{};  // by the event from outside that caused them
  std::size_t at_hand = 0;
  std::size_t asleep = 0;  // of these, those that are due later
  std::size_t in_flight = 0;
  bool left_behind = false;         // the outbox holds more that could be begun
  std::optional<core::Time> due{};  // when to look into the outbox for what was far off
  std::set<StepKey> unreadable{};   // rows of the outbox that nothing could be made of
  std::uint64_t refilled = 0;       // the higher, the later
  Hold hold{};
  Marking marking{};

  bool waits() const { return at_hand > 0 || left_behind; }
  // The action is to begin once it is its turn.
  void queue(Afterwards::Action action);
  // The outbox is to be looked into at this time, or before it.
  void look_again(core::Time at) { due = std::min(due.value_or(at), at); }
};

Sending sending_of(const core::StartAction& action);

}  // namespace baton::runtime
