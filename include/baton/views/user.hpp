#pragma once

#include "baton/core/json.hpp"
#include "baton/identity/principal.hpp"
#include "baton/identity/session.hpp"
#include "baton/identity/user.hpp"

#include <cstddef>

// People in the JSON of the API. Pure; any thread.
namespace baton::views {

// A user, and how many sessions are open: schema `User` of docs/openapi.yaml. The password is not
// in it.
core::Json user(const identity::User& user, std::size_t sessions);

// Who somebody is and what they may do: schema `Me`. `user`: of somebody who is one; null for
// whoever came by a token.
core::Json me(const identity::Principal& by, const identity::User* user);

// What is to be known of a one-time code before it is used: schema `CodeInfo`. `user`: whose it is;
// null when it is nobody's or a token's.
core::Json code(const identity::Code& code, const identity::User* user);

// A code that was just made, with the path of the page that takes it: schema `MadeCode`.
core::Json made_code(const identity::MadeCode& made);

}  // namespace baton::views
