#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/proof.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

// Who is signed in, and the one-time codes by which people sign in without a password. Both are
// proofs of 256 random bits, see proof.hpp. Pure; any thread.
namespace baton::identity {

// How long a session lasts.
struct SessionLimits {
  // How long it lasts without a request. A page that only follows the live stream makes none.
  core::Duration idle = std::chrono::hours(12);
  // How long it lasts in all, however much it is used.
  core::Duration most = std::chrono::hours(24 * 7);
};

// A session as it is kept. It belongs to a user, or to a token by which somebody signed in.
struct Session {
  // The hash of its bits, as identity::to_text() writes it. It is the key in the store.
  std::string hash{};
  // The user who signed in; not set if somebody signed in with a token.
  core::UserId user{};
  // The token with which somebody signed in; not set if a user did.
  core::TokenId token{};
  // When it began, by the wall clock.
  core::Time created_at{};
  // When it was last used, by the wall clock; in the store to about a minute.
  core::Time seen_at{};
  // When it ends whether it is used or not, by the wall clock.
  core::Time expires_at{};

  // True if it is valid at this time of the wall clock.
  bool valid(core::Time now, core::Duration idle) const {
    return now < expires_at && now - seen_at < idle;
  }
};

// A session with the text of its cookie, which stands nowhere else.
struct MadeSession {
  // What is kept of it.
  Session session{};
  // The value of the cookie, "bs_…".
  std::string text{};
};
// A fresh session of a user or of a token, the other being unset. Throws as random_bits() does.
MadeSession new_session(core::UserId user, core::TokenId token, core::Time now,
                        const SessionLimits& limits);
// The bits of a session's text; nullopt if the text is not that of a session.
std::optional<ProofBits> session_bits(std::string_view text);
// The hash of a session's text, as the store keeps it; empty if the text is not that of a session.
std::string session_hash(std::string_view text);

// A code that is used once.
struct Code {
  // What its holder may do with it.
  enum class Purpose {
    // Make the first user who is an admin.
    first_admin,
    // Choose the password of `user`, and sign in.
    password,
    // Sign in as `user`, or with `token`.
    sign_in,
  };
  // The hash of its bits, as identity::to_text() writes it. It is the key in the store.
  std::string hash{};
  // What it is for.
  Purpose purpose = Purpose::sign_in;
  // The user it is for; not set for the first admin, nor if it signs in with a token.
  core::UserId user{};
  // The token with which it signs in; not set if it is for a user.
  core::TokenId token{};
  // Who made it.
  core::Actor created_by{};
  // When it expires, by the wall clock.
  core::Time expires_at{};
};

// How long a code is valid that its holder uses at once.
inline constexpr core::Duration kCodeLife = std::chrono::minutes(10);
// How long a code is valid with which another person chooses a password.
inline constexpr core::Duration kInvitationLife = std::chrono::hours(24);

// "first_admin", "password", "sign_in". The words are stored: they never change.
std::string_view to_text(Code::Purpose purpose);
// The purpose that a word stands for; nullopt if it stands for none.
std::optional<Code::Purpose> code_purpose(std::string_view word);

// A code with its text, which stands nowhere else.
struct MadeCode {
  // What is kept of it.
  Code code{};
  // What its holder is given, "bc_…".
  std::string text{};
};
// Gives a code its bits. All but `hash` is taken from `wanted`. Throws as random_bits() does.
MadeCode new_code(Code wanted);
// The hash of a code's text, by which it is found; empty if the text is not that of a code.
std::string code_hash(std::string_view text);
// The path of the page that takes the code. It stands in the fragment, which no browser sends and
// no proxy logs.
std::string code_path(std::string_view text);

}  // namespace baton::identity
