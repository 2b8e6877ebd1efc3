#include "runtime/feed_ring.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using Of = Feed::Record::Of;

Feed::Position at(std::int64_t sequence, std::int64_t event, bool runs = true, bool events = true) {
  return {runs, events, sequence, core::EventId(event)};
}

// A reader tells events 11 and 12, then rows 1 and 2, then event 13.
class FeedRingTest : public testing::Test {
 protected:
  FeedRingTest() {
    ring_.begin(at(0, 10));
    ring_.append({{{Of::log, at(0, 11), "e11"},
                   {Of::log, at(0, 12), "e12"},
                   {Of::journal, at(1, 12), "r1"},
                   {Of::journal, at(2, 12), "r2"}},
                  at(2, 12)});
    ring_.append({{{Of::log, at(2, 13), "e13"}}, at(2, 13)});
  }
  // What one who stands there is told, and where they stand then.
  std::vector<std::string> told(Feed::Position& from, std::size_t most = 100) {
    std::vector<std::string> texts;
    all_told_ = ring_.tell(from, [&](const Feed::Record& record) {
      texts.push_back(record.text);
      return texts.size() < most;
    });
    return texts;
  }
  std::vector<std::string> told(Feed::Position&& from) { return told(from); }

  FeedRing ring_{1'000'000};
  bool all_told_ = false;
};

using Texts = std::vector<std::string>;

TEST_F(FeedRingTest, TellsWhatIsBehindAPosition) {
  EXPECT_EQ(told(at(0, 10)), (Texts{"e11", "e12", "r1", "r2", "e13"}));
  EXPECT_EQ(told(at(0, 12)), (Texts{"r1", "r2", "e13"}));
  EXPECT_EQ(told(at(2, 12)), (Texts{"e13"}));
  EXPECT_EQ(told(at(2, 13)), Texts{});
}

// Whoever has read the store by themselves may stand between the places of the one reader.
TEST_F(FeedRingTest, TellsNothingTwiceAndLeavesNothingOut) {
  EXPECT_EQ(told(at(0, 13)), (Texts{"r1", "r2"}));
  EXPECT_EQ(told(at(2, 10)), (Texts{"e11", "e12", "e13"}));
  EXPECT_EQ(told(at(5, 20)), Texts{}) << "further than the reader is";
}

TEST_F(FeedRingTest, TellsOnlyWhatIsAskedFor) {
  EXPECT_EQ(told(at(0, 0, true, false)), (Texts{"r1", "r2"}));
  EXPECT_EQ(told(at(0, 10, false, true)), (Texts{"e11", "e12", "e13"}));
}

TEST_F(FeedRingTest, MovesThePositionBehindWhatWasTold) {
  auto from = at(0, 10);
  EXPECT_EQ(told(from, 3), (Texts{"e11", "e12", "r1"}));
  EXPECT_FALSE(all_told_);
  EXPECT_EQ(from.sequence, 1);
  EXPECT_EQ(from.event, core::EventId(12));
  EXPECT_EQ(told(from), (Texts{"r2", "e13"}));
  EXPECT_TRUE(all_told_);
  EXPECT_FALSE(ring_.head().is_past(from));
}

TEST_F(FeedRingTest, ReachesBackToWhereItBegan) {
  EXPECT_TRUE(ring_.reaches(at(0, 10)));
  EXPECT_FALSE(ring_.reaches(at(0, 9)));
  EXPECT_TRUE(ring_.reaches(at(0, 9, true, false))) << "who is told of no events misses none";
  EXPECT_TRUE(ring_.reaches(at(7, 70)));
}

TEST_F(FeedRingTest, WhatCameFirstGoesFirst) {
  FeedRing small(2 * (sizeof(Feed::Record) + 3));
  small.begin(at(0, 10));
  for (int event = 11; event <= 13; ++event) {
    const auto behind = at(0, event);
    small.append({{{Of::log, behind, "e" + std::to_string(event)}}, behind});
  }
  EXPECT_FALSE(small.reaches(at(0, 10)));
  EXPECT_TRUE(small.reaches(at(0, 11)));
  auto from = at(0, 11);
  Texts texts;
  small.tell(from, [&](const Feed::Record& record) {
    texts.push_back(record.text);
    return true;
  });
  EXPECT_EQ(texts, (Texts{"e12", "e13"}));
}

TEST_F(FeedRingTest, ARecordThatIsTooLargeIsReadFromTheStore) {
  FeedRing small(100);
  small.begin(at(0, 10));
  small.append({{{Of::log, at(0, 11), std::string(1'000, 'x')}}, at(0, 11)});
  EXPECT_FALSE(small.reaches(at(0, 10)));
  EXPECT_TRUE(small.reaches(at(0, 11)));
}

TEST_F(FeedRingTest, BeforeItBeginsItReachesNobody) {
  ring_.clear();
  EXPECT_FALSE(ring_.reaches(at(2, 13)));
  ring_.begin(at(2, 13));
  EXPECT_TRUE(ring_.reaches(at(2, 13)));
}

// The one that was told of last is no longer in the log.
TEST_F(FeedRingTest, MovesOnWhereNothingIsLeftToTell) {
  ring_.append({{}, at(2, 20)});
  auto from = at(2, 13);
  EXPECT_TRUE(ring_.head().is_past(from));
  EXPECT_EQ(told(from), Texts{});
  EXPECT_FALSE(ring_.head().is_past(from));
}

}  // namespace
}  // namespace baton::runtime
