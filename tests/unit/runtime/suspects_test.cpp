#include "runtime/suspects.hpp"

#include "baton/core/own_events.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using Next = Suspects::Next;

class SuspectsTest : public testing::Test {
 protected:
  // One transaction of a process about an event; `passes`: it is done with, and this one comes
  // after it.
  Next turn(Suspects& process, core::EventId event,
            std::optional<core::EventId> following = std::nullopt) {
    Next answer{};
    tests::at_once(*store_, [&](ports::Tx& tx) {
      answer = process.next(tx, event);
      if (answer != Next::mark) process.passed(tx, following);
    });
    process.committed();
    return answer;
  }
  Suspects process() {
    Suspects made;
    made.begin(core::EventId(10), core::EventId(30), 2);
    return made;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  const core::EventId first_{20};
  const core::EventId second_{30};
};

TEST_F(SuspectsTest, AreWhatWasUnsteppedAtTheStart) {
  Suspects none;
  none.begin(core::EventId(30), core::EventId(30), 2);
  EXPECT_FALSE(none.any(core::EventId(30)));
  const auto some = process();
  EXPECT_TRUE(some.any(core::EventId(10)));
  EXPECT_FALSE(some.any(core::EventId(30)));
}

TEST_F(SuspectsTest, AreMarkedOnDiskBeforeTheyAreStepped) {
  auto one = process();
  EXPECT_EQ(turn(one, first_), Next::mark);
  EXPECT_EQ(turn(one, first_, second_), Next::step);
  EXPECT_EQ(turn(one, second_), Next::step) << "marked with the step before it";
  EXPECT_FALSE(one.any(first_)) << "it was the last of them";
}

TEST_F(SuspectsTest, AreStepsThatWereDueBeforeTheStartToo) {
  const auto began = clock_.now();
  Suspects one;
  one.begin(second_, second_, 2, began);
  auto later = core::step_due(core::RunId(1), "w", began + std::chrono::seconds(1), began);
  later.id = core::EventId(40);
  one.appended(later);
  EXPECT_FALSE(one.any(second_));
  auto before = core::step_due(core::RunId(1), "w", began, began);
  before.id = core::EventId(50);
  one.appended(before);
  EXPECT_TRUE(one.any(second_));
  EXPECT_EQ(turn(one, before.id), Next::mark);
}

TEST_F(SuspectsTest, AtWhichTheProcessEndedTwiceAreParked) {
  auto first = process();
  EXPECT_EQ(turn(first, first_), Next::mark);
  auto second = process();
  EXPECT_EQ(turn(second, first_), Next::mark);
  auto third = process();
  EXPECT_EQ(turn(third, first_, second_), Next::park);
  EXPECT_EQ(turn(third, second_), Next::step) << "its neighbours go on";
}

TEST_F(SuspectsTest, AreNotBlamedWhenTheProcessEndsInGoodOrder) {
  for (int start = 0; start < 5; ++start) {
    auto one = process();
    EXPECT_EQ(turn(one, first_), Next::mark);
    tests::at_once(*store_, [](ports::Tx& tx) { Suspects::forget(tx); });
  }
}

TEST_F(SuspectsTest, AreNotBlamedForWhatWasNotCommitted) {
  auto one = process();
  tests::at_once(*store_, [&](ports::Tx& tx) { EXPECT_EQ(one.next(tx, first_), Next::mark); });
  EXPECT_EQ(turn(one, first_), Next::mark) << "that transaction did not happen";
}

}  // namespace
}  // namespace baton::runtime
