#include "baton/identity/audit.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

// The commands about people: users, login and audit.
namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

std::string body(const Bench& bench) { return bench.server.requests.back().body; }

TEST(Users, AreAddedWithALinkOrAPassword) {
  Bench bench;
  bench.server.answer("POST /api/v1/users", {{"name", "ben"}, {"path", "/#code=bc_x"}}, 201);
  bench.server.answer("POST /api/v1/users", {{"name", "ben"}, {"path", nullptr}}, 201);
  const auto linked = bench.run({"users", "add", "ben", "--role", "approver", "--group", "legal"});
  EXPECT_EQ(linked.out, "http://127.0.0.1:8700/#code=bc_x\n");
  EXPECT_THAT(linked.err, HasSubstr("send this link to ben"));
  EXPECT_EQ(Json::parse(body(bench)),
            (Json{{"name", "ben"}, {"role", "approver"}, {"groups", {"legal"}}}));
  bench.input = "four old lamps glow\nand more\n";
  EXPECT_EQ(bench.run({"users", "add", "ben", "--password-file", "-"}).out, "ben  is added\n");
  EXPECT_EQ(Json::parse(body(bench))["password"], "four old lamps glow");
  EXPECT_EQ(bench.run({"users", "add", "ben", "--role", "sender"}).exit, kUsage)
      << "a machine does not sign in";
}

TEST(Users, AreChangedByWhatIsSaid) {
  Bench bench;
  bench.server.answer("PUT /api/v1/users/ben%20b", {{"name", "ben b"}});
  EXPECT_EQ(bench.run({"users", "change", "ben b", "--role", "editor"}).out, "ben b  is changed\n");
  EXPECT_EQ(body(bench), R"({"role":"editor"})");
  bench.run({"users", "change", "ben b", "--group", ""});
  EXPECT_EQ(body(bench), R"({"groups":[]})");
}

TEST(Users, AreKeptOutAndLetIn) {
  Bench bench;
  bench.server.answer("POST /api/v1/users/ben/disable", {{"name", "ben"}});
  bench.server.answer("POST /api/v1/users/ben/enable", {{"name", "ben"}});
  bench.server.answer("POST /api/v1/users/ben/password",
                      {{"name", "ben"}, {"path", "/#code=bc_y"}});
  EXPECT_EQ(bench.run({"users", "disable", "ben"}).out, "ben  is disabled\n");
  EXPECT_EQ(bench.run({"users", "enable", "ben"}).out, "ben  is enabled\n");
  EXPECT_THAT(bench.run({"users", "passwd", "ben"}).out, HasSubstr("#code=bc_y"));
}

TEST(Login, PrintsALinkThatSignsIn) {
  Bench bench;
  bench.server.answer("POST /api/v1/me/code", {{"path", "/#code=bc_x"}, {"purpose", "first_admin"}},
                      201);
  const auto made = bench.run({"login"});
  EXPECT_EQ(made.out, "http://127.0.0.1:8700/#code=bc_x\n");
  EXPECT_THAT(made.err, HasSubstr("first admin"));
  bench.server.requests.clear();
  EXPECT_EQ(bench.run({"login", "http://127.0.0.1:8700/#code=bc_z"}).out,
            "http://127.0.0.1:8700/#code=bc_z\n");
  EXPECT_TRUE(bench.server.requests.empty()) << "the link is there already";
}

// A chain of rows as the server exports it.
std::string exported() {
  std::string lines, previous;
  for (std::int64_t at = 1; at <= 3; ++at) {
    identity::AuditRow row;
    row.sequence = at;
    row.actor = core::Actor::user("ada");
    row.act = "users.add";
    row.previous = previous;
    row.hash = previous = identity::hash_of(row);
    lines += core::dump(identity::to_json(row)) + "\n";
  }
  return lines;
}

TEST(Audit, AFileIsCheckedWithoutAServer) {
  Bench bench;
  bench.input = exported();
  const auto whole = bench.run({"audit", "verify", "-"});
  EXPECT_EQ(whole.exit, kOk) << whole.err;
  EXPECT_THAT(whole.out, HasSubstr("3 rows are whole"));
  bench.input.replace(bench.input.rfind("\"ada\""), 5, "\"eve\"");
  const auto broken = bench.run({"audit", "verify", "-"});
  EXPECT_EQ(broken.exit, kNo);
  EXPECT_THAT(broken.out, HasSubstr("row 3: it is not what was written"));
  bench.input = "{}\n";
  EXPECT_EQ(bench.run({"audit", "verify", "-"}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST(Audit, TheServerNamesTheBrokenRow) {
  Bench bench;
  bench.server.answer("GET /api/v1/audit/verify", {{"whole", false},
                                                   {"rows", 4},
                                                   {"head", "ab"},
                                                   {"broken", 5},
                                                   {"because", "the row is missing"}});
  const auto told = bench.run({"audit", "verify"});
  EXPECT_EQ(told.exit, kNo);
  EXPECT_THAT(told.out, HasSubstr("row 5: the row is missing; the 4 rows before it are whole"));
}

TEST(Audit, IsExportedPageByPage) {
  Bench bench;
  bench.server.answer("GET /api/v1/audit?after=0&limit=500",
                      {{"items", Json::array({Json{{"sequence", 1}}})}, {"next", "1"}});
  bench.server.answer("GET /api/v1/audit?after=1&limit=500",
                      {{"items", Json::array({Json{{"sequence", 2}}})}, {"next", nullptr}});
  EXPECT_EQ(bench.run({"audit", "export"}).out, "{\"sequence\":1}\n{\"sequence\":2}\n");
}

TEST(Tokens, AreMadeForLessAndForAWhile) {
  Bench bench;
  bench.server.answer("POST /api/v1/tokens", {{"id", "tok_1"}, {"token", "bt_x"}}, 201);
  bench.run({"token", "create", "ci", "--scope", "read", "--scope", "send", "--expires", "1d"});
  EXPECT_EQ(Json::parse(body(bench))["scopes"], Json::array({"read", "send"}));
  EXPECT_EQ(Json::parse(body(bench))["expires_at"], "2026-05-05T10:00:00Z");
  EXPECT_EQ(bench.run({"token", "create", "ci", "--expires", "soon"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
