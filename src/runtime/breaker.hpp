#pragma once

#include "baton/core/time.hpp"

#include <cstddef>
#include <optional>

namespace baton::runtime {

// A circuit breaker: it keeps requests from a connection whose system does not work. It opens once
// many attempts in a row have failed without an answer that can be used. While it is open nothing
// is sent, and the actions wait without using up attempts. After a while it is half open: one
// request is sent. When that one fails too, the breaker stays open for twice as long; when it does
// not, the breaker closes. Pure arithmetic: all times are steady time, given by the caller.
class Breaker {
 public:
  // How many attempts in a row have to fail.
  static constexpr int kFailures = 10;

  // True when one more request may be sent while `in_flight` are under way.
  bool may_begin(core::Time now, std::size_t in_flight) const {
    return !open_ || (now >= tries_at_ && in_flight == 0);
  }
  // When the next request may be sent, if only time stands against it.
  std::optional<core::Time> next(core::Time now) const {
    return open_ && now < tries_at_ ? std::optional(tries_at_) : std::nullopt;
  }
  // Notes that the system gave an answer, which may be a refusal. Returns true when this closes the
  // breaker.
  bool answered();
  // Notes that the attempt which was begun at `begun` failed. Returns true when this opens the
  // breaker, or keeps it open after a try.
  bool failed(core::Time begun, core::Time now);

  // True while it is open or half open.
  bool open() const { return open_; }
  // When the next try is made; it means nothing unless it is open.
  core::Time tries_at() const { return tries_at_; }
  // How many attempts in a row have failed.
  int failures() const { return failures_; }

 private:
  bool open_ = false;
  int failures_ = 0;
  core::Duration waits_{};  // how long it is open this time
  core::Time opened_at_{};  // when it opened last, or stayed open
  core::Time tries_at_{};
};

}  // namespace baton::runtime
