#include "baton/identity/audit.hpp"

#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;

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
  bench.input = "\n";
  EXPECT_THAT(bench.run({"audit", "verify", "-"}).err, HasSubstr("error: the file has no rows"));
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST(Audit, AHashThatWasKeptIsLookedForInTheFile) {
  Bench bench;
  bench.input = exported();
  const auto last = bench.input.substr(bench.input.rfind("\"hash\":\"") + 8, 64);
  EXPECT_EQ(bench.run({"audit", "verify", "-", "--head", last}).exit, kOk);
  bench.input.erase(bench.input.rfind('{', bench.input.rfind("\"act\"")));
  const auto cut_off = bench.run({"audit", "verify", "-", "--head", last});
  EXPECT_EQ(cut_off.exit, kNo);
  EXPECT_THAT(cut_off.out, HasSubstr("row 3: no row has the hash " + last));
  EXPECT_EQ(bench.run({"audit", "verify", "-", "--head", "ab"}).exit, kUsage);
}

TEST(Audit, TheServerLooksForAHashThatWasKept) {
  Bench bench;
  const std::string hash(64, 'a');
  bench.server.answer("GET /api/v1/audit/verify?head=" + hash,
                      {{"whole", true}, {"rows", 4}, {"head", hash}, {"broken", nullptr}});
  EXPECT_EQ(bench.run({"audit", "verify", "--head", std::string(64, 'A')}).exit, kOk);
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

}  // namespace
}  // namespace baton::app
