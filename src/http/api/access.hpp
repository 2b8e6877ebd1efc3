#pragma once

#include "baton/identity/principal.hpp"
#include "baton/identity/proof.hpp"
#include "baton/identity/session.hpp"
#include "baton/identity/token.hpp"
#include "baton/identity/user.hpp"
#include "baton/ports/store.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::http {

// Who may call the API: the valid tokens and the sessions of people who signed in, in memory. One
// thread. Times are of the wall clock.
class Access {
 public:
  // What the store knows of tokens, users and sessions.
  struct Known {
    std::vector<identity::Token> tokens{};
    std::vector<identity::User> users{};
    std::vector<identity::Session> sessions{};
  };
  // When a token or a session was last used.
  struct Use {
    core::TokenId token{};
    core::UserId user{};
    std::string session{};  // its hash; empty when it is a token's use
    core::Time at{};
  };

  // How long sessions last from now on.
  void limit(const identity::SessionLimits& limits) { limits_ = limits; }
  const identity::SessionLimits& limits() const { return limits_; }

  // Takes what the store knows. Whose token is revoked, and whose session is over, is told so:
  // Principal::valid.
  void replace(const Known& known, core::Time now);
  // Reads it anew from the store, and does not wait behind what people ask for: who was let in, or
  // shut out, is to show at once. `this` is borrowed until it has resumed.
  boost::asio::awaitable<void> refresh(ports::Store& store, core::Time now);

  // Who an Authorization field speaks for; nullptr: nobody. Compared in constant time.
  std::shared_ptr<const identity::Principal> by_token(std::string_view authorization,
                                                      core::Time now);
  // Who a session's cookie speaks for; nullptr: nobody. Compared in constant time.
  std::shared_ptr<const identity::Principal> by_session(std::string_view cookie, core::Time now);

  // Tells everybody whose time is over: a stream that is open looks at Principal::valid only.
  void sweep(core::Time now);
  // What was used since the last call.
  std::vector<Use> take_uses();

 private:
  struct Entry {
    identity::ProofHash hash{};
    std::shared_ptr<identity::Principal> principal{};
    bool is_session = false;
    core::Time seen_at{};
    bool used = false;
  };
  using Entries = std::multimap<std::uint64_t, Entry>;

  void add(const identity::ProofHash& hash, identity::Principal by, bool is_session,
           core::Time seen_at, const Entries& before);
  bool open(const Entry& entry, core::Time now) const;
  std::shared_ptr<const identity::Principal> find(const std::optional<identity::ProofBits>& bits,
                                                  bool is_session, core::Time now);

  identity::SessionLimits limits_{};
  // By the first bytes of the hash, which tell an attacker nothing about what was hashed.
  Entries entries_{};
  std::uint64_t refreshes_ = 0;  // begun
  std::uint64_t refreshed_ = 0;  // the last that was taken
};

}  // namespace baton::http
