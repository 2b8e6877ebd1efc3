#include "baton/insight/phase.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

TEST(Phases, HaveWordsThatAreReadBack) {
  for (std::size_t at = 0; at < kPhases; ++at) {
    const auto phase = static_cast<Phase>(at);
    EXPECT_EQ(phase_of(to_text(phase)), phase);
  }
  EXPECT_FALSE(phase_of("lunch"));
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
