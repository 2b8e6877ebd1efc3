#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using core::Json;

TEST(Tokens, AreMadeForLessAndForAWhile) {
  Bench bench;
  bench.server.answer("POST /api/v1/tokens", {{"id", "tok_1"}, {"token", "bt_x"}}, 201);
  bench.run({"token", "create", "ci", "--scope", "read", "--scope", "send", "--expires", "1d"});
  EXPECT_EQ(Json::parse(bench.body())["scopes"], Json::array({"read", "send"}));
  EXPECT_EQ(Json::parse(bench.body())["expires_at"], "2026-05-05T10:00:00Z");
  EXPECT_EQ(bench.run({"token", "create", "ci", "--expires", "soon"}).exit, kUsage);
}

}  // namespace
}  // namespace baton::app
