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

// Whether one of them may do everything. Somebody must, or nobody could make another.
bool has_admin(const std::vector<Principal>& people);
// Whether a user who is an admin can sign in.
bool has_admin(const std::vector<User>& users);

// The admin token that is to be made at a start, under a name that is free: when nobody is an
// admin, or `one_more` is wanted. Throws as new_token() does.
std::optional<MadeToken> first_admin(const std::vector<Token>& tokens,
                                     const std::vector<User>& users, bool one_more, core::Time now);

// The row of the audit for what somebody did to a token, such as "tokens.revoke", with what it may
// do.
AuditRow act_on_token(std::string_view act, const Token& token, const core::Actor& actor);
// The same for a user, such as "users.disable".
AuditRow act_on_user(std::string_view act, const User& user, const core::Actor& actor);

}  // namespace baton::identity
