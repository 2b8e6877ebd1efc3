#pragma once

#include "baton/core/time.hpp"
#include "baton/telemetry/log.hpp"

#include <cstddef>

namespace baton::http {

// One line in the log for each refusal that somebody should look at, and only so many a minute:
// whoever knocks all the time must not fill the disk. One thread.
class RefusalLog {
 public:
  // `now`: steady time. `line` makes the text, when there is place for it.
  template <class Line>
  void note(core::Time now, Line line) {
    if (now - began_ >= kMinute) {
      if (unsaid_ > 0) spdlog::warn("refused: {} more in the minute before", unsaid_);
      began_ = now;
      said_ = unsaid_ = 0;
    }
    if (said_ == kLinesMax) {
      ++unsaid_;
      return;
    }
    ++said_;
    spdlog::warn("refused: {}", line());
  }

 private:
  static constexpr core::Duration kMinute = std::chrono::minutes(1);
  static constexpr std::size_t kLinesMax = 60;

  core::Time began_{-kMinute};
  std::size_t said_ = 0;
  std::size_t unsaid_ = 0;
};

}  // namespace baton::http
