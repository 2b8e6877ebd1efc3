#include "baton/core/version_number.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(VersionNumber, IsReadFromDigitsOnly) {
  EXPECT_EQ(parse_version("1"), 1);
  EXPECT_EQ(parse_version("1000000000"), kVersionMax);
  for (const auto* text :
       {"", "0", "-1", "+1", "1.0", "1 ", " 1", "v1", "1000000001", "99999999999999999999", "0x1"})
    EXPECT_FALSE(parse_version(text)) << text;
}

TEST(VersionNumber, IsAWholeNumberOfJson) {
  EXPECT_EQ(version_number(7), 7);
  EXPECT_EQ(version_number(kVersionMax), kVersionMax);
  for (const auto& value :
       {Json(0), Json(-1), Json(1.0), Json("1"), Json(), Json(1'000'000'001), Json(4'294'967'297)})
    EXPECT_FALSE(version_number(value)) << value;
}

}  // namespace
}  // namespace baton::core
