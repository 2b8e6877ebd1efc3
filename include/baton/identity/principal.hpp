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
  Role role = Role::nobody;
  core::Actor actor{};
  std::vector<std::string> groups{};   // whose approvals they may decide
  std::vector<std::string> sources{};  // they may hand in events for, besides their own name
  bool valid = true;  // false as soon as the token is revoked: asked again by whatever takes longer
                      // than a moment

  bool in_group(std::string_view group) const;
};

// Who speaks by a token.
Principal principal_of(const Token& token);

}  // namespace baton::identity
