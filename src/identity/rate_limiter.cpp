#include "baton/identity/rate_limiter.hpp"

#include <algorithm>

namespace baton::identity {

core::Duration RateLimiter::wait(std::string_view key, core::Time now) const {
  const auto found = found_.find(key);
  if (found == found_.end()) return {};
  const auto room = limits_.every * static_cast<core::Duration::rep>(limits_.burst - 1);
  return std::max(found->second->clear_at - now - room, core::Duration::zero());
}

void RateLimiter::count(std::string_view key, core::Time now) {
  if (const auto found = found_.find(key); found != found_.end()) {
    Tried& tried = *found->second;
    tried.clear_at = std::max(tried.clear_at, now) + limits_.every;
    tried_.splice(tried_.begin(), tried_, found->second);
    return;
  }
  tried_.push_front({std::string(key), now + limits_.every});
  found_.emplace(tried_.front().key, tried_.begin());
  if (tried_.size() <= limits_.keys_max) return;
  found_.erase(tried_.back().key);
  tried_.pop_back();
}

void RateLimiter::forgive(std::string_view key) {
  const auto found = found_.find(key);
  if (found != found_.end()) found->second->clear_at -= limits_.every;
}

}  // namespace baton::identity
