#pragma once

#include "baton/core/time.hpp"
#include "baton/telemetry/log.hpp"

#include <cstddef>

namespace baton::http {

// Logs refusals that an operator should look at, one line each, but at most 60 a minute, so that a
// client who sends bad requests all the time does not fill the disk. What was left out is counted
// in one line a minute. One thread.
class RefusalLog {
 public:
  // Logs a refusal. `now` is steady time. `line` makes the text; it is called only when the line is
  // written.
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

  core::Time began_{-kMinute};  // when the current minute began
  std::size_t said_ = 0;        // lines written in it
  std::size_t unsaid_ = 0;      // lines left out in it
};

}  // namespace baton::http
