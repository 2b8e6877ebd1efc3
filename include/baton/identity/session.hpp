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
  // Without a request. A page that only follows the live stream makes none.
  core::Duration idle = std::chrono::hours(12);
  // In all.
  core::Duration most = std::chrono::hours(24 * 7);
};

// A session as it is kept. It belongs to a user, or to a token by which somebody signed in.
struct Session {
  // The hash of its bits, as identity::to_text() writes it. It is the key in the store.
  std::string hash{};
  // Whose it is; not set when it is a token's.
  core::UserId user{};
  // By which token somebody signed in; not set when it is a user's.
  core::TokenId token{};
  // When it began, by the wall clock.
  core::Time created_at{};
  // When it was last used, by the wall clock; in the store to about a minute.
  core::Time seen_at{};
  // When it ends whether it is used or not, by the wall clock.
  core::Time expires_at{};

  // Whether it opens anything at this time of the wall clock.
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
// The bits of a session's text; nothing for a text that is none.
std::optional<ProofBits> session_bits(std::string_view text);
// The hash of a session's text, as it is kept; empty for a text that is none.
std::string session_hash(std::string_view text);

// A code that is used once.
struct Code {
  // What whoever has it may do.
  enum class Purpose {
    first_admin,  // make the first user who is an admin
    password,     // choose the password of `user`, and sign in
    sign_in,      // sign in as `user` or by `token`
  };
  // The hash of its bits, as identity::to_text() writes it. It is the key in the store.
  std::string hash{};
  // What it is for.
  Purpose purpose = Purpose::sign_in;
  // Whose it is; not set for the first admin, and when it is a token's.
  core::UserId user{};
  // By which token it signs in; not set when it is a user's.
  core::TokenId token{};
  // Who made it.
  core::Actor created_by{};
  // From when on it opens nothing, by the wall clock.
  core::Time expires_at{};
};

// How long a code lives that somebody is about to use.
inline constexpr core::Duration kCodeLife = std::chrono::minutes(10);
// How long a code lives by which another person chooses a password.
inline constexpr core::Duration kInvitationLife = std::chrono::hours(24);

// "first_admin", "password", "sign_in". The words are stored: they never change.
std::string_view to_text(Code::Purpose purpose);
// The purpose of a word; nothing for a word that is none.
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
// The hash of a code's text, by which it is found; empty for a text that is none.
std::string code_hash(std::string_view text);
// The path of the page that takes the code. It stands in the fragment, which no browser sends and
// no proxy logs.
std::string code_path(std::string_view text);

}  // namespace baton::identity
