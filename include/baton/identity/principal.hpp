#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"
#include "baton/identity/role.hpp"
#include "baton/identity/token.hpp"
#include "baton/identity/user.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::identity {

// Who makes a request, and what they may do. It is determined once for each request, before its
// handler is called. A value.
struct Principal {
  // What they may do in all.
  Role role = Role::nobody;
  // How the journal names them.
  core::Actor actor{};
  // The groups whose approvals they may decide.
  std::vector<std::string> groups{};
  // The sources for which they may hand in events, besides their own name.
  std::vector<std::string> sources{};
  // False as soon as the token is revoked or the session ends. A handler that takes longer
  // than a moment, such as that of a stream, asks lasts() again.
  bool valid = true;
  // The deeds that they may do, of those that their role allows, as Token::scopes says. Empty: all
  // of them.
  std::vector<std::string> scopes{};
  // Which user it is; not set when they came by a token.
  core::UserId user{};
  // Which token it is; not set when they came as a user.
  core::TokenId token{};
  // When the token or the session ends by itself, by the wall clock; nothing: it does not.
  std::optional<core::Time> expires_at{};
  // Whether they came with a session's cookie.
  bool in_session = false;

  // Whether they are in this group.
  bool in_group(std::string_view group) const;
  // Whether they are valid still, and their time is not over at this time of the wall clock.
  bool lasts(core::Time now) const;
};

// The principal of a request that came with this token.
Principal principal_of(const Token& token);
// The principal of a request of this user.
Principal principal_of(const User& user);

// Whether they may do it: their role is enough, and their token was not made for less.
bool may(const Principal& by, Needs needs);
// The words of all deeds that they may do, in the order of kDeeds.
std::vector<std::string> deeds_of(const Principal& by);

}  // namespace baton::identity
