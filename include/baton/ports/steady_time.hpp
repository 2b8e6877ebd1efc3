#pragma once

#include "baton/core/time.hpp"
#include "baton/ports/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace baton::ports {

// Makes steady time from the time since the machine started, and from what an earlier process left
// in the store. docs/adr/0007 says why it is made so. Steady time is the time since the start plus
// an offset, the "line", which is chosen once for each start of the machine:
//
//   the same start:  the line that was kept, whatever the wall clock does.
//   another start:   the line by which steady time advanced as far as the wall clock did since it
//                    was kept, and never went back. Time of which it is not sure that it passed is
//                    not counted. A wall clock that stands before what was kept is wrong; when it
//                    is corrected within kSettles, and stays there, steady time makes up for it.
//
// When the wall clock is set, the new time is not trusted until it has stood for kBelievedAfter.
class SteadyTime {
 public:
  // One reading of the machine's two clocks.
  struct Reading {
    // The wall clock.
    core::Time wall;
    // The time since the machine started.
    core::Duration since_start;
  };
  // How far the wall clock may move against steady time before somebody must have set it.
  static constexpr core::Duration kAgreesWithin = Clock::kAgreesWithin;
  // How long a wall clock that was set must stand before it is trusted. Errors last seconds to
  // minutes; NTP corrects a wrong clock within minutes of a machine's start.
  static constexpr core::Duration kBelievedAfter = std::chrono::minutes(10);
  // How long after a start of the machine steady time makes up for a wall clock that stood behind.
  // Without a network there is no NTP, so it may take long until the clock is corrected.
  static constexpr core::Duration kSettles = std::chrono::hours(24);
  // The longest time that is made up for. A wall clock that is set further ahead than this is more
  // likely wrong than right: no machine was off for so long.
  static constexpr core::Duration kMadeUpMax = std::chrono::days(30);

  // `start` names this start of the machine (the kernel's boot id). When it is empty it is not
  // known, and every process is taken for another start. Until go_on_from() steady time is the wall
  // time of `reading`, and advances from there.
  SteadyTime(std::string start, const Reading& reading);

  // The steady time at this time since the start. Any thread.
  core::Time at(core::Duration since_start) const {
    return core::Time(since_start + core::Duration(line_.load()));
  }
  // How far the wall clock is ahead of steady time, as far as it is trusted. Any thread.
  core::Duration wall_ahead() const { return core::Duration(wall_ahead_.load()); }

  // Chooses the line, as Clock::go_on_from() says. By the owner's thread, as all that follows.
  core::Time go_on_from(std::string_view kept, const Reading& reading);
  // Compares the clocks, as Clock::watch() says, and trusts or makes up for what has stood long
  // enough.
  Clock::Watched watch(const Reading& reading);
  // The text for the next process, as Clock::kept() says.
  std::string kept(core::Duration since_start) const;

 private:
  void begin_another_start(core::Time earlier, core::Duration ahead, const Reading& reading);

  const std::string start_;
  std::atomic<std::int64_t> line_;  // steady time minus the time since the start
  std::atomic<std::int64_t> wall_ahead_{0};
  // How far the wall clock was ahead when it was last found to have been set, and the time since
  // the start at which that was found.
  core::Duration stands_at_{};
  core::Duration stands_since_{};
  // The time since the start at which the line was chosen, how far the wall clock was then taken to
  // be ahead, and whether it stood before what was kept.
  core::Duration begun_{};
  core::Duration chosen_at_{};
  bool stood_behind_ = false;
};

}  // namespace baton::ports
