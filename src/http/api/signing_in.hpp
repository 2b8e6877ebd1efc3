#pragma once

#include "baton/core/result.hpp"
#include "baton/core/secret.hpp"
#include "baton/identity/principal.hpp"
#include "baton/identity/session.hpp"
#include "baton/identity/user.hpp"
#include "http/api/asked.hpp"
#include "http/api/services.hpp"

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>

// The ways to sign in. Each proves who somebody is and, in one transaction, stores the session and
// its row of the audit.
namespace baton::http {

// Somebody who has signed in.
struct SignedIn {
  identity::Principal by{};
  // Their user; nothing when they came by a token.
  std::optional<identity::User> user{};
  identity::MadeSession session{};
};
using SigningIn = boost::asio::awaitable<core::Result<SignedIn>>;

// All three functions below have these errors: Errc::unauthenticated when the proof is wrong,
// Errc::unavailable when too many people sign in at once. The first two also have Errc::limited,
// when this person has signed in too often.
SigningIn sign_in_by_password(Services& services, std::string user, core::Secret password);
// Errc::denied for a token that may not read: its holder is a machine.
SigningIn sign_in_by_token(Services& services, std::string token);
// A code can be used once. `user` and `password` are what the person chooses, if the code is for
// choosing them; otherwise both are empty. Errc::invalid when they cannot be used, Errc::conflict
// when the name is taken; the code can then still be used.
SigningIn sign_in_by_code(Services& services, std::string code, std::string user,
                          core::Secret password);

// The address under which the tries of this client are counted: the one that a trusted proxy tells,
// or that of the connection.
std::string address_of(const Services& services, const Asked& asked);

// How a session begins. A value, since the store's thread looks at it.
struct Beginning {
  // By the wall clock.
  core::Time now{};
  identity::SessionLimits limits{};
  // What proved who it is, as a word for the audit.
  const char* by_what = "";
};
// A session that begins now.
Beginning beginning(const Services& services, const char* by_what);

// Stores a session in the transaction that found out who somebody is, and notes it in the audit.
SignedIn begin_session(ports::Tx& tx, const identity::User& user, const Beginning& beginning);
SignedIn begin_session(ports::Tx& tx, const identity::Token& token, const Beginning& beginning);

// The token of that id; nothing when it is not valid at this time of the wall clock.
std::optional<identity::Token> valid_token(ports::Tokens& queries, core::TokenId id,
                                           core::Time now);

}  // namespace baton::http
