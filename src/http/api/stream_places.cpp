#include "http/api/stream_places.hpp"

#include "http/api/proxies.hpp"

namespace baton::http {
namespace {

using core::Errc;
using core::Error;

template <class Counts, class Key>
std::size_t count_of(const Counts& counts, const Key& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

// Forgets a key whose count is zero, so that no more keys are kept than streams are open.
template <class Counts, class Key>
void count_down(Counts& counts, const Key& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

}  // namespace

core::Result<void> StreamPlaces::check(const identity::Principal* owner, const std::string& address,
                                       std::size_t most) const {
  const auto of_client = count_of(by_client_, counted_client(address));
  if (of_client > 0 && of_client >= most - most / 10)
    return Error{
        Errc::limited, "too many live streams are open from this address", {}, "close one"};
  if (open_ >= most)
    return Error{Errc::unavailable, "too many live streams are open", {}, "try again later"};
  const auto own = count_of(by_owner_, owner);
  if (own > 0 && own >= (most + 1) / 2) {
    return Error{
        Errc::limited,
        "this token has " + std::to_string(own) + " live streams open",
        {},
        "close one; http.streams_max sets how many there are, and one token gets half of them"};
  }
  return {};
}

void StreamPlaces::take(const identity::Principal* owner, const std::string& address) {
  ++open_;
  ++by_owner_[owner];
  ++by_client_[counted_client(address)];
}

void StreamPlaces::give_back(const identity::Principal* owner, const std::string& address) {
  --open_;
  count_down(by_owner_, owner);
  count_down(by_client_, counted_client(address));
}

}  // namespace baton::http
