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

// Who makes a request and what they may do: schema `Me`. `user`: the user who they are; null if
// they came with a token.
core::Json me(const identity::Principal& by, const identity::User* user);

// What a one-time code is for, before it is used: schema `CodeInfo`. `user`: the user it is for;
// null if it is for a token, or for the first admin.
core::Json code(const identity::Code& code, const identity::User* user);

// A code that was just made, with the path of the page that takes it: schema `MadeCode`.
core::Json made_code(const identity::MadeCode& made);

}  // namespace baton::views
