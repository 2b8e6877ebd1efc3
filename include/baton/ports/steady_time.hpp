#pragma once

#include "baton/ports/clock.hpp"

#include <atomic>
#include <limits>
#include <string>
#include <string_view>

namespace baton::ports {

// The clock that nobody sets, made of the time since the machine started and of what an earlier
// process left in the store. docs/adr/0007 says why. Steady time is the time since the start plus a
// line, chosen once for each start of the machine:
//
//   the same start:  the line that was kept, whatever the wall clock does;
//   another start:   so that steady time goes on by what the wall clock says has passed, and never
//   goes back. What is not sure
//                    to have passed has not. A wall clock that stands before what was kept is
//                    wrong; when it is put right within a day, and stays there, steady time makes
//                    up for it.
//
// A wall clock that is set is not believed until it has stood for kBelievedAfter.
class SteadyTime {
 public:
  struct Reading {
    core::Time wall;
    core::Duration since_start;  // of the machine
  };
  // How far the wall clock may stand from where it stood before somebody must have set it.
  static constexpr core::Duration kAgreesWithin = std::chrono::minutes(1);
  // An error of the wall clock lasts seconds to minutes; NTP puts a wrong one right within minutes
  // of a machine's start.
  static constexpr core::Duration kBelievedAfter = std::chrono::minutes(10);
  // For so long after a start of the machine a wall clock that stood behind is made up for: without
  // a network there is no NTP.
  static constexpr core::Duration kSettles = std::chrono::hours(24);
  // A wall clock that is then put further ahead than this is more likely wrong than right: no
  // machine was off for so long.
  static constexpr core::Duration kMadeUpMax = std::chrono::days(30);

  // `start` names this start of the machine (the kernel's boot id); empty: it is not known, and no
  // two are the same.
  SteadyTime(std::string start, const Reading& reading);

  // Any thread.
  core::Time at(core::Duration since_start) const {
    return core::Time(since_start + core::Duration(line_.load()));
  }
  core::Duration wall_ahead() const {
    return core::Duration(wall_ahead_.load());
  }  // of steady time, as far as it is believed

  // One thread.
  core::Time go_on_from(std::string_view kept, const Reading& reading);  // as Clock::go_on_from
  Clock::Watched watch(const Reading& reading);
  std::string kept(core::Duration since_start) const;

 private:
  void begin_another_start(core::Time earlier, core::Duration ahead, const Reading& reading);

  const std::string start_;
  std::atomic<std::int64_t> line_;  // steady time less the time since the start
  std::atomic<std::int64_t> wall_ahead_{0};
  core::Duration
      stands_at_{};  // by how much the wall clock was ahead when it was found to have been set
  core::Duration stands_since_{};  // time since the start at which that was found
  core::Duration begun_{};         // time since the start at which the line was chosen
  bool stood_behind_ = false;      // the wall clock, then: it stood before what was kept
  core::Duration
      chosen_at_{};  // by how much the wall clock was taken to be ahead when the line was chosen
};

}  // namespace baton::ports
