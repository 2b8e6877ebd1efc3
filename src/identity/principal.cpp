#include "baton/identity/principal.hpp"

#include <algorithm>

namespace baton::identity {

bool Principal::in_group(std::string_view group) const {
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

bool Principal::lasts(core::Time now) const { return valid && !(expires_at && now >= *expires_at); }

Principal principal_of(const Token& token) {
  Principal by{token.role, core::Actor::token(token.name), token.groups, token.sources};
  by.valid = !token.revoked_at;
  by.scopes = token.scopes;
  by.token = token.id;
  by.expires_at = token.expires_at;
  return by;
}

Principal principal_of(const User& user) {
  Principal by{user.role, core::Actor::user(user.name), user.groups};
  by.valid = user.can_sign_in();
  by.user = user.id;
  return by;
}

bool may(const Principal& by, Needs needs) {
  if (!may(by.role, needs)) return false;
  const std::string_view word = to_text(needs);
  return word.empty() || by.scopes.empty() ||
         std::find(by.scopes.begin(), by.scopes.end(), word) != by.scopes.end();
}

std::vector<std::string> deeds_of(const Principal& by) {
  std::vector<std::string> words;
  for (const Needs::Kind each : kDeeds)
    if (may(by, each)) words.emplace_back(to_text(Needs(each)));
  return words;
}

}  // namespace baton::identity
