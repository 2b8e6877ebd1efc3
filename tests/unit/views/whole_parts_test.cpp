#include "baton/views/whole_parts.hpp"

#include <gmock/gmock.h>
#include <numeric>
#include <random>

namespace baton::views {
namespace {

using core::Duration;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(WholeParts, GivesWhatIsLeftToThoseOfWhichMostWasCutOff) {
  EXPECT_THAT(whole_parts(std::vector{Duration(1'333), Duration(1'333), Duration(1'334)}),
              ElementsAre(1, 1, 2));
  EXPECT_THAT(whole_parts(std::vector{Duration(900), Duration(0), Duration(99)}),
              ElementsAre(0, 0, 0));
  EXPECT_THAT(whole_parts({}), IsEmpty());
}

TEST(WholeParts, AddUpToTheWhole) {
  std::mt19937_64 chance(3);
  for (int round = 0; round < 1'000; ++round) {
    std::vector<Duration> parts;
    for (int at = 0; at < 6; ++at)
      parts.emplace_back(static_cast<Duration::rep>(chance() % 5'000'000));
    const auto whole = whole_parts(parts);
    const auto sum = std::accumulate(parts.begin(), parts.end(), Duration{}).count();
    EXPECT_EQ(std::accumulate(whole.begin(), whole.end(), std::int64_t{0}), sum / 1'000);
  }
}

}  // namespace
}  // namespace baton::views
