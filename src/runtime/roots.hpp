#pragma once

#include "baton/ports/store.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>

namespace baton::runtime {

// How many events each event from outside has caused, through all runs. They are counted in the
// log, and the counts used lately are kept in memory. Used on the store's thread only.
class Roots {
 public:
  // `descendants_max`: how many events one may cause.
  explicit Roots(std::int64_t descendants_max) : descendants_max_(descendants_max) {}

  // How many more events this one may cause.
  std::int64_t left(ports::EventLog& tx, core::EventId root) {
    return std::max<std::int64_t>(0, descendants_max_ - count(tx, root));
  }
  // One more event that `root` has caused is about to be appended.
  void published(ports::EventLog& tx, core::EventId root) { ++count(tx, root); }
  // True the first time that it is called for this event, so that a refusal is logged once.
  bool first_refusal(core::EventId root) {
    if (refused_.size() >= kRememberedMax) refused_.clear();
    return refused_.insert(root).second;
  }
  // Drops the counts, since a transaction did not happen.
  void forget() { counts_.clear(); }

 private:
  static constexpr std::size_t kRememberedMax = 10'000;

  std::int64_t& count(ports::EventLog& tx, core::EventId root) {
    const auto known = counts_.find(root);
    if (known != counts_.end()) return known->second;
    if (counts_.size() >= kRememberedMax) counts_.clear();
    return counts_.emplace(root, tx.descendants(root, descendants_max_)).first->second;
  }

  std::int64_t descendants_max_;
  std::unordered_map<core::EventId, std::int64_t> counts_;
  std::unordered_set<core::EventId> refused_;
};

}  // namespace baton::runtime
