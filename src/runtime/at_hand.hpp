#pragma once

#include "runtime/lane.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace baton::runtime {

// The actions that the dispatcher holds in memory, from the commit that decided them until their
// outcome is recorded. It knows which try of each step is held, which lane the try belongs to, and
// whether it has begun. Actions that are due later are kept here, in the order of their times; the
// others are in the queue of their lane. It keeps the counts of each lane. All times are steady
// time, and are given by the caller.
class AtHand {
 public:
  // The try that is held of one step. No more than one is held of each.
  struct TryAtHand {
    core::Try which;
    Lane* lane;
    // True when the try is a look for the effect of an earlier one.
    bool read_back;
    // Since when it could have been sent, in steady time.
    core::Time ready{};
    // When it was first sent, if its system has taken it and its outcome is pending.
    std::optional<core::Time> first_sent{};
    // True once the try has begun or was given up.
    bool begun = false;

    // How long it waited before it was first sent; until `now` if it was not sent yet.
    core::Duration waited(core::Time now) const {
      return std::max(core::Duration{}, first_sent.value_or(now) - ready);
    }
  };

  // An action that waits by itself while its lane goes on.
  struct Alone {
    Lane* lane;
    // What it was answered, for people.
    std::string reason{};
    // Since when it waits, by the wall clock.
    core::Time since{};
    // When it is tried again, in steady time.
    core::Time until{};
  };

  std::size_t size() const { return tries_.size(); }
  bool contains(const StepKey& step) const { return tries_.contains(step); }
  // What is held of a step; nullptr when nothing is.
  TryAtHand* find(const StepKey& step) {
    const auto found = tries_.find(step);
    return found == tries_.end() ? nullptr : &found->second;
  }
  // What is held of a step, if it is this try; nullptr otherwise.
  TryAtHand* find(const Sending& sending) {
    auto* one = find(StepKey{sending.run, sending.step});
    return one && one->which == sending.which ? one : nullptr;
  }
  // The same, while the try has neither begun nor been given up.
  TryAtHand* waiting(const Sending& sending) {
    auto* one = find(sending);
    return one && !one->begun ? one : nullptr;
  }

  // Holds a try of a step, in the lane. When one of the step is held already, the new try replaces
  // it, in the lane where that is. `ready`: since when it could have been sent.
  void put(const StepKey& step, Lane& lane, core::Try which, bool read_back, core::Time ready) {
    const auto [at, is_new] = tries_.try_emplace(step, TryAtHand{which, &lane, read_back, ready});
    if (is_new) {
      ++lane.at_hand;
      return;
    }
    alone_.erase(step);
    auto& one = at->second;
    one.lane->marking.over({step.first, step.second, one.which});
    one = {which, one.lane, read_back, ready};
  }
  // Holds the try of a step no longer, because the step has ended or its next try is put off. What
  // waits of it in queues will not be begun.
  void drop(const StepKey& step) {
    const auto found = tries_.find(step);
    if (found == tries_.end()) return;
    auto& one = found->second;
    one.lane->marking.over({step.first, step.second, one.which});
    --one.lane->at_hand;
    alone_.erase(step);
    tries_.erase(found);
  }

  // Notes why an action waits by itself. If it does so already, the time since when stays as it
  // was.
  void note_alone(const StepKey& step, Alone why) {
    const auto [at, is_new] = alone_.try_emplace(step, why);
    if (is_new) return;
    why.since = at->second.since;
    at->second = std::move(why);
  }
  // The action does not wait by itself any more.
  void not_alone(const Sending& sending) {
    if (!alone_.empty()) alone_.erase(StepKey{sending.run, sending.step});
  }
  // The steps whose actions wait by themselves.
  const std::map<StepKey, Alone>& alone() const { return alone_; }

  // Keeps the action until it is due, and then has it join the queue of its lane.
  void sleep(core::Time until, Afterwards::Action action, Lane& lane) {
    ++lane.asleep;
    asleep_.emplace(until, Asleep{std::move(action), &lane});
  }
  // Moves all actions that are due by this time into the queues of their lanes.
  void wake(core::Time until) {
    for (; !asleep_.empty() && asleep_.begin()->first <= until; asleep_.erase(asleep_.begin())) {
      auto& [action, lane] = asleep_.begin()->second;
      --lane->asleep;
      lane->queue(std::move(action));
    }
  }
  // When the next of the sleeping actions is due.
  std::optional<core::Time> wakes_next() const { return first_time(asleep_); }

  // Notes when the `retry: for` of this try ends.
  void give_up_at(core::Time time, Sending sending) { give_ups_.emplace(time, std::move(sending)); }
  // A try whose `retry: for` has ended by now, the earliest first. Each is returned once.
  std::optional<Sending> take_give_up(core::Time now) {
    if (give_ups_.empty() || give_ups_.begin()->first > now) return std::nullopt;
    return std::move(give_ups_.extract(give_ups_.begin()).mapped());
  }
  // When the next `retry: for` ends.
  std::optional<core::Time> gives_up_next() const { return first_time(give_ups_); }

 private:
  struct Asleep {
    Afterwards::Action action;
    Lane* lane;
  };
  template <class Value>
  static std::optional<core::Time> first_time(const std::multimap<core::Time, Value>& times) {
    return times.empty() ? std::nullopt : std::optional(times.begin()->first);
  }

  std::map<StepKey, TryAtHand> tries_;
  std::map<StepKey, Alone> alone_;
  std::multimap<core::Time, Asleep> asleep_;
  std::multimap<core::Time, Sending> give_ups_;
};

}  // namespace baton::runtime
