#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/ports/tx.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <vector>

namespace baton::runtime {

// Which runs are looked at next: first those that have changed, in the order in which they did,
// then all that are open or that something is kept of, over and over. Bounded. One thread at a
// time.
class ForesightQueue {
 public:
  // The most runs that wait because they have changed. Others wait for the round over all runs.
  static constexpr std::size_t kChangedMax = 2'000;

  // `every`: the time between the beginnings of two rounds over all.
  explicit ForesightQueue(core::Duration every) : every_(every) {}

  // Reads which runs have changed since the last call. The first call only notes where the journal
  // ends. When more than kChangedMax have changed, the rest is left to the round over all runs.
  void follow(ports::Journal& queries);
  // Reads the next runs of the round over all, if it is under way or due at `steady`.
  void sweep(ports::Queries& queries, core::Time steady);
  // Makes the next round over all runs begin at once.
  void sweep_soon() { round_due_ = core::Time(); }
  // Puts runs in front that could not be done.
  void put_back(const std::vector<core::RunId>& runs);

  // Takes up to so many runs out.
  std::vector<core::RunId> take(std::size_t limit);
  // How many wait.
  std::size_t size() const { return changed_.size() + swept_.size(); }
  // True if there is a round to go on with, or one is due at `steady`.
  bool sweeps(core::Time steady) const { return sweeping_ || steady >= round_due_; }
  // How many changes were passed over so far.
  std::int64_t passed_over() const { return passed_over_; }

 private:
  void add(core::RunId run);

  core::Duration every_;
  std::optional<std::int64_t> sequence_{};
  std::deque<core::RunId> changed_{};
  std::set<core::RunId> waiting_{};  // those in `changed_`
  std::int64_t passed_over_ = 0;
  std::deque<core::RunId> swept_{};
  core::RunId swept_to_{};
  bool sweeping_ = false;
  core::Time round_due_{};  // steady
};

}  // namespace baton::runtime
