#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

TEST(Users, AreAddedWithALinkOrAPassword) {
  Bench bench;
  bench.server.answer("POST /api/v1/users", {{"name", "ben"}, {"path", "/#code=bc_x"}}, 201);
  bench.server.answer("POST /api/v1/users", {{"name", "ben"}, {"path", nullptr}}, 201);
  const auto linked = bench.run({"users", "add", "ben", "--role", "approver", "--group", "legal"});
  EXPECT_EQ(linked.out, "http://127.0.0.1:8700/#code=bc_x\n");
  EXPECT_THAT(linked.err, HasSubstr("send this link to ben"));
  EXPECT_EQ(Json::parse(bench.body()),
            (Json{{"name", "ben"}, {"role", "approver"}, {"groups", {"legal"}}}));
  bench.input = "four old lamps glow\nand more\n";
  EXPECT_EQ(bench.run({"users", "add", "ben", "--password-file", "-"}).out, "ben  is added\n");
  EXPECT_EQ(Json::parse(bench.body())["password"], "four old lamps glow");
  EXPECT_EQ(bench.run({"users", "add", "ben", "--role", "sender"}).exit, kUsage)
      << "a machine does not sign in";
}

TEST(Users, AreChangedByWhatIsSaid) {
  Bench bench;
  bench.server.answer("PUT /api/v1/users/ben%20b", {{"name", "ben b"}});
  EXPECT_EQ(bench.run({"users", "change", "ben b", "--role", "editor"}).out, "ben b  is changed\n");
  EXPECT_EQ(bench.body(), R"({"role":"editor"})");
  bench.run({"users", "change", "ben b", "--group", ""});
  EXPECT_EQ(bench.body(), R"({"groups":[]})");
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

}  // namespace
}  // namespace baton::app
