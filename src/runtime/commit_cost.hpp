#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <optional>

namespace baton::runtime {

// An estimate of the time that a commit takes however little is in it, which is mostly the disk's
// sync. Turns become longer with it (Turns). The length of a commit also depends on how much is in
// it, so if turns grew with that length they would make each other longer. The estimate therefore
// is the shortest commit of late. It grows by a 64th with each longer commit, so that it follows a
// disk that has become slower within some hundred commits. Pure.
class CommitCost {
 public:
  // A commit took this long.
  void took(core::Duration time) {
    least_ = least_ ? std::min(time, *least_ + *least_ / 64 + core::Duration(1)) : time;
  }
  // The estimate; zero before the first commit.
  core::Duration least() const { return least_.value_or(core::Duration{}); }

 private:
  std::optional<core::Duration> least_{};
};

}  // namespace baton::runtime
