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

// Whose events a token may hand in. `from: jira` in a template means that the event came, signed,
// through the connection "jira": so a connection's name belongs to its hook, and no token speaks as
// it. A token speaks under its own name, and under the sources it was given; an admin under any
// that is not reserved.
class Sources {
 public:
  // `connections`: the names of all of them, whether they listen or not.
  explicit Sources(std::vector<std::string> connections)
      : connections_(connections.begin(), connections.end()) {}

  // A connection's name, or one of Baton's own.
  bool reserved(std::string_view source) const;
  // Errc::denied, with what to do about it, unless this principal may hand in events of that
  // source.
  core::Result<void> check(const identity::Principal& principal, std::string_view source) const;

 private:
  std::set<std::string, std::less<>> connections_;
};

// Keeps the ids that senders choose apart from those that Baton makes of an Idempotency-Key
// ("key:…") or for the replay of a parked event ("replay:evt_…"): one that reads like these gets
// "id:" in front, however many stand there already.
void set_apart(std::string& origin);

}  // namespace baton::http
