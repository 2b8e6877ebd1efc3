#pragma once

#include "runtime/fair_queue.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>

namespace baton::runtime {

// A queue whose items have a priority from 1, served first, to 5. Each priority has a share of what
// is taken: twice that of the one behind it, so that none is ever left waiting for good. Within a
// priority the owners of items take turns (FairQueue).
template <class Owner, class Item>
class PriorityQueue {
 public:
  bool empty() const { return first_.empty() && all_queues_empty(); }
  // The item that is taken next. The queue must not be empty.
  Item& front() { return first_.empty() ? queues_[next()].front() : first_.front(); }

  void push(const Owner& owner, int priority, Item item) {
    const auto at =
        static_cast<std::size_t>(std::clamp(priority, 1, static_cast<int>(kPriorities)) - 1);
    if (queues_[at].empty()) turn_[at] = std::max(turn_[at], now_ + stride(at));
    queues_[at].push(owner, std::move(item));
  }
  // Adds an item that is taken before all others.
  void push_front(Item item) { first_.push_front(std::move(item)); }

  // Takes the first item out. The queue must not be empty.
  Item take() {
    if (!first_.empty()) {
      auto item = std::move(first_.front());
      first_.pop_front();
      return item;
    }
    const auto at = next();
    now_ = turn_[at];
    turn_[at] += stride(at);
    return queues_[at].take();
  }

  // Visits up to `most` items: the one that is taken next, then others that are taken soon.
  template <class Visit>
  void visit(std::size_t most, Visit visit) const {
    std::size_t left = most;
    for (const auto& item : first_) {
      if (left-- == 0) return;
      visit(item);
    }
    if (first_.size() < most && !all_queues_empty()) visit(queues_[next()].begin()->second);
    for (const auto& queue : queues_) {
      for (auto at = queue.begin(); at != queue.end(); ++at) {
        if (left-- == 0) return;
        visit(at->second);
      }
    }
  }

 private:
  static constexpr std::size_t kPriorities = 5;

  // How far an item of this queue moves its next turn: 1, 2, 4, …
  static constexpr std::uint64_t stride(std::size_t at) { return std::uint64_t{1} << at; }
  bool all_queues_empty() const {
    return std::all_of(queues_.begin(), queues_.end(),
                       [](const auto& queue) { return queue.empty(); });
  }
  // The queue that has items and whose turn comes first; of several, the one of higher priority.
  std::size_t next() const {
    std::size_t first = kPriorities;
    for (std::size_t at = 0; at < queues_.size(); ++at) {
      if (!queues_[at].empty() && (first == kPriorities || turn_[at] < turn_[first])) first = at;
    }
    return first;
  }

  std::deque<Item> first_{};
  std::array<FairQueue<Owner, Item>, kPriorities> queues_{};
  std::array<std::uint64_t, kPriorities> turn_{};  // when the next item of each queue is taken
  std::uint64_t now_ = 0;                          // the turn of the item that was taken last
};

}  // namespace baton::runtime
