#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>

namespace baton::app {
namespace {

using testing::HasSubstr;

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

TEST(Login, TakesTheAddressOfAServer) {
  Bench bench;
  bench.server.answer("POST /api/v1/me/code", {{"path", "/#code=bc_x"}}, 201);
  EXPECT_EQ(bench.run({"login", "http://127.0.0.1:5/"}).out, "http://127.0.0.1:5/#code=bc_x\n");
  EXPECT_EQ(bench.server.url, "http://127.0.0.1:5");
  EXPECT_EQ(bench.run({"login", "foo"}).exit, kUsage) << "it is no link";
}

}  // namespace
}  // namespace baton::app
