#pragma once

#include "baton/core/time.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace baton::ports {

// The only source of time. Safe from any thread, but for watch(), kept() and go_on_from(), which
// belong to one owner.
class Clock {
 public:
  // What a look at both clocks found.
  struct Watched {
    bool wall_agrees = true;  // the wall clock stands where it stood, so its times can be gone by
    bool to_be_kept = false;  // kept() tells something new
  };

  // Nothing that waits for its time is begun when that is more than this after what the store was
  // last given to keep. So the next process knows how far an earlier one can have come, also when
  // the machine was started anew and its wall clock is wrong.
  static constexpr core::Duration kKeptFor = std::chrono::minutes(2);

  virtual ~Clock() = default;
  // What hangs on the wall, for times that people and other systems name. It may be set, forward
  // and back.
  virtual core::Time now() const = 0;
  // For all that takes its time: nobody sets it, it never goes back, and it goes on as real time
  // does, restarts included.
  virtual core::Time steady() const { return now(); }
  // What the wall clock will show at a steady time, as far as it is believed: for people who read
  // when something is due.
  virtual core::Time on_wall(core::Time steady) const { return steady; }

  // Looks how the two stand to each other. To be called every second.
  virtual Watched watch() { return {}; }
  // What the next process must know in order to go on; the owner keeps it in the store, anew at
  // least every minute.
  virtual std::string kept() const { return {}; }
  // `kept` is what an earlier process left; empty when there was none. Returns the steady time up
  // to which that process may have begun what was due.
  virtual core::Time go_on_from(std::string_view /*kept*/) { return steady(); }
};

// The only source of chance. Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual std::uint64_t next() = 0;
};

}  // namespace baton::ports
