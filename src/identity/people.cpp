#include "baton/identity/people.hpp"

#include <algorithm>
#include <string>

namespace baton::identity {

std::vector<Principal> principals(const std::vector<Token>& tokens, const std::vector<User>& users,
                                  core::Time now) {
  std::vector<Principal> people;
  for (const Token& token : tokens)
    if (token.valid(now)) people.push_back(principal_of(token));
  for (const User& user : users)
    if (user.can_sign_in()) people.push_back(principal_of(user));
  return people;
}

bool has_admin(const std::vector<Principal>& people) {
  return std::any_of(people.begin(), people.end(),
                     [](const Principal& each) { return may(each, Needs::admin); });
}

bool has_admin(const std::vector<User>& users) {
  return std::any_of(users.begin(), users.end(), [](const User& user) {
    return user.can_sign_in() && user.role == Role::admin;
  });
}

std::optional<MadeToken> first_admin(const std::vector<Token>& tokens,
                                     const std::vector<User>& users, bool one_more,
                                     core::Time now) {
  if (!one_more && has_admin(principals(tokens, users, now))) return std::nullopt;
  std::string name = "admin";
  for (int number = 2; name_in_use(tokens, name, now); ++number)
    name = "admin-" + std::to_string(number);
  return new_token({std::move(name), Role::admin}, core::Actor::server(), now);
}

AuditRow act_on_token(std::string_view act, const Token& token, const core::Actor& actor) {
  AuditRow row;
  row.actor = actor;
  row.act = act;
  row.object = token.id.text();
  row.detail = {{"name", token.name}, {"role", to_text(token.role)}, {"groups", token.groups}};
  if (!token.sources.empty()) row.detail["sources"] = token.sources;
  if (!token.scopes.empty()) row.detail["scopes"] = token.scopes;
  if (token.expires_at) row.detail["expires_at"] = core::to_rfc3339(*token.expires_at);
  return row;
}

AuditRow act_on_user(std::string_view act, const User& user, const core::Actor& actor) {
  AuditRow row;
  row.actor = actor;
  row.act = act;
  row.object = user.name;
  row.detail = {{"role", to_text(user.role)}, {"groups", user.groups}};
  return row;
}

}  // namespace baton::identity
