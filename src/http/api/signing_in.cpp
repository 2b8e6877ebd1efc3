#include "http/api/signing_in.hpp"

#include "baton/identity/audit.hpp"
#include "http/api/problem.hpp"
#include "http/api/proxies.hpp"

#include <algorithm>
#include <utility>

namespace baton::http {
namespace {

// One answer for a user that is not there, is disabled, or has another password: which of them it
// is helps only whoever guesses.
core::Error wrong_password() {
  return {core::Errc::unauthenticated,
          "the user or the password is wrong",
          {},
          "an admin makes a new link: baton users passwd NAME"};
}

core::Error wrong_token() {
  return {core::Errc::unauthenticated, "this token is not valid here", {}, {}};
}

// Counts a session that this person is about to begin. Errc::limited when they began too many.
core::Result<void> admit_session(Services& services, const core::Actor& person) {
  const auto name = person.text();
  const auto now = services.parts.clock.steady();
  const auto wait = services.sign_ins.wait_for_session(name, now);
  if (wait > core::Duration::zero()) {
    core::Error refusal = too_often("you have signed in too often", wait);
    refusal.hint.insert(0, "go on with a session that you have, or ");
    return refusal;
  }
  services.sign_ins.count_session(name, now);
  return {};
}

// Stores a session of somebody, and notes it.
SignedIn begin(ports::Tx& tx, identity::Principal by, const Beginning& beginning) {
  SignedIn done;
  done.session = identity::new_session(by.user, by.token, beginning.now, beginning.limits);
  const core::Time ends = done.session.session.expires_at;
  by.in_session = true;
  by.expires_at = std::min(by.expires_at.value_or(ends), ends);
  tx.put_session(done.session.session);
  identity::AuditRow row;
  row.actor = by.actor;
  row.act = "sessions.open";
  row.object = by.actor.name();
  row.detail["by"] = beginning.by_what;
  tx.note(std::move(row));
  done.by = std::move(by);
  return done;
}

std::optional<identity::User> user_named(ports::Users& queries, std::string_view name) {
  const auto users = queries.users();
  const identity::User* user = identity::find_user(users, name);
  return user == nullptr ? std::nullopt : std::optional(*user);
}

}  // namespace

std::string address_of(const Services& services, const Asked& asked) {
  return client_of(services.options.trusted_proxies, asked.peer, asked.request);
}

Beginning beginning(const Services& services, const char* by_what) {
  return {services.parts.clock.now(), services.access.limits(), by_what};
}

SignedIn begin_session(ports::Tx& tx, const identity::User& user, const Beginning& beginning) {
  SignedIn done = begin(tx, principal_of(user), beginning);
  tx.see_user(user.id, beginning.now);
  done.user = user;
  return done;
}

SignedIn begin_session(ports::Tx& tx, const identity::Token& token, const Beginning& beginning) {
  return begin(tx, principal_of(token), beginning);
}

std::optional<identity::Token> valid_token(ports::Tokens& queries, core::TokenId id,
                                           core::Time now) {
  for (identity::Token& token : queries.tokens())
    if (token.id == id && token.valid(now)) return std::move(token);
  return std::nullopt;
}

// The password is tried outside of a transaction, because it takes long; so the user is looked at
// once more when the session is stored.
SigningIn sign_in_by_password(Services& services, std::string name, core::Secret password) {
  auto look = [&name](ports::Queries& queries) { return user_named(queries, name); };
  const std::optional<identity::User> found = co_await services.parts.store.read(look);
  std::string kept = found && found->can_sign_in() ? found->password : std::string();
  const auto matches = co_await services.passwords.matches(kept, std::move(password));
  if (!matches) co_return matches.error();
  if (!*matches) co_return wrong_password();
  const auto admitted = admit_session(services, core::Actor::user(name));
  if (!admitted) co_return admitted.error();
  const Beginning now = beginning(services, "password");
  auto put = [&name, &kept, &now](ports::Tx& tx) -> core::Result<SignedIn> {
    const auto user = user_named(tx, name);
    if (!user || !user->can_sign_in() || user->password != kept) return wrong_password();
    return begin_session(tx, *user, now);
  };
  co_return co_await services.parts.store.transact(put);
}

SigningIn sign_in_by_token(Services& services, std::string token) {
  const Beginning now = beginning(services, "token");
  const auto by = services.access.by_token("Bearer " + token, now.now);
  if (!by) co_return wrong_token();
  if (!may(*by, identity::Needs::read))
    co_return core::Error{core::Errc::denied,
                          "this token only hands in events: it is a machine's",
                          {},
                          command_to_create(identity::Role::viewer)};
  const auto admitted = admit_session(services, by->actor);
  if (!admitted) co_return admitted.error();
  auto put = [&now, id = by->token](ports::Tx& tx) -> core::Result<SignedIn> {
    const auto kept = valid_token(tx, id, now.now);
    if (!kept) return wrong_token();
    return begin_session(tx, *kept, now);
  };
  co_return co_await services.parts.store.transact(put);
}

}  // namespace baton::http
