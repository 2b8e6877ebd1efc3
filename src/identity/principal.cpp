#include "baton/identity/principal.hpp"

#include <algorithm>

namespace baton::identity {

bool Principal::in_group(std::string_view group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

Principal principal_of(const Token& token) {
  return {token.role, core::Actor::token(token.name), token.groups, token.sources, token.valid()};
}

}  // namespace baton::identity
