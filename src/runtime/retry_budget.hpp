#pragma once

#include "baton/core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

namespace baton::runtime {

// Limits the retries that are sent to a connection. Each answer allows one retry, so a system that
// works gets its retries as fast as it answers. Five first attempts allow one more, and so does
// each second, so that retries add little to the load of a system that does not answer. Pure
// arithmetic: all times are steady time, given by the caller.
class RetryBudget {
 public:
  // One retry is allowed for so many first attempts.
  static constexpr std::int64_t kFirstAttempts = 5;
  // The most retries that are saved up.
  static constexpr std::int64_t kSavedMax = 100;

  // A first attempt is being sent.
  void first() { save(kRetry / kFirstAttempts); }
  // The system gave an answer.
  void answered() { save(kRetry); }
  // Takes the right to send a retry; returns false when there is none at present.
  bool take(core::Time now);

 private:
  // One second saves one retry, so both are counted in the same unit, microseconds.
  static constexpr std::int64_t kRetry = 1'000'000;
  void save(std::int64_t parts) { saved_ = std::min(kSavedMax * kRetry, saved_ + parts); }

  std::int64_t saved_ = kSavedMax * kRetry;
  std::optional<core::Time> counted_at_{};
};

}  // namespace baton::runtime
