#include "simulator/route_bindings.hpp"

#include <gtest/gtest.h>
#include <set>

namespace baton::simulator {
namespace {

using core::Json;

TEST(RouteBindings, ReadsBodiesByTheirMediaType) {
  Request request;
  request.vendor = "slack";
  request.headers = {{"content-type", "application/json"}, {"host", "127.0.0.1:9"}};
  request.text = R"({"a":1})";
  EXPECT_EQ(seen_by_expressions(request, false)["body"], Json({{"a", 1}}));
  EXPECT_EQ(seen_by_expressions(request, false)["origin"], "http://127.0.0.1:9/slack");
  request.headers["content-type"] = "application/x-www-form-urlencoded";
  request.text = "email=ada%40example.com";
  EXPECT_EQ(seen_by_expressions(request, false)["body"], Json({{"email", "ada@example.com"}}));
  request.headers["content-type"] = "text/plain";
  request.text = "no JSON";
  const auto raw = seen_by_expressions(request, true);
  EXPECT_TRUE(raw["body"].is_null());
  EXPECT_EQ(raw["base64"], "bm8gSlNPTg==");
}

TEST(RouteBindings, TellsThePartsOfAMultipartBody) {
  Request request;
  request.headers = {{"content-type", "multipart/form-data; boundary=\"x\""}};
  request.text =
      "--x\r\nContent-Disposition: form-data; name=\"parent\"\r\n\r\n77\r\n"
      "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
      "Content-Type: text/plain\r\n\r\nHello\r\n--x--\r\n";
  EXPECT_EQ(seen_by_expressions(request, false)["parts"],
            Json::parse(R"([{"name":"parent","size":2,"text":"77"},
                            {"name":"file","filename":"a.txt","type":"text/plain","size":5}])"));
}

TEST(RouteBindings, NoTwoIdsAreTheSame) {
  std::set<std::string> uuids, tails, hexes;
  for (std::uint64_t number = 1'200'000'000'000; number < 1'200'000'001'000; ++number) {
    const auto ids = fresh_ids(number);
    uuids.insert(ids["uuid"].get<std::string>());
    hexes.insert(ids["hex"].get<std::string>());
    tails.insert(ids["tail"].get<std::string>());
    ASSERT_EQ(ids["tail"].get<std::string>().size(), 15U);
    ASSERT_EQ(ids["uuid"].get<std::string>().size(), 36U);
  }
  EXPECT_EQ(uuids.size(), 1000U);
  EXPECT_EQ(hexes.size(), 1000U);
  EXPECT_EQ(tails.size(), 1000U);
  EXPECT_EQ(fresh_ids(7), fresh_ids(7));
}

}  // namespace
}  // namespace baton::simulator
