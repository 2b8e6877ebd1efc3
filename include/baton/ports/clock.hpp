#pragma once

#include "baton/core/time.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::ports {

// The only source of time. It gives two times of the same type. Wall time is what people and other
// systems name, and somebody may set it. Steady time measures how long things take; nobody sets it.
// Any thread may ask for the time; watch(), kept() and go_on_from() are called by one owner only
// (runtime's Timekeeper).
class Clock {
 public:
  // What a look at both clocks found.
  struct Watched {
    // True: the wall clock stands where it stood at earlier looks, so its times can be relied on.
    // False: it was set lately.
    bool wall_agrees = true;
    // True: kept() has something new to say, and should be stored again soon.
    bool to_be_kept = false;
  };

  // Work that is due more than this after the time of the text that kept() gave last is not begun
  // until that text is made and stored again. So the next process knows how far this one can have
  // come, even if the machine was restarted and its wall clock is wrong.
  static constexpr core::Duration kKeptFor = std::chrono::minutes(2);
  // How far the wall clock may be from where it is trusted to be before somebody must have set it.
  static constexpr core::Duration kAgreesWithin = std::chrono::minutes(1);

  virtual ~Clock() = default;
  // Wall time. It may jump, forward and back.
  virtual core::Time now() const = 0;
  // Steady time. It never goes back, and it advances as real time does, also while no process
  // runs.
  virtual core::Time steady() const { return now(); }
  // The wall time that corresponds to a steady time, for people who read when something is due. It
  // follows the wall clock only as far as that is trusted; SteadyTime says when it is.
  virtual core::Time on_wall(core::Time steady) const { return steady; }
  // Wall time as far as it is trusted: now(), unless the wall clock stands further than
  // kAgreesWithin from on_wall(steady()), which then counts. An error of the wall clock that lasts
  // for seconds or minutes does not show in it. It goes back only when a wall clock is trusted that
  // was set back.
  core::Time believed() const {
    const auto wall = now();
    const auto trusted = on_wall(steady());
    return std::chrono::abs(wall - trusted) <= kAgreesWithin ? wall : trusted;
  }

  // Compares the two clocks. It is to be called every second.
  virtual Watched watch() { return {}; }
  // What the next process must know to continue steady time. The owner keeps the text in the store,
  // and renews it at least every minute.
  virtual std::string kept() const { return {}; }
  // Continues steady time from the text that an earlier process kept; empty when there was none.
  // Returns the steady time up to which that process may have begun work that was due.
  virtual core::Time go_on_from(std::string_view /*kept*/) { return steady(); }
};

// The only source of chance. Any thread.
class Random {
 public:
  virtual ~Random() = default;
  // The next random number; all 64 bits are random.
  virtual std::uint64_t next() = 0;
};

}  // namespace baton::ports
