#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/result.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/role.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// People who sign in. Pure; any thread.
namespace baton::identity {

// A user as it is kept. Users are disabled and never deleted, because the journal and the audit
// name them.
struct User {
  // Its id in the store.
  core::UserId id{};
  // The name that the person signs in with, and by which the journal knows them. It never changes.
  std::string name{};
  // The name as people write it, such as "Ada Lovelace"; may be empty.
  std::string title{};
  // What they may do in all.
  Role role = Role::nobody;
  // The groups whose approvals they may decide.
  std::vector<std::string> groups{};
  // The password, as hash_password() writes it. Empty: none was chosen yet, so nobody can sign in.
  std::string password{};
  // When it was made, by the wall clock.
  core::Time created_at{};
  // Who made it; Actor::server() for the first admin.
  core::Actor created_by{};
  // When it was disabled, by the wall clock; nothing while it is not.
  std::optional<core::Time> disabled_at{};
  // When the person was last seen, by the wall clock, to about a minute.
  std::optional<core::Time> seen_at{};

  // Whether the person can sign in.
  bool can_sign_in() const { return !disabled_at && !password.empty(); }
  // "active", "invited" (no password was chosen yet) or "disabled".
  std::string_view state() const;
};

// The longest name of a user.
inline constexpr std::size_t kUserNameBytesMax = 64;

// Errc::invalid for a name that no user can have: empty, longer than 64 bytes, with a control
// character, a slash or a space at an end, or one that Baton itself goes by.
core::Result<void> check_user_name(std::string_view name);

// The user of that name; null when there is none. A part of `users`.
const User* find_user(const std::vector<User>& users, std::string_view name);
// The same by the id.
const User* find_user(const std::vector<User>& users, core::UserId id);
// True if a user has this name, in whatever case of letters. Two users whose names differ in case
// only could be taken for one another.
bool user_name_in_use(const std::vector<User>& users, std::string_view name);

}  // namespace baton::identity
