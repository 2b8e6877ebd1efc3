#include "baton/identity/principal.hpp"

#include "unit/identity/now.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::identity {
namespace {

TEST(Principal, LastsUntilItsTimeIsOver) {
  Principal by;
  EXPECT_TRUE(by.lasts(kNow)) << "nothing ends it";
  by.expires_at = kNow + std::chrono::seconds(1);
  EXPECT_TRUE(by.lasts(kNow));
  EXPECT_FALSE(by.lasts(kNow + std::chrono::seconds(1)));
  by.expires_at.reset();
  by.valid = false;
  EXPECT_FALSE(by.lasts(kNow)) << "it was revoked";
}

}  // namespace
}  // namespace baton::identity
