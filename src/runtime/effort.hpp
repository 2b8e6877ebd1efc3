#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <chrono>

namespace baton::runtime {

// Measures a piece of work that is done beside the turns, from when this object is made. The owner
// then rests for twenty times as long, so that the work takes a twentieth of one processor at most;
// after a piece that took longer than a second and a half it rests for kRestMax. Time in which the
// work waits counts too, so that it takes less of a machine that is busy.
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
