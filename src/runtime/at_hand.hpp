#pragma once

#include "runtime/lane.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>

namespace baton::runtime {

// The actions that the dispatcher holds in memory, from the commit that decided them until their
// outcome is recorded: which try of each step it is, which lane it belongs to, and whether it has
// begun. Those that are due later sleep here, in the order of their times; the others stand in
// their lane's queue. Keeps the counts of each lane. Pure: time is told.
class AtHand {
 public:
  struct Place {
    core::Try which;
    Lane* lane;
    bool read_back;
    bool begun = false;  // or given up
  };

  std::size_t size() const { return places_.size(); }
  bool contains(const StepKey& step) const { return places_.contains(step); }
  // nullptr: nothing of the step is at hand.
  Place* find(const StepKey& step) {
    const auto found = places_.find(step);
    return found == places_.end() ? nullptr : &found->second;
  }
  // nullptr: the step is over, or another try of it is at hand.
  Place* find(const Sending& sending) {
    auto* place = find(StepKey{sending.run, sending.step});
    return place && place->which == sending.which ? place : nullptr;
  }
  // The same, while that try has neither begun nor been given up.
  Place* waiting(const Sending& sending) {
    auto* place = find(sending);
    return place && !place->begun ? place : nullptr;
  }

  // A try of a step takes a place in the lane. The next try takes the one that its step has
  // already, in whichever lane.
  void put(const StepKey& step, Lane& lane, core::Try which, bool read_back) {
    const auto [at, is_new] = places_.try_emplace(step, Place{which, &lane, read_back});
    if (is_new) {
      ++lane.at_hand;
      return;
    }
    auto& place = at->second;
    place.lane->marking.over({step.first, step.second, place.which});
    place = {which, place.lane, read_back};
  }
  // The step is over, or put off: what waits of it is not begun any more.
  void drop(const StepKey& step) {
    const auto found = places_.find(step);
    if (found == places_.end()) return;
    auto& place = found->second;
    place.lane->marking.over({step.first, step.second, place.which});
    --place.lane->at_hand;
    places_.erase(found);
  }

  // The action joins the queue of its lane at this time.
  void sleep(core::Time until, Afterwards::Action action, Lane& lane) {
    ++lane.asleep;
    asleep_.emplace(until, Asleep{std::move(action), &lane});
  }
  // Puts what is due by then into the queues of its lanes.
  void wake(core::Time until) {
    for (; !asleep_.empty() && asleep_.begin()->first <= until; asleep_.erase(asleep_.begin())) {
      auto& [action, lane] = asleep_.begin()->second;
      --lane->asleep;
      lane->queue(std::move(action));
    }
  }
  std::optional<core::Time> wakes_next() const { return first_time(asleep_); }

  // When `retry: for` of this try ends.
  void give_up_at(core::Time time, Sending sending) { give_ups_.emplace(time, std::move(sending)); }
  // One whose time that was by `now`, the earliest first; it is told once.
  std::optional<Sending> take_give_up(core::Time now) {
    if (give_ups_.empty() || give_ups_.begin()->first > now) return std::nullopt;
    return std::move(give_ups_.extract(give_ups_.begin()).mapped());
  }
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

  std::map<StepKey, Place> places_;
  std::multimap<core::Time, Asleep> asleep_;
  std::multimap<core::Time, Sending> give_ups_;
};

}  // namespace baton::runtime
