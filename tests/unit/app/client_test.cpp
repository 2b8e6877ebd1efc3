#include "app/client.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::app {
namespace {

std::string client_nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

TEST(Client, ReadsWhatTheServerTakesWithinWhatItPutsAround) {
  const auto json = json_in("application/json", client_nested(core::kAnswerDepthMax));
  ASSERT_TRUE(json);
  EXPECT_TRUE(json->is_array());
}

TEST(Client, AnAnswerThatCannotBeReadIsNoEmptyOne) {
  const auto deep =
      json_in("application/json; charset=utf-8", client_nested(core::kAnswerDepthMax + 1));
  ASSERT_FALSE(deep);
  EXPECT_THAT(deep.error().message, ::testing::HasSubstr("nested deeper than 128 levels"));
  EXPECT_FALSE(json_in("application/json", "{\"items\": ["));
  EXPECT_FALSE(json_in("application/problem+json", "{"));
}

TEST(Client, WhatIsNoJsonIsNone) {
  for (const char* type : {"application/x-ndjson", "text/yaml", ""}) {
    const auto json = json_in(type, "a: 1\nb: 2\n");
    ASSERT_TRUE(json) << type;
    EXPECT_TRUE(json->is_null()) << type;
  }
  const auto empty = json_in("application/json", "");
  ASSERT_TRUE(empty);
  EXPECT_TRUE(empty->is_null());
}

}  // namespace
}  // namespace baton::app
