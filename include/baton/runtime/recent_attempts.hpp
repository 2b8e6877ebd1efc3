#pragma once

#include "baton/core/effect.hpp"
#include "baton/core/json.hpp"
#include "baton/core/time.hpp"

#include <cstdint>
#include <string>

namespace baton::runtime {

// How the last attempts at the actions of a connection ended, among those that this process made. A
// connection whose settings are complete counts as ready, even if its system refuses every action;
// this class tells whether it does. Lives on one executor.
class RecentAttempts {
 public:
  // How many attempts are remembered.
  static constexpr int kRemembered = 10;
  // How many have to fail at least before most are said to: a system may rightly refuse one action.
  static constexpr int kFailedMin = 2;

  // Counts an attempt that ended with this result, at `at` in wall time. It is not counted if
  // nothing was done and it will be made again: held, throttled or pending. A look for the effect
  // of an earlier attempt is no attempt, so the dispatcher does not call this for it.
  void ended(const core::ActionResult& result, core::Time at);

  // How many attempts are remembered now.
  int count() const { return count_; }
  // How many of these failed.
  int failed() const;
  // True if more than half of them failed, and at least kFailedMin.
  bool mostly_failed() const { return failed() >= kFailedMin && 2 * failed() > count_; }
  // Schema `RecentAttempts` of docs/openapi.yaml.
  core::Json json() const;

 private:
  // A bit for each attempt, 1 where it failed. The newest is the lowest.
  std::uint32_t failures_ = 0;
  int count_ = 0;
  // Why the last one that failed did, and when.
  std::string reason_{};
  core::Time failed_at_{};
};

}  // namespace baton::runtime
