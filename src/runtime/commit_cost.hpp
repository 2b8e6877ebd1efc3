#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <optional>

namespace baton::runtime {

// Estimates the time that a commit takes however little is in it, which is mostly the disk's sync.
// Turns process events for longer when this time is longer (turn.hpp). The length of a commit also
// depends on how much is in it; if turns grew with that length, they would make each other longer.
// So the estimate is the length of the shortest recent commit. It grows by a 64th with each longer
// commit, and so adapts within some hundred commits to a disk that has become slower. Pure.
class CommitCost {
 public:
  // Notes that a commit took this long.
  void took(core::Duration time) {
    least_ = least_ ? std::min(time, *least_ + *least_ / 64 + core::Duration(1)) : time;
  }
  // The estimate; zero before the first commit.
  core::Duration least() const { return least_.value_or(core::Duration{}); }

 private:
  std::optional<core::Duration> least_{};
};

}  // namespace baton::runtime
