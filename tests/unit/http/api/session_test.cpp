#include "baton/identity/audit.hpp"
#include "baton/identity/password.hpp"
#include "baton/runtime/saved_views.hpp"
#include "unit/http/api/server_at_rest.hpp"

#include <gmock/gmock.h>

// Signing in, over the whole API of one server: there is no console here.
namespace baton::http {
namespace {

using namespace std::chrono_literals;
using core::Json;
using core::text_at;
using identity::Role;
using testing::HasSubstr;

constexpr identity::HashCost kCheap{1, 8'192};
const Field kConsole{"X-Baton-Console", "1"};
constexpr const char* kPassword = "four old lamps glow";

Json body_of(const Response& response) { return Json::parse(response.body, nullptr, false); }

// The cookie that an answer sets, as a browser sends it back.
std::string cookie_of(const Response& response) {
  constexpr std::string_view kField = "Set-Cookie: ";
  const auto begin = response.fields.find(kField);
  if (begin == std::string::npos) return {};
  const auto from = begin + kField.size();
  return response.fields.substr(from, response.fields.find(';', from) - from);
}

class SignInTest : public ServerAtRest {
 protected:
  SignInTest() {
    services_.passwords.cost(kCheap);
    services_.unsent = &listener_.unsent();
  }

  Response sign_in(const Json& proof) {
    return call("POST", "/api/v1/session", {kConsole}, proof.dump());
  }
  Response sign_in_ada(std::string_view password = kPassword) {
    return sign_in({{"user", "ada"}, {"password", password}});
  }
  Response with(const std::string& cookie, std::string_view method, std::string path,
                const Json& body = nullptr) {
    return call(method, std::move(path), {{"Cookie", cookie}, kConsole},
                body.is_null() ? std::string() : body.dump());
  }
  void add(std::string name, Role role, std::vector<std::string> groups = {}) {
    transact([&](ports::Tx& tx) {
      identity::User user;
      user.id = tx.new_user_id();
      user.name = name;
      user.role = role;
      user.groups = std::move(groups);
      user.password = identity::hash_password(kPassword, kCheap);
      tx.put_user(user);
    });
  }
  std::string add_code(identity::Code wanted) {
    wanted.expires_at = clock_.now() + 10min;
    const auto made = identity::new_code(std::move(wanted));
    transact([&](ports::Tx& tx) { tx.put_code(made.code, clock_.now()); });
    return made.text;
  }
  // A token that is valid for an hour from now on, whose person keeps a view.
  void add_token_with_view(const std::string& name) {
    transact([&](ports::Tx& tx) {
      identity::Grant grant{name, Role::viewer};
      grant.expires_at = clock_.now() + 1h;
      auto token = identity::new_token(std::move(grant), {}, clock_.now()).token;
      token.id = tx.new_token_id();
      tx.put_token(token);
      ASSERT_TRUE(runtime::keep_view(tx, core::Actor::token(name), {"Mine", "status:failed"}));
    });
  }
  std::size_t views_of(const std::string& name) {
    std::size_t count = 0;
    transact(
        [&](ports::Tx& tx) { count = runtime::saved_views(tx, core::Actor::user(name)).size(); });
    return count;
  }
  // The acts in the audit, the first in front; the chain is whole.
  std::vector<std::string> acts() {
    std::vector<std::string> all;
    transact([&all](ports::Tx& tx) {
      identity::AuditChain chain;
      ports::AuditFilter filter;
      filter.after = 0;
      for (const auto& row : tx.audit(filter)) {
        EXPECT_TRUE(chain.take(row)) << chain.because();
        all.push_back(row.act + " " + row.object + " " + row.actor.text());
      }
    });
    return all;
  }
};

TEST_F(SignInTest, APersonSignsInAndOut) {
  add("ada", Role::approver, {"legal"});
  const Response in = sign_in_ada();
  ASSERT_EQ(in.status, 201) << in.body;
  EXPECT_THAT(in.fields, HasSubstr("; HttpOnly; SameSite=Strict; "));
  const std::string cookie = cookie_of(in);
  const Response me = with(cookie, "GET", "/api/v1/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(body_of(me), body_of(in));
  EXPECT_EQ(text_at(body_of(me), "name"), "ada");
  EXPECT_EQ(body_of(me)["groups"], Json::array({"legal"}));
  EXPECT_EQ(body_of(me)["may"], Json::array({"read", "decide"}));
  EXPECT_EQ(with(cookie, "DELETE", "/api/v1/session").status, 204);
  EXPECT_EQ(with(cookie, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(with(cookie, "DELETE", "/api/v1/session").status, 204) << "it is over already";
  EXPECT_THAT(acts(), testing::ElementsAre("sessions.open ada ada"));
}

// The tabs of a browser share the cookie: what was opened by one person acts for no other.
TEST_F(SignInTest, APageActsForWhoOpenedItOnly) {
  add("zoé b", Role::editor);
  add("ada", Role::editor);
  const std::string zoe = cookie_of(sign_in({{"user", "zoé b"}, {"password", kPassword}}));
  const std::string ada = cookie_of(sign_in_ada());
  const auto keeps = [this](const std::string& cookie, const std::string& opened_by) {
    const Json draft{{"text", "mine"}, {"version", 0}};
    return call("PUT", "/api/v1/me/drafts/order",
                {{"Cookie", cookie}, kConsole, {"X-Baton-User", opened_by}}, draft.dump())
        .status;
  };
  EXPECT_EQ(keeps(ada, "zo%C3%A9%20b"), 401);
  EXPECT_EQ(keeps(ada, "%zz"), 401) << "it is no name";
  EXPECT_EQ(with(ada, "GET", "/api/v1/me/drafts/order").status, 404) << "what ada has of it";
  EXPECT_EQ(keeps(zoe, "zo%C3%A9%20b"), 200);
  EXPECT_EQ(keeps(ada, "ada"), 200);
  EXPECT_EQ(keeps(ada, ""), 200) << "who does not say it";
}

// The session is in the store without the server knowing of it, which shows whether it was asked.
TEST_F(SignInTest, SigningOutOfNoSessionAsksNothingOfTheStore) {
  const auto made = identity::new_session(core::UserId(7), {}, clock_.now(), {});
  transact([&made](ports::Tx& tx) { tx.put_session(made.session); });
  EXPECT_EQ(with("baton_session=" + made.text, "DELETE", "/api/v1/session").status, 204);
  std::size_t kept = 0;
  transact([&kept](ports::Tx& tx) { kept = tx.sessions().size(); });
  EXPECT_EQ(kept, 1U);
}

TEST_F(SignInTest, OneAnswerForAllThatIsWrong) {
  add("ada", Role::viewer);
  const Response wrong = sign_in_ada("five old lamps glow");
  const Response nobody = sign_in({{"user", "eve"}, {"password", kPassword}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, nobody.body);
  EXPECT_EQ(text_at(body_of(wrong), "code"), "sign_in_failed");
  EXPECT_EQ(cookie_of(wrong), "");
  EXPECT_EQ(sign_in({{"user", "ada"}}).status, 400);
  EXPECT_EQ(sign_in({{"token", "bt_x"}, {"user", "ada"}}).status, 400);
  EXPECT_EQ(sign_in(Json::object()).status, 400);
  EXPECT_EQ(sign_in({{"token", "bt_x"}}).status, 401);
  EXPECT_EQ(text_at(body_of(sign_in({{"code", "bc_x"}})), "code"), "code_invalid");
}

TEST_F(SignInTest, APasswordIsNotFoundByTrying) {
  add("ada", Role::viewer);
  for (int tries = 0; tries < 5; ++tries) EXPECT_EQ(sign_in_ada("guess").status, 401);
  const Response limited = sign_in_ada();
  EXPECT_EQ(limited.status, 429) << "also with the right one";
  EXPECT_THAT(limited.fields, HasSubstr("Retry-After: 30\r\n"));
  clock_.advance(31s);
  EXPECT_EQ(sign_in_ada().status, 201);
  EXPECT_EQ(sign_in_ada().status, 201) << "a good try is not counted";
}

// Requests that prove nothing are no tries, so that nobody can have the tries of others forgotten.
TEST_F(SignInTest, TriesAreNotForgottenForRequestsThatProveNothing) {
  peer_ = "127.0.0.1";
  const auto guess = [this](const std::string& user, const std::string& address,
                            std::string_view password) {
    const Json proof{{"user", user}, {"password", password}};
    return call("POST", "/api/v1/session", {kConsole, {"X-Forwarded-For", address}}, proof.dump())
        .status;
  };
  add("ada", Role::viewer);
  for (int tries = 0; tries < 5; ++tries) guess("ada", "198.51.100.1", "guess");
  for (int other = 0; other < 10'100; ++other)
    ASSERT_EQ(guess("j" + std::to_string(other), "198.51.100.2", ""), 400) << other;
  EXPECT_EQ(guess("ada", "198.51.100.1", "guess"), 429);
  EXPECT_EQ(guess("ada", "198.51.100.3", kPassword), 201) << "a stranger keeps nobody out";
}

TEST_F(SignInTest, ManyAddressesFindNoPasswordEither) {
  peer_ = "127.0.0.1";
  add("ada", Role::viewer);
  const auto guess = [this](int address) {
    return call("POST", "/api/v1/session",
                {kConsole, {"X-Forwarded-For", "198.51.100." + std::to_string(address)}},
                R"({"user":"ada","password":"guess"})")
        .status;
  };
  for (int tries = 0; tries < 50; ++tries) EXPECT_EQ(guess(tries), 401) << tries;
  EXPECT_EQ(guess(50), 429);
}

TEST_F(SignInTest, ASessionIsLeftByTheNextOfTheSameBrowser) {
  add("ada", Role::viewer);
  const std::string first = cookie_of(sign_in_ada());
  const Json proof{{"user", "ada"}, {"password", kPassword}};
  const Response again = with(first, "POST", "/api/v1/session", proof);
  ASSERT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(with(first, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(with(cookie_of(again), "GET", "/api/v1/me").status, 200);
}

// What the client itself says stands in front of what the proxy adds, which may be a field of its
// own.
TEST_F(SignInTest, AnAddressIsWhatTheNearestProxySays) {
  peer_ = "127.0.0.1";
  const auto guess = [this](std::string_view said, std::string_view seen) {
    return call("POST", "/api/v1/session",
                {kConsole, {"X-Forwarded-For", said}, {"X-Forwarded-For", seen}},
                R"({"token":"bt_x"})")
        .status;
  };
  for (int tries = 0; tries < 20; ++tries)
    EXPECT_EQ(guess("10.0.0." + std::to_string(tries), "198.51.100.7"), 401) << tries;
  EXPECT_EQ(guess("10.0.0.99", "198.51.100.7"), 429);
  EXPECT_EQ(guess("198.51.100.7", "198.51.100.7, 198.51.100.8"), 401) << "it is somebody else";
  peer_ = "192.0.2.1";
  EXPECT_EQ(guess("10.0.0.99", "198.51.100.7"), 401) << "whoever is no proxy is not believed";
}

// One customer of a provider has all addresses of such a network.
TEST_F(SignInTest, AddressesOfOneNetworkAreOneClient) {
  const auto guess = [this](const std::string& address) {
    peer_ = address;
    return call("POST", "/api/v1/session", {kConsole}, R"({"token":"bt_x"})").status;
  };
  for (int tries = 1; tries <= 20; ++tries)
    EXPECT_EQ(guess("2001:db8:1:2::" + std::to_string(tries)), 401) << tries;
  EXPECT_EQ(guess("2001:db8:1:2:ffff::1"), 429);
  EXPECT_EQ(guess("2001:db8:1:3::1"), 401) << "it is somebody else";
}

TEST_F(SignInTest, AnotherSiteChangesNothing) {
  add("ada", Role::admin);
  EXPECT_EQ(call("POST", "/api/v1/session", {}, "{}").status, 403);
  const std::string cookie = cookie_of(sign_in_ada());
  const Response refused = call("POST", "/api/v1/users", {{"Cookie", cookie}}, "{}");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(text_at(body_of(refused), "code"), "csrf");
  EXPECT_EQ(call("POST", "/api/v1/users",
                 {{"Cookie", cookie}, kConsole, {"Sec-Fetch-Site", "cross-site"}}, "{}")
                .status,
            403);
  EXPECT_EQ(call("GET", "/api/v1/users", {{"Cookie", cookie}}).status, 200) << "it reads";
}

TEST_F(SignInTest, TheFirstAdminIsMadeByACodeOnce) {
  identity::Code wanted;
  wanted.purpose = identity::Code::Purpose::first_admin;
  const std::string code = add_code(wanted);
  const Response told =
      call("POST", "/api/v1/session/code", {kConsole}, Json{{"code", code}}.dump());
  EXPECT_EQ(text_at(body_of(told), "purpose"), "first_admin");
  const Response weak = sign_in({{"code", code}, {"user", "ada"}, {"password", "short"}});
  EXPECT_EQ(weak.status, 400);
  EXPECT_EQ(text_at(body_of(weak)["errors"][0], "pointer"), "/password");
  EXPECT_EQ(sign_in({{"code", code}, {"user", "server"}, {"password", kPassword}}).status, 400);
  const Response in = sign_in({{"code", code}, {"user", "ada"}, {"password", kPassword}});
  ASSERT_EQ(in.status, 201) << in.body;
  EXPECT_EQ(text_at(body_of(in), "role"), "admin");
  EXPECT_EQ(sign_in({{"code", code}, {"user", "eve"}, {"password", kPassword}}).status, 401);
  EXPECT_EQ(sign_in_ada().status, 201);
  const std::string late = add_code(wanted);
  EXPECT_EQ(sign_in({{"code", late}, {"user", "eve"}, {"password", kPassword}}).status, 401)
      << "there is an admin";
}

TEST_F(SignInTest, TheFirstAdminFindsNothingOfATokenOfTheName) {
  add_token_with_view("ada");
  clock_.advance(1h);
  identity::Code wanted;
  wanted.purpose = identity::Code::Purpose::first_admin;
  const std::string code = add_code(wanted);
  ASSERT_EQ(sign_in({{"code", code}, {"user", "ada"}, {"password", kPassword}}).status, 201);
  EXPECT_EQ(views_of("ada"), 0U) << "it had expired, and may have been somebody else's";
}

TEST_F(SignInTest, WhoeverIsEnabledFindsNothingOfATokenOfTheName) {
  add("ada", Role::admin);
  add("ben", Role::viewer);
  const std::string admin = cookie_of(sign_in_ada());
  const auto change = [&](const char* how) {
    return with(admin, "POST", std::string("/api/v1/users/ben/") + how).status;
  };
  ASSERT_EQ(change("disable"), 200);
  add_token_with_view("ben");
  ASSERT_EQ(change("enable"), 200);
  EXPECT_EQ(views_of("ben"), 1U) << "the token is valid, and whoever has it is the same person";
  ASSERT_EQ(change("disable"), 200);
  EXPECT_EQ(views_of("ben"), 1U);
  clock_.advance(1h);
  ASSERT_EQ(change("enable"), 200);
  EXPECT_EQ(views_of("ben"), 0U);
  add_token_with_view("ben");
  clock_.advance(1h);
  ASSERT_EQ(change("enable"), 200);
  EXPECT_EQ(views_of("ben"), 1U) << "this user was enabled already";
}

TEST_F(SignInTest, ACodeIsGoodForSomeMinutes) {
  add("ada", Role::viewer);
  identity::Code wanted;
  transact([&wanted](ports::Tx& tx) { wanted.user = tx.users().front().id; });
  const std::string code = add_code(wanted);
  clock_.advance(10min);
  EXPECT_EQ(sign_in({{"code", code}}).status, 401);
  const std::string fresh = add_code(wanted);
  EXPECT_EQ(sign_in({{"code", fresh}}).status, 201);
  EXPECT_EQ(sign_in({{"code", fresh}}).status, 401) << "once";
}

TEST_F(SignInTest, AUserIsInvitedChangedAndDisabled) {
  add("ada", Role::admin);
  const std::string admin = cookie_of(sign_in_ada());
  const Response added =
      with(admin, "POST", "/api/v1/users", {{"name", "ben"}, {"role", "viewer"}});
  ASSERT_EQ(added.status, 201) << added.body;
  EXPECT_EQ(text_at(body_of(added), "state"), "invited");
  EXPECT_EQ(with(admin, "POST", "/api/v1/users", {{"name", "Ben"}, {"role", "viewer"}}).status,
            409);
  EXPECT_EQ(with(admin, "POST", "/api/v1/users", {{"name", "cyd"}, {"role", "sender"}}).status,
            400);
  const std::string code = text_at(body_of(added), "code");
  EXPECT_EQ(sign_in({{"code", code}}).status, 400) << "a password is asked for";
  const Response in = sign_in({{"code", code}, {"password", "six grey mice sing"}});
  ASSERT_EQ(in.status, 201) << in.body;
  const std::string ben = cookie_of(in);
  EXPECT_EQ(with(ben, "GET", "/api/v1/users").status, 403);
  EXPECT_EQ(with(admin, "PUT", "/api/v1/users/ben", {{"role", "admin"}}).status, 200);
  EXPECT_EQ(with(ben, "GET", "/api/v1/users").status, 200) << "the role counts at once";
  EXPECT_EQ(with(admin, "POST", "/api/v1/users/ben/disable").status, 200);
  EXPECT_EQ(with(ben, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(sign_in({{"user", "ben"}, {"password", "six grey mice sing"}}).status, 401);
  EXPECT_EQ(with(admin, "POST", "/api/v1/users/ada/disable").status, 409) << "the last admin";
  EXPECT_EQ(with(admin, "PUT", "/api/v1/users/ada", {{"role", "viewer"}}).status, 409);
  EXPECT_EQ(with(admin, "POST", "/api/v1/users/zoe/disable").status, 404);
  EXPECT_THAT(acts(), testing::ElementsAre("sessions.open ada ada", "users.add ben ada",
                                           "users.password ben ben", "sessions.open ben ben",
                                           "users.change ben ada", "users.disable ben ada"));
}

TEST_F(SignInTest, OnlySessionsThatAreOpenAreCounted) {
  add("ada", Role::admin);
  sign_in_ada();
  clock_.advance(13h);
  const std::string admin = cookie_of(sign_in_ada());
  const Response listed = call("GET", "/api/v1/users", {{"Cookie", admin}});
  EXPECT_EQ(body_of(listed)["items"][0]["sessions"], 1) << "nobody used the first for 12 hours";
  const Response changed = with(admin, "PUT", "/api/v1/users/ada", {{"title", "Ada L."}});
  EXPECT_EQ(body_of(changed)["sessions"], 1);
}

TEST_F(SignInTest, ANewPasswordEndsTheOtherSessions) {
  add("ada", Role::admin);
  const std::string first = cookie_of(sign_in_ada());
  const std::string second = cookie_of(sign_in_ada());
  const Json wrong{{"old", "no"}, {"new", "six grey mice sing"}};
  EXPECT_EQ(with(first, "PUT", "/api/v1/me/password", wrong).status, 400);
  const Json right{{"old", kPassword}, {"new", "six grey mice sing"}};
  EXPECT_EQ(with(first, "PUT", "/api/v1/me/password", right).status, 204);
  EXPECT_EQ(with(first, "GET", "/api/v1/me").status, 200);
  EXPECT_EQ(with(second, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(sign_in_ada().status, 401);
  EXPECT_EQ(sign_in_ada("six grey mice sing").status, 201);
}

TEST_F(SignInTest, PeopleBehindAProxyDoNotSlowOneAnotherDown) {
  peer_ = "127.0.0.1";
  const Json wrong{{"old", "no"}, {"new", "six grey mice sing"}};
  for (int person = 0; person < 5; ++person) {
    const std::string name = "user" + std::to_string(person);
    const std::string address = "198.51.100." + std::to_string(person);
    add(name, Role::viewer);
    const std::string cookie = cookie_of(sign_in({{"user", name}, {"password", kPassword}}));
    for (int tries = 0; tries < 5; ++tries)
      EXPECT_EQ(call("PUT", "/api/v1/me/password",
                     {{"Cookie", cookie}, kConsole, {"X-Forwarded-For", address}}, wrong.dump())
                    .status,
                400)
          << name << " " << tries;
  }
}

TEST_F(SignInTest, TheOldPasswordIsNotFoundByTrying) {
  add("ada", Role::viewer);
  const std::string cookie = cookie_of(sign_in_ada());
  const auto guess = [&] {
    return with(cookie, "PUT", "/api/v1/me/password",
                {{"old", "no"}, {"new", "six grey mice sing"}});
  };
  for (int tries = 0; tries < 5; ++tries) EXPECT_EQ(guess().status, 400) << tries;
  const Response limited = guess();
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(text_at(body_of(limited), "detail"),
            "too many tries to change the password; try again in 30 s");
  EXPECT_THAT(limited.fields, HasSubstr("Retry-After: 30\r\n"));
}

// Hashing takes a moment, in which an admin may take the password back.
TEST_F(SignInTest, APasswordThatIsTakenBackMeanwhileStaysTakenBack) {
  add("ada", Role::admin);
  const std::string cookie = cookie_of(sign_in_ada());
  Exchange exchange = asked("PUT", "/api/v1/me/password", {{"Cookie", cookie}, kConsole});
  ASSERT_TRUE(gateway_.admit(exchange).taken) << exchange.response.body;
  exchange.request.body = keep(Json{{"old", kPassword}, {"new", "six grey mice sing"}}.dump());
  ASSERT_FALSE(gateway_.answer_now(exchange)) << exchange.response.body;
  bool done = false;
  boost::asio::co_spawn(io_, gateway_.answer(exchange), [&done](std::exception_ptr thrown) {
    done = true;
    if (thrown) std::rethrow_exception(thrown);
  });
  transact([](ports::Tx& tx) {
    identity::User ada = tx.users().front();
    ada.password.clear();
    tx.put_user(ada);
  });
  while (!done) {
    io_.restart();
    io_.run_one();
  }
  EXPECT_EQ(exchange.response.status, 409) << exchange.response.body;
  EXPECT_EQ(sign_in_ada("six grey mice sing").status, 401);
}

TEST_F(SignInTest, TheCookieEndsWithTheTokenOfItsSession) {
  identity::Grant grant{"ops", Role::viewer};
  grant.expires_at = clock_.now() + 90s;
  auto made = identity::new_token(std::move(grant), {}, clock_.now());
  transact([&made](ports::Tx& tx) {
    made.token.id = tx.new_token_id();
    tx.put_token(made.token);
  });
  add("ada", Role::admin);
  (void)sign_in_ada();  // the server looks at the store
  const Response in = sign_in({{"token", made.text}});
  ASSERT_EQ(in.status, 201) << in.body;
  EXPECT_THAT(in.fields, HasSubstr("; Max-Age=90"));
}

TEST_F(SignInTest, ATokenSignsInAndItsSessionEndsWithIt) {
  add("ada", Role::admin);
  const std::string admin = cookie_of(sign_in_ada());
  const Response made =
      with(admin, "POST", "/api/v1/tokens", {{"name", "ops"}, {"role", "operator"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const Response in = sign_in({{"token", text_at(body_of(made), "token")}});
  ASSERT_EQ(in.status, 201) << in.body;
  EXPECT_EQ(text_at(body_of(in), "kind"), "token");
  const std::string ops = cookie_of(in);
  EXPECT_EQ(with(ops, "GET", "/api/v1/me").status, 200);
  with(admin, "DELETE", "/api/v1/tokens/" + text_at(body_of(made), "id"));
  EXPECT_EQ(with(ops, "GET", "/api/v1/me").status, 401);
  const Response machine =
      with(admin, "POST", "/api/v1/tokens", {{"name", "crm"}, {"role", "sender"}});
  EXPECT_EQ(sign_in({{"token", text_at(body_of(machine), "token")}}).status, 403);
}

// Each session is a row of the audit, of which nothing is ever deleted.
TEST_F(SignInTest, WhoeverSignsInAgainAndAgainHasToWait) {
  add("ada", Role::admin);
  const std::string admin = cookie_of(sign_in_ada());
  const Response made =
      with(admin, "POST", "/api/v1/tokens", {{"name", "ops"}, {"role", "viewer"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string token = text_at(body_of(made), "token");
  const auto again = [this, &token] { return sign_in({{"token", token}}).status; };
  for (int session = 0; session < 600; ++session) ASSERT_EQ(again(), 201) << session;
  const Response limited = sign_in({{"token", token}});
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(
      text_at(body_of(limited), "detail"),
      "you have signed in too often; go on with a session that you have, or try again in 10 s");
  EXPECT_THAT(limited.fields, HasSubstr("Retry-After: 10\r\n"));
  EXPECT_EQ(sign_in_ada().status, 201) << "others sign in as ever";
  clock_.advance(10s);
  EXPECT_EQ(again(), 201);
  EXPECT_EQ(again(), 429);
}

TEST_F(SignInTest, ALoginLinkSignsInWhoeverAsked) {
  add("ada", Role::approver);
  add("root", Role::admin);
  const std::string cookie = cookie_of(sign_in_ada());
  const Response made = with(cookie, "POST", "/api/v1/me/code");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(text_at(body_of(made), "path"), HasSubstr("/#code=bc_"));
  const Response in = sign_in({{"code", text_at(body_of(made), "code")}});
  EXPECT_EQ(text_at(body_of(in), "name"), "ada");
}

TEST_F(SignInTest, TokensAreMadeForLessAndForAWhile) {
  add("ada", Role::admin);
  const std::string admin = cookie_of(sign_in_ada());
  const auto make = [&](Json wanted) {
    wanted["name"] = "ops";
    wanted["role"] = "operator";
    return with(admin, "POST", "/api/v1/tokens", wanted);
  };
  EXPECT_EQ(make({{"scopes", {"admin"}}}).status, 400) << "an operator may not";
  EXPECT_EQ(make({{"scopes", {"fly"}}}).status, 400);
  EXPECT_EQ(make({{"expires_at", "2001-01-01T00:00:00Z"}}).status, 400);
  EXPECT_EQ(make({{"expires_at", "soon"}}).status, 400);
  const std::string expiry = core::to_rfc3339(clock_.now() + 1h);
  const Response made = make({{"scopes", {"read"}}, {"expires_at", expiry}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string proof = "Bearer " + text_at(body_of(made), "token");
  EXPECT_EQ(call("GET", "/api/v1/me", {{"Authorization", proof}}).status, 200);
  EXPECT_EQ(call("POST", "/api/v1/runs/x/retry", {{"Authorization", proof}}).status, 403);
  clock_.advance(1h);
  EXPECT_EQ(call("GET", "/api/v1/me", {{"Authorization", proof}}).status, 401);
  const Response listed = with(admin, "GET", "/api/v1/tokens");
  EXPECT_EQ(text_at(body_of(listed)["items"][0], "state"), "expired");
}

TEST_F(SignInTest, AViewMayBeLongerThanAName) {
  add("ada", Role::viewer);
  const std::string ada = cookie_of(sign_in_ada());
  const auto kept = [&](std::size_t bytes) {
    const std::string query = "key:" + std::string(bytes - 4, 'x');
    return with(ada, "PUT", "/api/v1/me/views/long", {{"q", query}}).status;
  };
  EXPECT_EQ(kept(runtime::kViewQueryBytesMax), 201);
  EXPECT_EQ(kept(runtime::kViewQueryBytesMax + 1), 413);
}

TEST_F(SignInTest, TheAuditIsListedAndChecked) {
  add("ada", Role::admin);
  const std::string admin = cookie_of(sign_in_ada());
  with(admin, "POST", "/api/v1/users", {{"name", "ben"}, {"role", "viewer"}});
  const Response listed = call("GET", "/api/v1/audit", {{"Cookie", admin}});
  ASSERT_EQ(listed.status, 200) << listed.body;
  EXPECT_EQ(text_at(body_of(listed)["items"][0], "act"), "users.add");
  EXPECT_EQ(body_of(listed)["items"].size(), 2U);
  const Json verdict = body_of(call("GET", "/api/v1/audit/verify", {{"Cookie", admin}}));
  EXPECT_EQ(verdict["whole"], true);
  EXPECT_EQ(verdict["rows"], 2);
  EXPECT_EQ(verdict["head"], body_of(listed)["items"][0]["hash"]);
  transact([](ports::Tx& tx) {
    tx.set_setting(identity::kAuditEnd, identity::end_text(3, std::string(64, 'a')));
  });
  const Json cut_off = body_of(call("GET", "/api/v1/audit/verify", {{"Cookie", admin}}));
  EXPECT_EQ(cut_off["broken"], 3);
  EXPECT_EQ(cut_off["because"], "the end was cut off: there were 3 rows");
}

}  // namespace
}  // namespace baton::http
