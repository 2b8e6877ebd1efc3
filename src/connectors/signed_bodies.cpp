#include "connectors/signed_bodies.hpp"

#include "connectors/crypto.hpp"

#include <cstring>

namespace baton::connectors {

void SignedBodies::forget(core::Time now) {
  while (!order_.empty() && (order_.size() > kBodiesMax || order_.front().first + kRemembered < now)) {
    known_.erase(order_.front().second);
    order_.pop_front();
  }
}

bool SignedBodies::recall(std::string_view body, core::Time now, std::vector<core::Event>& events) {
  Digest digest;
  std::memcpy(digest.data(), sha256(body).data(), sizeof(digest));
  const std::lock_guard lock(mutex_);
  forget(now);
  const auto found = known_.find(digest);
  if (found == known_.end()) {
    std::vector<std::string> ids;
    for (const auto& event : events) ids.push_back(event.origin);
    order_.emplace_back(now, digest);
    known_.emplace(digest, std::move(ids));
    return false;
  }
  bool other = false;
  for (std::size_t at = 0; at < events.size() && at < found->second.size(); ++at) {
    other |= events[at].origin != found->second[at];
    events[at].origin = found->second[at];
  }
  return other;
}

}  // namespace baton::connectors
