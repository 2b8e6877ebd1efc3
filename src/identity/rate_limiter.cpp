#include "baton/identity/rate_limiter.hpp"

#include <algorithm>
#include <utility>

namespace baton::identity {

core::Duration RateLimiter::wait(std::string_view key, core::Time now) const {
  const auto found = found_.find(key);
  if (found == found_.end()) return {};
  const auto room = limits_.every * static_cast<core::Duration::rep>(limits_.burst - 1);
  return std::max(found->second->first - now - room, core::Duration::zero());
}

void RateLimiter::count(std::string_view key, core::Time now) {
  while (!tried_.empty() && tried_.begin()->first <= now) forget_first();
  if (const auto found = found_.find(key); found != found_.end()) {
    move_to(found->second, found->second->first + limits_.every);
    return;
  }
  if (tried_.size() >= limits_.keys_max) forget_first();
  const auto place = tried_.emplace(now + limits_.every, key);
  found_.emplace(place->second, place);
}

void RateLimiter::forgive(std::string_view key) {
  const auto found = found_.find(key);
  if (found != found_.end()) move_to(found->second, found->second->first - limits_.every);
}

// The text of the key stays where it is, since `found_` looks at it.
void RateLimiter::move_to(Tried::iterator& place, core::Time clear_at) {
  auto node = tried_.extract(place);
  node.key() = clear_at;
  place = tried_.insert(std::move(node));
}

void RateLimiter::forget_first() {
  found_.erase(tried_.begin()->second);
  tried_.erase(tried_.begin());
}

}  // namespace baton::identity
