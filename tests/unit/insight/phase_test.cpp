#include "baton/insight/phase.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(Phases, HaveWordsThatAreStored) {
  EXPECT_EQ(to_text(Phase::queue), "queue");
  EXPECT_EQ(to_text(Phase::work), "work");
  EXPECT_EQ(to_text(Phase::people), "people");
  EXPECT_EQ(to_text(Phase::vendor), "vendor");
  EXPECT_EQ(to_text(Phase::gate), "gate");
  EXPECT_EQ(to_text(Phase::backoff), "backoff");
}

TEST(Phases, TheFirstOfTheCoarseKindsIsThatOfTheFirstPhase) {
  EXPECT_TRUE(comes_first(Phase::work, Phase::people));
  EXPECT_TRUE(comes_first(Phase::people, Phase::vendor));
  EXPECT_TRUE(comes_first(Phase::vendor, Phase::backoff));
  EXPECT_TRUE(comes_first(Phase::backoff, Phase::gate));
  EXPECT_TRUE(comes_first(Phase::gate, Phase::queue));
  EXPECT_EQ(coarse(Phase::vendor), core::SpentOn::people);
  EXPECT_EQ(coarse(Phase::gate), core::SpentOn::queue);
}

}  // namespace
}  // namespace baton::insight
