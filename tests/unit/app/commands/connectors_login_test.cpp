#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;
using testing::HasSubstr;
using testing::Not;

TEST(ConnectorsLogin, ByDeviceCodeAsksUntilItIsDone) {
  Bench bench;
  bench.server.answer("POST /api/v1/connections/crm/login",
                      {{"id", "log-1"},
                       {"url", "https://vendor.example.com/device"},
                       {"complete_url", ""},
                       {"user_code", "WDJB-MJHT"},
                       {"expires_in", 900},
                       {"interval", 7}},
                      201);
  const std::string ask = "POST /api/v1/connections/crm/login/log-1";
  bench.server.answer(ask, {{"done", false}, {"secret", ""}, {"interval", 7}});
  bench.server.answer(ask, {{"done", false}, {"secret", ""}, {"interval", 12}});
  bench.server.answer(ask, {{"done", true}, {"secret", "crm_refresh"}, {"interval", 0}});
  const auto login = bench.run({"connectors", "login", "crm", "--device"});
  EXPECT_EQ(login.exit, kOk) << login.err;
  EXPECT_EQ(bench.pauses, 3);
  EXPECT_THAT(login.err, HasSubstr("https://vendor.example.com/device"));
  EXPECT_THAT(login.err, HasSubstr("WDJB-MJHT"));
  EXPECT_THAT(login.out, HasSubstr("the refresh token is the secret crm_refresh"));
}

TEST(ConnectorsLogin, ByDeviceCodeEndsWithTheCode) {
  Bench bench;
  bench.server.answer(
      "POST /api/v1/connections/crm/login",
      {{"id", "log-1"}, {"url", "u"}, {"user_code", "C"}, {"expires_in", 20}, {"interval", 7}},
      201);
  bench.server.answer("POST /api/v1/connections/crm/login/log-1",
                      {{"done", false}, {"interval", 7}});
  const auto login = bench.run({"connectors", "login", "crm", "--device"});
  EXPECT_NE(login.exit, kOk);
  EXPECT_EQ(bench.pauses, 3) << "after 20 seconds the code has ended";
  EXPECT_THAT(login.err, HasSubstr("nobody entered the code in time"));
}

TEST(ConnectorsLogin, ByRedirectionSaysWhatTheServerRefuses) {
  Bench bench;
  bench.server.answer("POST /api/v1/connections/crm/login",
                      {{"title", "Bad Request"}, {"detail", "its auth is bearer"}}, 400);
  const auto login = bench.run({"connectors", "login", "crm"});
  EXPECT_EQ(login.exit, kUsage);
  EXPECT_THAT(login.err, HasSubstr("its auth is bearer"));
  EXPECT_THAT(bench.body(), HasSubstr("http://127.0.0.1:"));
  EXPECT_THAT(bench.body(), HasSubstr("/callback"));
}

}  // namespace
}  // namespace baton::app
