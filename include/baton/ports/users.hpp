#pragma once

#include "baton/core/ids.hpp"
#include "baton/identity/session.hpp"
#include "baton/identity/user.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace baton::ports {

// The people who can sign in, the sessions of those who have, and the one-time codes by which
// people sign in without a password.
class Users {
 public:
  virtual ~Users() = default;

  // All users, by name; those who are disabled among them.
  virtual std::vector<identity::User> users() = 0;
  // All sessions, the one that began first in front. Some may have ended by their time.
  virtual std::vector<identity::Session> sessions() = 0;
  // The code with this hash; nothing when there is none. It may have expired.
  virtual std::optional<identity::Code> code(std::string_view hash) = 0;
};

// Users, sessions and codes inside a transaction, where they can be written.
class UsersTx : public virtual Users {
 public:
  // An id that no user had before.
  virtual core::UserId new_user_id() = 0;
  // Inserts, or replaces the one with this id. No two users have the same name.
  virtual void put_user(const identity::User& user) = 0;
  // Sets when a user was last seen, by the wall clock.
  virtual void see_user(core::UserId user, core::Time at) = 0;

  // Inserts a session. Deletes those that have ended by their time, and of the same user or token
  // all but the newest kSessionsMax.
  virtual void put_session(const identity::Session& session) = 0;
  // Sets when a session was last used, by the wall clock.
  virtual void see_session(std::string_view hash, core::Time at) = 0;
  // Deletes the session with this hash, if there is one.
  virtual void end_session(std::string_view hash) = 0;
  // Deletes all sessions of a user except the one with the hash `but`, and the user's codes, by
  // which another session could begin.
  virtual void end_sessions(core::UserId user, std::string_view but = {}) = 0;

  // Inserts a code. Deletes those that had expired at `now`, and the one before of the same purpose
  // for the same user or token.
  virtual void put_code(const identity::Code& code, core::Time now) = 0;
  // Deletes the code with this hash, so that it opens nothing a second time.
  virtual void delete_code(std::string_view hash) = 0;
};

// Sessions of one user or token: one for each browser, and some to spare.
inline constexpr std::size_t kSessionsMax = 50;

}  // namespace baton::ports
