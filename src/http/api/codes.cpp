#include "baton/identity/password.hpp"
#include "baton/identity/people.hpp"
#include "baton/runtime/departed.hpp"
#include "baton/views/user.hpp"
#include "http/api/answer.hpp"
#include "http/api/cookie.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"
#include "http/api/signing_in.hpp"

#include <utility>

// One-time codes: by them people sign in without a password, or choose one.
namespace baton::http {
namespace {

using Purpose = identity::Code::Purpose;

core::Error wrong_code() {
  return {core::Errc::unauthenticated,
          "this code is not good any more: it was used, or its time is over",
          {},
          "baton login makes another"};
}

std::optional<identity::Code> good_code(ports::Users& queries, std::string_view hash,
                                        core::Time now) {
  auto code = queries.code(hash);
  if (!code || now >= code->expires_at) return std::nullopt;
  return code;
}

std::optional<identity::User> user_of(ports::Users& queries, core::UserId id) {
  const auto users = queries.users();
  const identity::User* user = identity::find_user(users, id);
  return user == nullptr ? std::nullopt : std::optional(*user);
}

// Signs somebody in by a code that is for nothing else.
core::Result<SignedIn> sign_in(ports::Tx& tx, const identity::Code& code, const Beginning& now) {
  if (code.user) {
    const auto user = user_of(tx, code.user);
    if (!user || !user->can_sign_in()) return wrong_code();
    return begin_session(tx, *user, now);
  }
  const auto token = valid_token(tx, code.token, now.now);
  if (!token) return wrong_code();
  return begin_session(tx, *token, now);
}

// Gives the user of the code the password that they chose.
core::Result<SignedIn> choose_password(ports::Tx& tx, const identity::Code& code,
                                       std::string_view hash, const Beginning& now) {
  auto user = user_of(tx, code.user);
  if (!user || user->disabled_at) return wrong_code();
  user->password = hash;
  tx.put_user(*user);
  tx.end_sessions(user->id);
  tx.note(act_on_user("users.password", *user, core::Actor::user(user->name)));
  return begin_session(tx, *user, now);
}

// Makes the first user who is an admin, under the name that they chose.
core::Result<SignedIn> make_first_admin(ports::Tx& tx, std::string_view name, std::string_view hash,
                                        const Beginning& now) {
  const auto users = tx.users();
  if (identity::has_admin(users)) return wrong_code();
  if (identity::user_name_in_use(users, name))
    return core::Error{core::Errc::conflict,
                       "a user named \"" + std::string(name) + "\" is there already", "/user",
                       "choose another name"};
  identity::User user;
  user.id = tx.new_user_id();
  user.name = name;
  user.role = identity::Role::admin;
  user.password = hash;
  user.created_at = now.now;
  user.created_by = core::Actor::server();
  // A token of this name may have expired, which nobody noted.
  runtime::forget_departed(tx, core::Actor::user(user.name), user.created_by, now.now);
  tx.put_user(user);
  tx.note(act_on_user("users.add", user, core::Actor::server()));
  return begin_session(tx, user, now);
}

// What a person chose with a code: a name where the code asks for one, and a password.
core::Result<void> check_choice(const identity::Code& code, const std::string& user_of_code,
                                const std::string& name, std::string_view password) {
  if (code.purpose == Purpose::first_admin) {
    auto named = identity::check_user_name(name);
    if (!named) {
      named.error().where = "/user";
      return named;
    }
  } else if (!name.empty() && name != user_of_code) {
    return core::Error{core::Errc::invalid, "this code is for the user \"" + user_of_code + "\"",
                       "/user", "leave the user out"};
  }
  return identity::check_password(password, name.empty() ? user_of_code : name);
}

}  // namespace

SigningIn sign_in_by_code(Services& services, std::string text, std::string name,
                          core::Secret password) {
  const std::string hash = identity::code_hash(text);
  const Beginning now = beginning(services, "code");
  struct Found {
    std::optional<identity::Code> code{};
    std::optional<identity::User> user{};
  };
  auto look = [&hash, &now](ports::Queries& queries) {
    Found found{good_code(queries, hash, now.now)};
    if (found.code) found.user = user_of(queries, found.code->user);
    return found;
  };
  const Found found = co_await services.parts.store.read(look);
  if (!found.code) co_return wrong_code();
  std::string hashed;
  if (found.code->purpose != Purpose::sign_in) {
    const auto chosen = check_choice(*found.code, found.user ? found.user->name : std::string(),
                                     name, password.reveal());
    if (!chosen) co_return chosen.error();
    auto made = co_await services.passwords.hash(std::move(password));
    if (!made) co_return made.error();
    hashed = *std::move(made);
  }
  auto put = [&hash, &now, &hashed, &name](ports::Tx& tx) -> core::Result<SignedIn> {
    const auto code = good_code(tx, hash, now.now);
    if (!code) return wrong_code();
    auto done = code->purpose == Purpose::sign_in    ? sign_in(tx, *code, now)
                : code->purpose == Purpose::password ? choose_password(tx, *code, hashed, now)
                                                     : make_first_admin(tx, name, hashed, now);
    if (done) tx.delete_code(hash);
    return done;
  };
  co_return co_await services.parts.store.transact(put);
}

// What a code is for, so that a page knows what to ask for. It stays good.
Answered show_code(Services& services, Asked& asked) {
  if (!from_console(asked.request)) co_return refuse_other_site();
  const std::string hash = identity::code_hash(asked.body.text("code"));
  auto look = [&hash, now = services.parts.clock.now()](
                  ports::Queries& queries) -> core::Result<core::Json> {
    const auto code = good_code(queries, hash, now);
    if (!code) return wrong_code();
    const auto user = user_of(queries, code->user);
    return views::code(*code, user ? &*user : nullptr);
  };
  const core::Result<core::Json> found = co_await services.parts.store.read(look);
  if (!found) co_return problem(401, "code_invalid", found.error().message);
  co_return json_not_kept(*found);
}

// Makes a code that signs in whoever asks for it, in a browser. While no user is an admin, the code
// of an admin's token makes the first one.
Answered make_code(Services& services, Asked& asked) {
  const identity::Principal& by = *asked.principal;
  const core::Time now = services.parts.clock.now();
  identity::Code wanted;
  wanted.user = by.user;
  wanted.token = by.token;
  wanted.created_by = by.actor;
  wanted.expires_at = now + identity::kCodeLife;
  identity::MadeCode made = identity::new_code(std::move(wanted));
  const bool is_admin = may(by, identity::Needs::admin);
  auto put = [&made, is_admin, now](ports::Tx& tx) {
    if (is_admin && !identity::has_admin(tx.users())) {
      made.code.purpose = Purpose::first_admin;
      made.code.token = {};
    }
    tx.put_code(made.code, now);
  };
  co_await services.parts.store.transact(put);
  co_return json(views::made_code(made), 201);
}

}  // namespace baton::http
