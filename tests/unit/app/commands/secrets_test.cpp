#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kCanary = "canary-7f3a91c2d4";

Json secret_used_by(const Json& used_by) {
  return {{"name", "jira"},
          {"changed_at", "2026-05-04T09:59:00Z"},
          {"changed_by", "ada"},
          {"used_by", used_by},
          {"fault", ""}};
}

TEST(Secrets, TheValueComesFromStandardInputAndIsNotShown) {
  Bench bench;
  bench.server.answer("PUT /api/v1/secrets/jira", secret_used_by({"jira", "board"}));
  bench.input = std::string(kCanary) + "\r\n\n";
  const auto set = bench.run({"secrets", "set", "jira"});
  EXPECT_EQ(set.exit, kOk) << set.err;
  EXPECT_EQ(Json::parse(bench.body()), (Json{{"value", kCanary}}));
  EXPECT_THAT(set.out, HasSubstr("jira  is set"));
  EXPECT_THAT(set.err, HasSubstr("in use by jira, board"));
  EXPECT_THAT(set.out + set.err, Not(HasSubstr(kCanary)));
}

TEST(Secrets, AKeyOfManyLinesKeepsThem) {
  Bench bench;
  bench.server.answer("PUT /api/v1/secrets/jira", secret_used_by(Json::array()));
  bench.input = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const auto set = bench.run({"secrets", "set", "jira"});
  EXPECT_EQ(Json::parse(bench.body()).at("value"),
            "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----");
  EXPECT_THAT(set.err, HasSubstr("write secret:jira in connections.yaml"));
}

TEST(Secrets, AnEmptyValueAndOneOnTheCommandLineAreRefused) {
  Bench bench;
  bench.input = "\n";
  EXPECT_EQ(bench.run({"secrets", "set", "jira"}).exit, kUsage);
  EXPECT_EQ(bench.run({"secrets", "set", "jira", kCanary}).exit, kUsage);
  EXPECT_TRUE(bench.server.requests.empty());
}

TEST(Secrets, AreListedRemovedAndRotated) {
  Bench bench;
  bench.server.answer("GET /api/v1/secrets",
                      {{"items", Json::array({secret_used_by({"jira"})})}, {"next", nullptr}});
  const auto listed = bench.run({"secrets", "ls"});
  EXPECT_THAT(listed.out, HasSubstr("jira"));
  EXPECT_THAT(listed.out, HasSubstr("1m ago"));
  bench.server.answer("DELETE /api/v1/secrets/jira", nullptr, 204);
  EXPECT_THAT(bench.run({"secrets", "rm", "jira"}).out, HasSubstr("jira  is removed"));
  bench.server.answer("POST /api/v1/secret-key/rotate", {{"secrets", 3}});
  EXPECT_THAT(bench.run({"secrets", "rotate-key"}).out, HasSubstr("3 secrets are encrypted"));
}

}  // namespace
}  // namespace baton::app
