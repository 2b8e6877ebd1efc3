#include "baton/core/person.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Person, StandsBehindAToken) {
  EXPECT_TRUE(same_person("ada", "token:ada"));
  EXPECT_TRUE(same_person("token:ada", "token:ada"));
  EXPECT_FALSE(same_person("ada", "ben"));
  EXPECT_FALSE(same_person("", ""));
  EXPECT_FALSE(same_person("token:", ""));
}

}  // namespace
}  // namespace baton::core
