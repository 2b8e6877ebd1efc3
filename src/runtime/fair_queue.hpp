#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

namespace baton::runtime {

// A queue in which the owners of items take turns: items of other owners come between the items of
// one who has a thousand. The items of one owner keep their order. Owners with one item each are
// served in the order in which they came.
template <class Owner, class Item>
class FairQueue {
 public:
  bool empty() const { return items_.empty(); }
  // How many owners are remembered: at most twice as many as there are items, or kOwnersMin.
  std::size_t owners() const { return next_round_.size(); }
  // The items, in the order in which they will be taken if no other comes.
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  Item& front() { return items_.begin()->second; }

  void push(const Owner& owner, Item item) {
    auto& next = next_round_[owner];
    const auto round = std::max(next, round_ + 1);
    next = round + 1;
    items_.emplace(round, std::move(item));
  }

  // Takes the first item out. The queue must not be empty.
  Item take() {
    auto first = items_.extract(items_.begin());
    round_ = first.key();
    if (empty()) {
      next_round_.clear();
    } else if (next_round_.size() > kOwnersMin && next_round_.size() > 2 * items_.size()) {
      std::erase_if(next_round_, [this](const auto& owner) { return owner.second <= round_ + 1; });
    }
    return std::move(first.mapped());
  }

 private:
  // Up to this many owners are remembered however few items there are.
  static constexpr std::size_t kOwnersMin = 64;

  std::uint64_t round_ = 0;                     // the round of the item that was taken last
  std::multimap<std::uint64_t, Item> items_{};  // by round
  // The earliest round of an owner's next item; an owner who is not here joins the next round.
  std::unordered_map<Owner, std::uint64_t> next_round_{};
};

}  // namespace baton::runtime
