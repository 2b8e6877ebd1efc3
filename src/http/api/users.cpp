#include "baton/core/finding.hpp"
#include "baton/core/text.hpp"
#include "baton/identity/password.hpp"
#include "baton/identity/people.hpp"
#include "baton/runtime/departed.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/user.hpp"
#include "http/api/answer.hpp"
#include "http/api/cookie.hpp"
#include "http/api/handlers.hpp"
#include "http/api/problem.hpp"
#include "http/api/signing_in.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

// The people who sign in.
namespace baton::http {
namespace {

constexpr std::size_t kSaidBytesMax = 60;  // of what was sent, in what is said about it

// When it is, and how long a session stays open without a request. A value, since the store's
// thread looks at it.
struct Moment {
  core::Time now{};
  core::Duration idle{};
};
Moment moment_of(const Services& services) {
  return {services.parts.clock.now(), services.access.limits().idle};
}

// The sessions that are open, by their users. The store keeps some that have ended by their time.
std::map<core::UserId, std::size_t> open_sessions(ports::Users& queries, const Moment& at) {
  std::map<core::UserId, std::size_t> open;
  for (const identity::Session& each : queries.sessions())
    if (each.valid(at.now, at.idle)) ++open[each.user];
  return open;
}

core::Error no_such_user(std::string_view name) {
  return {core::Errc::not_found,
          "there is no user named \"" + core::shortened(name, kSaidBytesMax) + "\"",
          {},
          "baton users ls shows those there are"};
}

// The roles of people, as a word that was sent: all but the one of machines.
core::Result<identity::Role> persons_role(std::string_view word) {
  const auto role = identity::role(word);
  if (role && identity::is_for_people(*role)) return *role;
  return core::no_such_choice(word, identity::role_words_for_people(), "/role");
}

// The title that was sent; empty when none was. It stands beside the name wherever people are
// shown.
core::Result<std::string> title_asked(const Members& body) {
  std::string title = body.text("title");
  if (core::one_line(title, title.size()) == title) return title;
  return core::Error{core::Errc::invalid,
                     "expected a title of one line, without control characters and direction marks",
                     "/title",
                     {}};
}

// What somebody does to a user.
struct Change {
  // Its word in the audit, and who does it.
  std::string_view act;
  core::Actor actor{};
  // Changes the user.
  std::function<void(identity::User&)> edit{};
  // What is done in the same transaction before the user is stored; may be empty.
  std::function<void(ports::Tx&, const identity::User&)> first{};
  // The same after the user is stored.
  std::function<void(ports::Tx&, const identity::User&)> then{};
  // The password by which they proved who they are, as it is kept: nothing is changed when it is
  // another by now. Nothing when an admin changes the user.
  std::optional<std::string> proved_by{};
};

// Changes a user together with its row of the audit. Errc::not_found when there is no user of the
// name; Errc::conflict when nobody would be an admin any more, or when what they proved who they
// are by does not hold any more.
core::Result<core::Json> change_user(ports::Tx& tx, const std::string& name, const Change& change,
                                     const Moment& at) {
  auto users = tx.users();
  const auto found = std::find_if(users.begin(), users.end(), [&name](const identity::User& each) {
    return each.name == name;
  });
  if (found == users.end()) return no_such_user(name);
  if (change.proved_by && *change.proved_by != found->password)
    return core::Error{
        core::Errc::conflict, "the password has been changed meanwhile", {}, "sign in again"};
  const auto tokens = tx.tokens();
  const bool had_admin = identity::has_admin(identity::principals(tokens, users, at.now));
  identity::User& user = *found;
  change.edit(user);
  if (had_admin && !identity::has_admin(identity::principals(tokens, users, at.now)))
    return core::Error{core::Errc::conflict, "this is the last admin", {}, "make another first"};
  if (change.first) change.first(tx, user);
  tx.put_user(user);
  tx.note(act_on_user(change.act, user, change.actor));
  if (change.then) change.then(tx, user);
  return views::user(user, open_sessions(tx, at)[user.id]);
}

boost::asio::awaitable<core::Result<core::Json>> change_user(Services& services, std::string name,
                                                             Change change) {
  auto put = [&name, &change, at = moment_of(services)](ports::Tx& tx) {
    return change_user(tx, name, change, at);
  };
  auto done = co_await services.parts.store.transact(put);
  co_await services.access.refresh(services.parts.store, services.parts.clock.now());
  if (done) spdlog::info("{}: {} by {}", change.act, name, change.actor.text());
  co_return done;
}

// The same for a handler: the answer is the user as they are then.
Answered changed_user(Services& services, std::string name, Change change) {
  const auto done = co_await change_user(services, std::move(name), std::move(change));
  if (!done) co_return done.error();
  co_return json(*done);
}

// A code by which the user chooses a password.
identity::MadeCode invitation(core::UserId user, const core::Actor& by, core::Time now) {
  identity::Code wanted;
  wanted.purpose = identity::Code::Purpose::password;
  wanted.user = user;
  wanted.created_by = by;
  wanted.expires_at = now + identity::kInvitationLife;
  return identity::new_code(std::move(wanted));
}

void add_code(core::Json& json, const std::optional<identity::MadeCode>& made) {
  const core::Json code = made ? views::made_code(*made) : core::Json::object();
  json["code"] = code.value("code", core::Json());
  json["path"] = code.value("path", core::Json());
  json["code_expires_at"] = code.value("expires_at", core::Json());
}

// The user that is asked for, without a password.
core::Result<identity::User> user_asked(const Asked& asked, core::Time now) {
  identity::User user;
  user.name = asked.body.text("name");
  const auto named = identity::check_user_name(user.name);
  if (!named) return named.error();
  const auto role = persons_role(asked.body.text("role"));
  if (!role) return role.error();
  user.role = *role;
  auto title = title_asked(asked.body);
  if (!title) return title.error();
  user.title = *std::move(title);
  user.groups = asked.body.names("groups");
  user.created_at = now;
  user.created_by = asked.principal->actor;
  return user;
}

// The hash of the password in a member of the body; empty when none was sent.
boost::asio::awaitable<core::Result<std::string>> hashed_password(Services& services,
                                                                  core::Secret password,
                                                                  std::string user) {
  if (password.empty()) co_return std::string();
  const auto good = identity::check_password(password.reveal(), user);
  if (!good) co_return good.error();
  co_return co_await services.passwords.hash(std::move(password));
}

}  // namespace

Answered list_users(Services& services, Asked& /*asked*/) {
  auto read = [at = moment_of(services)](ports::Queries& queries) {
    auto sessions = open_sessions(queries, at);
    core::Json items = core::Json::array();
    for (const identity::User& user : queries.users())
      items.push_back(views::user(user, sessions[user.id]));
    return items;
  };
  core::Json items = co_await services.parts.store.read(read);
  co_return whole_list(std::move(items));
}

Answered add_user(Services& services, Asked& asked) {
  const core::Time now = services.parts.clock.now();
  auto wanted = user_asked(asked, now);
  if (!wanted) co_return wanted.error();
  identity::User& user = *wanted;
  core::Secret password = asked.body.take_secret("password");
  auto hash = co_await hashed_password(services, std::move(password), user.name);
  if (!hash) co_return hash.error();
  user.password = *std::move(hash);
  std::optional<identity::MadeCode> made;
  auto put = [&](ports::Tx& tx) {
    if (identity::user_name_in_use(tx.users(), user.name)) return false;
    // A token of this name may have expired, which nobody noted.
    runtime::forget_departed(tx, core::Actor::user(user.name), user.created_by, now);
    user.id = tx.new_user_id();
    tx.put_user(user);
    tx.note(act_on_user("users.add", user, user.created_by));
    if (user.password.empty()) {
      made = invitation(user.id, user.created_by, now);
      tx.put_code(made->code, now);
    }
    return true;
  };
  const bool added = co_await services.parts.store.transact(put);
  if (!added)
    co_return core::Error{core::Errc::conflict,
                          "a user named \"" + user.name + "\", or nearly so, is there already",
                          "/name", "choose another name"};
  spdlog::info("users.add: {} of role {} by {}", user.name, to_text(user.role),
               user.created_by.text());
  core::Json body = views::user(user, 0);
  add_code(body, made);
  co_return json(body, 201);
}

Answered change_user_asked(Services& services, Asked& asked) {
  std::optional<identity::Role> role;
  if (asked.body.has("role")) {
    const auto known = persons_role(asked.body.text("role"));
    if (!known) co_return known.error();
    role = *known;
  }
  const auto title = title_asked(asked.body);
  if (!title) co_return title.error();
  Change change{"users.change", asked.principal->actor};
  change.edit = [&body = asked.body, role, &title](identity::User& user) {
    if (role) user.role = *role;
    if (body.has("groups")) user.groups = body.names("groups");
    if (body.has("title")) user.title = *title;
  };
  auto answer = co_await changed_user(services, asked.values.text("name"), std::move(change));
  co_return answer;
}

Answered disable_user(Services& services, Asked& asked) {
  Change change{"users.disable", asked.principal->actor};
  change.edit = [now = services.parts.clock.now()](identity::User& user) {
    if (!user.disabled_at) user.disabled_at = now;
  };
  change.then = [by = change.actor, now = services.parts.clock.now()](ports::Tx& tx,
                                                                      const identity::User& user) {
    tx.end_sessions(user.id);
    runtime::forget_departed(tx, core::Actor::user(user.name), by, now);
  };
  return changed_user(services, asked.values.text("name"), std::move(change));
}

Answered enable_user(Services& services, Asked& asked) {
  Change change{"users.enable", asked.principal->actor};
  change.edit = [](identity::User& user) { user.disabled_at.reset(); };
  // Before the user is stored, since only then it shows whether somebody else has the name.
  change.first = [by = change.actor, now = services.parts.clock.now()](ports::Tx& tx,
                                                                       const identity::User& user) {
    // A token of this name may have expired, which nobody noted.
    runtime::forget_departed(tx, core::Actor::user(user.name), by, now);
  };
  return changed_user(services, asked.values.text("name"), std::move(change));
}

// Gives a user a password, or takes the old one away and makes a link by which they choose one.
Answered reset_password(Services& services, Asked& asked) {
  const std::string name = asked.values.text("name");
  core::Secret password = asked.body.take_secret("password");
  auto hash = co_await hashed_password(services, std::move(password), name);
  if (!hash) co_return hash.error();
  std::optional<identity::MadeCode> made;
  Change change{hash->empty() ? "users.invite" : "users.password", asked.principal->actor};
  change.edit = [&hash](identity::User& user) { user.password = *hash; };
  change.then = [&made, by = change.actor, now = services.parts.clock.now()](
                    ports::Tx& tx, const identity::User& user) {
    tx.end_sessions(user.id);
    if (!user.password.empty()) return;
    made = invitation(user.id, by, now);
    tx.put_code(made->code, now);
  };
  auto done = co_await change_user(services, name, std::move(change));
  if (!done) co_return done.error();
  add_code(*done, made);
  co_return json(*done);
}

// Somebody changes their own password: this session stays, all others of theirs end.
Answered change_own_password(Services& services, Asked& asked) {
  const identity::Principal by = *asked.principal;
  if (!by.user)
    co_return core::Error{core::Errc::conflict, "a token has no password", {}, "sign in as a user"};
  const std::string name(by.actor.name());
  const std::string address = address_of(services, asked);
  const core::Time steady = services.parts.clock.steady();
  const core::Duration wait = services.sign_ins.wait(name, address, steady);
  if (wait > core::Duration::zero())
    co_return too_often("too many tries to change the password", wait);
  services.sign_ins.count(name, address, steady);
  auto look = [&by](ports::Queries& queries) {
    const auto users = queries.users();
    return identity::find_user(users, by.user)->password;
  };
  const std::string kept = co_await services.parts.store.read(look);
  core::Secret old = asked.body.take_secret("old");
  const auto matches = co_await services.passwords.matches(kept, std::move(old));
  if (!matches) co_return matches.error();
  if (!*matches)
    co_return core::Error{core::Errc::invalid, "the old password is wrong", "/old", {}};
  services.sign_ins.forgive(name, address);
  core::Secret chosen = asked.body.take_secret("new");
  auto hash = co_await hashed_password(services, std::move(chosen), name);
  if (!hash) {
    core::Error error = hash.error();
    if (!error.where.empty()) error.where = "/new";
    co_return error;
  }
  const std::string own = identity::session_hash(session_cookie(asked.request));
  Change change{"users.password", by.actor};
  change.proved_by = kept;
  change.edit = [&hash](identity::User& user) { user.password = *hash; };
  change.then = [&own](ports::Tx& tx, const identity::User& user) {
    tx.end_sessions(user.id, own);
  };
  const auto done = co_await change_user(services, name, std::move(change));
  if (!done) co_return done.error();
  co_return no_content();
}

}  // namespace baton::http
