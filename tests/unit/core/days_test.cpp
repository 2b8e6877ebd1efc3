#include "baton/core/days.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Days, ADateIsTheBeginningOfItsDay) {
  EXPECT_EQ(to_rfc3339(parse_day_or_moment("2026-05-04").value()), "2026-05-04T00:00:00Z");
  EXPECT_EQ(to_rfc3339(parse_day_or_moment("2026-05-04T10:00:00+02:00").value()),
            "2026-05-04T08:00:00Z");
  for (const auto* wrong : {"", "2026-13-01", "2026-02-30", "2026-5-4", "20260504T1", "yesterday!"})
    EXPECT_FALSE(parse_day_or_moment(wrong)) << wrong;
}

TEST(Days, ADayIsADateAndNothingBesides) {
  EXPECT_EQ(to_rfc3339(parse_day("2026-02-28").value()), "2026-02-28T00:00:00Z");
  for (const auto* wrong : {"", "2026-02-30", "2026-5-4", "20260504T1", "2026-05-04T10:00:00Z"})
    EXPECT_FALSE(parse_day(wrong)) << wrong;
}

}  // namespace
}  // namespace baton::core
