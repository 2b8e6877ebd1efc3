#pragma once

#include "baton/core/time.hpp"
#include "baton/identity/audit.hpp"
#include "baton/identity/principal.hpp"
#include "baton/identity/token.hpp"
#include "baton/identity/user.hpp"

#include <optional>
#include <string_view>
#include <vector>

// All who may call the API: users and whoever has a token. Pure; any thread.
namespace baton::identity {

// Everybody who may do something at this time of the wall clock: valid tokens, and users who can
// sign in. A person with a user and several tokens is in it several times.
std::vector<Principal> principals(const std::vector<Token>& tokens, const std::vector<User>& users,
                                  core::Time now);

// True if one of them may do what Needs::admin asks. There must always be such a person, because
// nobody else can make users and tokens.
bool has_admin(const std::vector<Principal>& people);
// True if a user who is an admin can sign in.
bool has_admin(const std::vector<User>& users);

// The admin token to make when the server starts, under a name that is free: if nobody is an admin,
// or if `one_more` is true. nullopt if none is to be made. Throws as new_token() does.
std::optional<MadeToken> first_admin(const std::vector<Token>& tokens,
                                     const std::vector<User>& users, bool one_more, core::Time now);

// The row of the audit for what somebody did to a token, such as "tokens.revoke", with what it may
// do.
AuditRow act_on_token(std::string_view act, const Token& token, const core::Actor& actor);
// The same for a user, such as "users.disable".
AuditRow act_on_user(std::string_view act, const User& user, const core::Actor& actor);

}  // namespace baton::identity
