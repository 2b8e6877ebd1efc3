#include "store/record/run_tally.hpp"

#include <gtest/gtest.h>

namespace baton::store {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

TEST(RunTally, QuartersBeginAtFullQuartersOfAnHour) {
  const core::Time noon = core::Time(std::chrono::hours(12));
  EXPECT_EQ(quarter_of(noon), 48);
  EXPECT_EQ(quarter_of(noon + minutes(14)), 48);
  EXPECT_EQ(quarter_of(noon + minutes(15)), 49);
  EXPECT_EQ(begin_of_quarter(48), noon);
}

TEST(RunTally, AClassIsLittleLongerThanWhatIsInIt) {
  EXPECT_EQ(took_class({}), 0);
  EXPECT_EQ(took_at_most(0), core::Duration());
  for (const auto took : {milliseconds(1), milliseconds(250), milliseconds(4'000),
                          milliseconds(86'400'000), milliseconds(2'000'000'000)}) {
    const auto most = took_at_most(took_class(took));
    EXPECT_GE(most, took - std::chrono::microseconds(1));
    EXPECT_LE(most, took * 1.1 + milliseconds(1));
  }
}

}  // namespace
}  // namespace baton::store
