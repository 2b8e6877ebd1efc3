#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <limits>
#include <optional>

namespace baton::runtime {

// How fast a connection may be asked, as its answers teach. It is asked as fast as its places allow
// until it says "not now"; then not at all for as long as it says, then once, and then at a rate
// that grows with every answer: quickly at first, and slowly once such a rate turned out to be too
// fast. What is learnt is dropped when the rate no longer holds anything back. Pure arithmetic:
// time is told.
class Pace {
 public:
  // Whether one more may be begun while `in_flight` of at most `allowed` are under way.
  bool may_begin(core::Time now, std::size_t in_flight, std::size_t allowed) const;
  // When to ask again, if time alone is in the way.
  std::optional<core::Time> next(core::Time now) const;
  void begun(core::Time now);
  // An answer came, to what was begun at `begun`; whatever it says, the connection took the
  // request.
  void taken(core::Time begun, core::Time now);
  // "Not now", for `said`; zero: it did not say. Returns whether a pause began with it, rather than
  // went on.
  bool refused(core::Time begun, core::Duration said, core::Time now);

  bool paused(core::Time now) const { return now < paused_until_; }
  core::Time paused_until() const { return paused_until_; }
  // Whether it is paused, or held to a rate.
  bool holds_back(core::Time now) const { return paused(now) || rate_ > 0; }
  bool is_careful() const { return careful_; }
  double rate() const { return rate_; }  // a second; 0: as fast as places allow
  // Goes on as an earlier process had left off.
  void restore(core::Time paused_until, double rate, bool careful, core::Time now);

 private:
  void grow(core::Time now);
  void slow_down(core::Duration said, core::Time now);

  static constexpr std::size_t kNoWindow = std::numeric_limits<std::size_t>::max();
  core::Time paused_at_{};  // when the last pause began
  core::Time paused_until_{};
  core::Duration unsaid_{};  // the last pause of which the connection did not say how long
  std::size_t window_ =
      kNoWindow;  // in flight at most: one after a pause, then twice as many with every answer
  double rate_ = 0;
  bool careful_ = false;  // such a rate was too fast before
  core::Time next_at_{};  // by the rate
  core::Time grown_at_{};
  core::Time counting_since_{};
  std::size_t taken_ = 0;  // since then
};

}  // namespace baton::runtime
