#include "baton/views/user.hpp"

#include "baton/views/time.hpp"

namespace baton::views {

core::Json user(const identity::User& user, std::size_t sessions) {
  return {{"id", user.id.text()},
          {"name", user.name},
          {"title", user.title},
          {"role", to_text(user.role)},
          {"groups", user.groups},
          {"state", user.state()},
          {"created_at", core::to_rfc3339(user.created_at)},
          {"created_by", user.created_by},
          {"disabled_at", time(user.disabled_at)},
          {"last_seen_at", time(user.seen_at)},
          {"sessions", sessions}};
}

core::Json me(const identity::Principal& by, const identity::User* user) {
  return {{"name", by.actor.name()},
          {"kind", by.user ? "user" : "token"},
          {"title", user == nullptr ? std::string() : user->title},
          {"role", to_text(by.role)},
          {"groups", by.groups},
          {"may", deeds_of(by)},
          {"signed_in_by", by.in_session ? "session" : "token"},
          {"expires_at", time(by.expires_at)},
          {"has_password", user != nullptr && !user->password.empty()}};
}

core::Json code(const identity::Code& code, const identity::User* user) {
  return {{"purpose", to_text(code.purpose)},
          {"user", user == nullptr ? std::string() : user->name},
          {"expires_at", core::to_rfc3339(code.expires_at)}};
}

core::Json made_code(const identity::MadeCode& made) {
  return {{"code", made.text},
          {"path", identity::code_path(made.text)},
          {"purpose", to_text(made.code.purpose)},
          {"expires_at", core::to_rfc3339(made.code.expires_at)}};
}

}  // namespace baton::views
