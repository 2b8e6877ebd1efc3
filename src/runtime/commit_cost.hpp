#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <optional>

namespace baton::runtime {

// What a commit takes however little is in it, which is mostly the disk's sync. How long commits take also tells how much was in
// them: turns that grow with that would make each other longer. So it is the shortest of late; a disk that has become slower is
// found out within some hundred commits. Pure.
class CommitCost {
 public:
  void took(core::Duration time) { least_ = least_ ? std::min(time, *least_ + *least_ / 64 + core::Duration(1)) : time; }
  core::Duration least() const { return least_.value_or(core::Duration{}); }

 private:
  std::optional<core::Duration> least_{};
};

}  // namespace baton::runtime
