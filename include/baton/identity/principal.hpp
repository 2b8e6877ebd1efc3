#pragma once

#include "baton/core/actor.hpp"
#include "baton/identity/role.hpp"
#include "baton/identity/token.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace baton::identity {

// Who is asking, and what they were given. Decided once for each request, before its handler. A
// value.
struct Principal {
  // What they may do in all.
  Role role = Role::nobody;
  // How the journal names them.
  core::Actor actor{};
  // The groups whose approvals they may decide.
  std::vector<std::string> groups{};
  // The sources for which they may hand in events, besides their own name.
  std::vector<std::string> sources{};
  // False as soon as the token is revoked. What takes longer than a moment, such as a stream, looks
  // at it again.
  bool valid = true;

  // Whether they are in this group.
  bool in_group(std::string_view group) const;
};

// Who speaks by a token.
Principal principal_of(const Token& token);

}  // namespace baton::identity
