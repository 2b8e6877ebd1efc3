#include "cel/member_key.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace baton::tests {
namespace {

using namespace std::string_literals;

TEST(MemberKey, StandsWhereItsTextDoes) {
  const std::array names{""s,  "a"s, "ab"s,   "b"s,    "stage"s, "status"s,    "\0"s,
                         "Z"s, "ä"s, "\xff"s, "a\0b"s, "a\0c"s,  "z\xffsome"s, "\x7f"s};
  for (const auto& one : names) {
    for (const auto& other : names) {
      EXPECT_EQ(one < cel::MemberKey(other), one < other) << one << " and " << other;
      EXPECT_EQ(cel::MemberKey(one) < other, one < other) << one << " and " << other;
    }
  }
}

TEST(MemberKey, FindsAMember) {
  const core::Json json{{"account", 1}, {"amount", 2}, {"", 3}, {"stage", 4}, {"status", 5}};
  const auto& object = json.get_ref<const core::Json::object_t&>();
  for (const auto& [name, value] : json.items()) EXPECT_EQ(cel::member_of(object, name), &value);
  for (const auto* name : {"amounts", "b", "stag", "zone", "Stage"})
    EXPECT_EQ(cel::member_of(object, name), nullptr) << name;
}

}  // namespace
}  // namespace baton::tests
