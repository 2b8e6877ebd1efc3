#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <limits>
#include <optional>

namespace baton::runtime {

// How fast requests may be sent to a connection, learnt from its answers. Requests are sent as fast
// as its places allow until it says "not now". Then none is sent for as long as it asked, then one,
// and then they are sent at a rate that grows with every answer: quickly at first, and slowly once
// such a rate was found to be too fast. When the rate has grown so far that it limits nothing, all
// of this is forgotten. Pure arithmetic: all times are steady time, given by the caller.
class Pace {
 public:
  // True when one more request may be sent while `in_flight` are under way. `allowed`: the most
  // that the connection takes at once.
  bool may_begin(core::Time now, std::size_t in_flight, std::size_t allowed) const;
  // When the next request may be sent, if nothing but time prevents it.
  std::optional<core::Time> next(core::Time now) const;
  // Notes that a request is being sent.
  void begun(core::Time now);
  // Notes that an answer came to the request that was sent at `begun`, other than "not now".
  void taken(core::Time begun, core::Time now);
  // The connection answered "not now" to the request that was sent at `begun`. `said`: how long it
  // asked to be left alone; zero when it did not say. Returns true when a pause began with this,
  // false when one was under way.
  bool refused(core::Time begun, core::Duration said, core::Time now);
  // No request can be taken for as long as `said`, for a reason other than their rate: a quota is
  // used up, or the program that takes them has ended. How fast they may be sent afterwards stays
  // as it is. Returns true when a pause begins with this or becomes longer.
  bool wait(core::Duration said, core::Time now);

  // True while no request may be sent because the connection asked for it.
  bool paused(core::Time now) const { return now < paused_until_; }
  // When the last pause ends or ended.
  core::Time paused_until() const { return paused_until_; }
  // True while the connection is paused or its rate is limited.
  bool holds_back(core::Time now) const { return paused(now) || rate_ > 0; }
  // True when a rate like the present one was too fast before, so that it grows slowly.
  bool grows_slowly() const { return grows_slowly_; }
  // Requests a second; 0 when the rate is not limited.
  double rate() const { return rate_; }
  // Continues with what an earlier process had learnt. A rate that no process can have learnt
  // limits nothing, and one that is too low is raised to the lowest.
  void restore(core::Time paused_until, double rate, bool grows_slowly, core::Time now);

 private:
  void grow(core::Time now);
  void slow_down(core::Duration said, core::Time now);

  static constexpr std::size_t kNoWindow = std::numeric_limits<std::size_t>::max();
  core::Time paused_at_{};  // when the last pause began
  core::Time paused_until_{};
  core::Duration unsaid_{};  // the last pause whose length the connection did not say
  // The most requests in flight: one after a pause, then twice as many with every answer.
  std::size_t window_ = kNoWindow;
  double rate_ = 0;
  bool grows_slowly_ = false;
  core::Time next_at_{};         // when the rate allows the next request
  core::Time grown_at_{};        // when the rate grew last
  core::Time counting_since_{};  // since when answers are counted
  std::size_t taken_ = 0;        // how many there were since then
};

}  // namespace baton::runtime
