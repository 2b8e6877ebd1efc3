#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <chrono>

namespace baton::runtime {

// Work that is done beside the turns, from when this is made. Its owner rests afterwards for twenty
// times as long, so that it takes a twentieth of one processor at most while a piece of work is
// shorter than a second and a half; after a longer one it rests for kRestMax. What it waits for
// counts too, so that it takes less of a machine that is busy.
class Effort {
 public:
  static constexpr int kRestsFor = 20;
  static constexpr core::Duration kRestMin = std::chrono::milliseconds(500);
  static constexpr core::Duration kRestMax = std::chrono::seconds(30);

  // How long to rest now.
  core::Duration rest() const {
    const auto worked = std::chrono::steady_clock::now() - began_;
    return rest_after(std::chrono::duration_cast<core::Duration>(worked));
  }
  // How long to rest after so much work.
  static core::Duration rest_after(core::Duration worked) {
    return std::clamp(worked * kRestsFor, kRestMin, kRestMax);
  }

 private:
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
};

}  // namespace baton::runtime
