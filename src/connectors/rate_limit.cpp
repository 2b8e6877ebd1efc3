#include "connectors/rate_limit.hpp"

#include "connectors/retry_after.hpp"

#include <algorithm>

namespace baton::connectors {

std::optional<std::chrono::milliseconds> RateLimit::wait(Time now) {
  using Seconds = std::chrono::duration<double>;
  if (limits_.rate <= 0) return std::nullopt;
  const double gained = filled_at_ ? limits_.rate * Seconds(now - *filled_at_).count() : 0;
  tokens_ = filled_at_ ? std::min(limits_.burst, tokens_ + gained) : limits_.burst;
  filled_at_ = now;
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return std::nullopt;
  }
  const auto seconds = std::min((1 - tokens_) / limits_.rate, Seconds(kRetryAfterMax).count());
  return std::chrono::duration_cast<std::chrono::milliseconds>(Seconds(seconds)) +
         std::chrono::milliseconds(1);
}

}  // namespace baton::connectors
