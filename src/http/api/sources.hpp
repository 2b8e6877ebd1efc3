#pragma once

#include "baton/core/event.hpp"
#include "baton/core/result.hpp"
#include "http/server/exchange.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// Decides which sources a token may send events for. `from: jira` in a template means that the
// event came, signed, through the connection "jira"; so a connection's name is reserved for its
// webhook, and no token may use it. A token may send as its own name and as the sources that it was
// given; an admin as any source that is not reserved.
class Sources {
 public:
  // `connections` are the names of all connections, whether they have a webhook or not.
  explicit Sources(std::vector<std::string> connections)
      : connections_(connections.begin(), connections.end()) {}

  // True for the name of a connection, and for a source of Baton's own events.
  bool reserved(std::string_view source) const;
  // Errc::denied, with a hint at what to do, unless this principal may send events of that source.
  core::Result<void> check(const identity::Principal& principal, std::string_view source) const;

 private:
  std::set<std::string, std::less<>> connections_;
};

// Changes an id that a sender chose so that it can never equal one that Baton makes: of an
// Idempotency-Key ("key:…") or for the replay of a parked event ("replay:evt_…"). Such an id gets
// "id:" in front, and so does one that differs from these only by "id:" in front already.
void set_apart(std::string& origin);

}  // namespace baton::http
