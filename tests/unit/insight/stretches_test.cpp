#include "baton/insight/stretches.hpp"

#include "unit/insight/random_run.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <limits>

namespace baton::insight {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

core::Time at_second(int number) { return core::Time(seconds(number)); }

// A fold and what it has brought to an end.
struct Read {
  Stretches fold{};
  Ended ended{};

  void happens(int second, const core::Transition& transition) {
    fold.take(transition, at_second(second), ended);
  }
  std::vector<Stretch> of(const std::string& step) const {
    std::vector<Stretch> found;
    for (const auto& stretch : ended.stretches)
      if (stretch.step.name == step) found.push_back(stretch);
    return found;
  }
};

TEST(Stretches, NameWhatAStepGoesThrough) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(101, core::StepGated{"a", "closed"});
  read.happens(105, core::GateOpened{"a"});
  read.happens(105, core::StepStarted{"a"});
  read.happens(106, core::StepRetrying{"a", 2, at_second(0), "503"});
  read.happens(110, core::StepStarted{"a", 2});
  read.happens(112, core::StepSucceeded{"a"});
  const core::StepRef a("a");
  EXPECT_THAT(read.of("a"), ElementsAre(Stretch{a, Phase::gate, at_second(101), at_second(105)},
                                        Stretch{a, Phase::work, at_second(105), at_second(106)},
                                        Stretch{a, Phase::backoff, at_second(106), at_second(110)},
                                        Stretch{a, Phase::work, at_second(110), at_second(112)}));
  EXPECT_THAT(read.ended.endings,
              ElementsAre(Ending{a, Outcome::succeeded, at_second(101), at_second(112)}));
  EXPECT_EQ(read.ended.first_action, (FirstAction{at_second(105), seconds(5)}));
}

TEST(Stretches, TellAVendorFromPeople) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  core::StepWaiting waits;
  waits.step = "site";
  waits.type = "site.done";
  read.happens(100, waits);
  read.happens(110, core::ApprovalRequested{.step = "legal"});
  read.happens(130, core::StepSucceeded{"site"});
  read.happens(140, core::StepSucceeded{"legal"});
  read.happens(141, core::RunSucceeded{});
  EXPECT_THAT(read.of(""), ElementsAre(Stretch{{}, Phase::vendor, at_second(100), at_second(110)},
                                       Stretch{{}, Phase::people, at_second(110), at_second(140)},
                                       Stretch{{}, Phase::queue, at_second(140), at_second(141)}))
      << "where both are awaited, it is people";
}

TEST(Stretches, CountEachEntryThatIsDatedBeforeTheOneInFrontOfIt) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(50, core::StepSucceeded{"a"});
  read.happens(50, core::StepStarted{"b"});
  read.happens(50, core::StepStarted{"c"});
  read.happens(80, core::StepSucceeded{"b"});
  read.happens(70, core::StepSucceeded{"c"});
  EXPECT_EQ(read.fold.set_back(), 2) << "each entry once, whatever number of transitions it has";
  EXPECT_EQ(read.ended.set_back, 2);
}

TEST(Stretches, AreNotNegativeWhenTheClockIsSetBack) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(110, core::StepStarted{"a"});
  read.happens(90, core::StepSucceeded{"a"});
  read.happens(120, core::RunSucceeded{});
  EXPECT_EQ(read.fold.set_back(), 1);
  EXPECT_EQ(read.ended.set_back, 1);
  core::Duration whole{};
  for (const auto& stretch : read.ended.stretches) {
    EXPECT_GE(stretch.to, stretch.from);
    if (stretch.step.empty()) whole += stretch.to - stretch.from;
  }
  EXPECT_EQ(whole, seconds(20));
}

TEST(Stretches, TellWhatPeopleAndActionsDid) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(101, core::StepRetrying{"a", 2, at_second(0), "503"});
  read.happens(102, core::StepStarted{"a", 2});
  read.happens(103, core::StepSucceeded{"a"});
  EXPECT_THAT(read.ended.acted, ElementsAre(core::StepRef("a"), core::StepRef("a")))
      << "each attempt";
  read.happens(104, core::ApprovalRequested{.step = "legal", .count = 2});
  read.happens(105, core::ApprovalDecided{.step = "legal", .approve = true});
  read.happens(106, core::ApprovalVoided{"legal", "it has changed"});
  EXPECT_THAT(read.ended.corrected, ElementsAre(core::StepRef("legal")));
  read.happens(107, core::ApprovalRequested{.step = "legal"});
  read.happens(108, core::ApprovalVoided{"legal", "it has changed"});
  EXPECT_THAT(read.ended.corrected, ElementsAre(core::StepRef("legal")))
      << "nobody had decided yet";
  read.happens(109, core::TaskDone{.step = "brief"});
  EXPECT_THAT(read.ended.done, ElementsAre(core::StepRef("brief")));
  EXPECT_THAT(read.ended.decided, ElementsAre(core::StepRef("legal")));
}

TEST(Stretches, EndWithTheStepThatAnotherVersionDoesNotHave) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepGated{"a", "closed"});
  core::RunMigrated migrated{1, 2};
  migrated.dropped = {"a"};
  read.happens(104, migrated);
  const core::StepRef a("a");
  EXPECT_THAT(read.of("a"), ElementsAre(Stretch{a, Phase::gate, at_second(100), at_second(104)}));
  EXPECT_THAT(read.ended.endings, IsEmpty());
}

TEST(Stretches, CountTheTimeUntilAFailedRunIsRetriedAsQueue) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(101, core::StepFailed{"a"});
  read.happens(101, core::RunFailed{"a", "x"});
  EXPECT_TRUE(read.fold.over());
  EXPECT_THAT(read.fold.open(at_second(105)), IsEmpty());
  read.happens(111, core::RunResumed{});
  EXPECT_EQ(read.ended.stretches.back(),
            (Stretch{{}, Phase::queue, at_second(101), at_second(111)}));
  EXPECT_FALSE(read.fold.over());
}

TEST(Stretches, ACancelledStepIsNotOpenWhileItsEffectIsLookedFor) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(101, core::StepCancelled{"a"});
  core::StepUnknown unknown;
  unknown.step = "a";
  unknown.due = at_second(200);
  read.happens(102, unknown);
  for (const auto& stretch : read.fold.open(at_second(110))) EXPECT_TRUE(stretch.step.empty());
}

// Lists of runs show four kinds, which are counted as the run changes, by other code.
TEST(Stretches, AgreeWithTheSplitOfTheRunItself) {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    const RandomRun random(seed, false);
    Read read;
    core::Split split;
    for (const auto& [at, transitions] : random.journal())
      for (const auto& transition : transitions) read.fold.take(transition, at, read.ended);
    auto all = read.ended.stretches;
    for (const auto& open : read.fold.open(random.run().updated_at())) all.push_back(open);
    for (const auto& stretch : all)
      if (stretch.step.empty()) split.add(coarse(stretch.phase), stretch.to - stretch.from);
    EXPECT_EQ(split, random.run().split()) << "seed " << seed;
  }
}

// The journal has no line for the beginning of an attempt that follows a failure.
TEST(Stretches, CountAnAttemptAfterAFailureOnceItHasEnded) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(101, core::StepRetrying{"a", 2, at_second(0), "503"});
  EXPECT_EQ(read.ended.acted.size(), 1U) << "the second has not been made yet";
  read.happens(102, core::StepRetrying{"a", 3, at_second(0), "503"});
  EXPECT_EQ(read.ended.acted.size(), 2U);
  read.happens(103, core::StepUnknown{"a", 3, at_second(0)});
  read.happens(104, core::StepUnknown{"a", 3, at_second(0)});
  read.happens(105, core::StepSucceeded{"a"});
  EXPECT_EQ(read.ended.acted.size(), 3U) << "to look for an effect is no attempt";
  read.happens(105, core::StepStarted{"b"});
  read.happens(106, core::StepRetrying{"b", 2, at_second(0), "503"});
  read.happens(107, core::StepCancelled{"b"});
  EXPECT_EQ(read.ended.acted.size(), 4U) << "it was cancelled before the second";
  read.happens(107, core::StepStarted{"c"});
  read.happens(108, core::StepRetrying{"c", 2, at_second(0), "503"});
  read.happens(109, core::StepFailed{"c", "http_400", "no"});
  EXPECT_EQ(read.ended.acted.size(), 6U);
}

TEST(Stretches, AStepWithItemsIsInTheirPhasesAndEndsOnce) {
  Read read;
  const core::StepRef mails("mails");
  const core::StepRef first("mails", 0);
  const core::StepRef second("mails", 1);
  core::ItemsBegun begun;
  begun.step = mails;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, begun);
  read.happens(100, core::StepStarted{first});
  read.happens(100, core::StepStarted{second});
  read.happens(110, core::StepRetrying{first, 2, at_second(0), "503"});
  read.happens(115, core::StepSucceeded{second});
  read.happens(120, core::StepStarted{first, 2});
  read.happens(125, core::StepSucceeded{first});
  read.happens(125, core::StepSucceeded{mails});
  EXPECT_THAT(read.of("mails"),
              ElementsAre(Stretch{mails, Phase::work, at_second(100), at_second(115)},
                          Stretch{mails, Phase::backoff, at_second(115), at_second(120)},
                          Stretch{mails, Phase::work, at_second(120), at_second(125)}));
  EXPECT_THAT(read.ended.endings,
              ElementsAre(Ending{mails, Outcome::succeeded, at_second(100), at_second(125)}));
  EXPECT_EQ(read.ended.acted.size(), 3U) << "each attempt counts";
}

// The journal tells once an attempt has ended how long it waited before it was sent.
TEST(Stretches, AnAttemptThatWaitedToBeSentWasInTheQueueUntilThen) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  EXPECT_EQ(read.ended.first_action, std::nullopt) << "it may still wait";
  read.happens(170, core::StepSucceeded{"a", {}, {}, 60'000});
  read.happens(170, core::RunSucceeded{});
  const core::StepRef a("a");
  EXPECT_THAT(read.of("a"), ElementsAre(Stretch{a, Phase::queue, at_second(100), at_second(160)},
                                        Stretch{a, Phase::work, at_second(160), at_second(170)}));
  EXPECT_THAT(read.of(""), ElementsAre(Stretch{{}, Phase::queue, at_second(100), at_second(160)},
                                       Stretch{{}, Phase::work, at_second(160), at_second(170)}));
  EXPECT_EQ(read.ended.first_action, (FirstAction{at_second(160), seconds(60)}));
}

TEST(Stretches, AnAttemptThatWasNeverSentWasInTheQueueToItsEnd) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  core::StepFailed failed{"a", "gave_up", "held"};
  failed.waited_ms = 69'000;
  failed.unsent = true;
  read.happens(170, failed);
  read.happens(170, core::RunFailed{"a", "gave up"});
  EXPECT_THAT(read.of("a"), ElementsAre(Stretch{core::StepRef("a"), Phase::queue, at_second(100),
                                                at_second(170)}));
  EXPECT_EQ(read.ended.first_action, std::nullopt);
}

// What the run was in while an attempt waited is what its other steps were in.
TEST(Stretches, WhileAnAttemptWaitsTheRunIsInThePhaseOfItsOtherSteps) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, core::StepStarted{"a"});
  read.happens(120, core::ApprovalRequested{.step = "b"});
  read.happens(150, core::StepSucceeded{"b"});
  read.happens(155, core::StepStarted{"c"});
  read.happens(157, core::StepSucceeded{"c"});
  EXPECT_EQ(read.ended.first_action, std::nullopt) << "a may have been sent before c";
  read.happens(170, core::StepSucceeded{"a", {}, {}, 60'000});
  EXPECT_THAT(read.of(""), ElementsAre(Stretch{{}, Phase::queue, at_second(100), at_second(120)},
                                       Stretch{{}, Phase::people, at_second(120), at_second(150)},
                                       Stretch{{}, Phase::queue, at_second(150), at_second(155)},
                                       Stretch{{}, Phase::work, at_second(155), at_second(157)},
                                       Stretch{{}, Phase::queue, at_second(157), at_second(160)},
                                       Stretch{{}, Phase::work, at_second(160), at_second(170)}));
  EXPECT_EQ(read.ended.first_action, (FirstAction{at_second(155), seconds(55)}));
}

TEST(Stretches, AStepIsInTheQueueWhileAllItsItemsWaitToBeSent) {
  Read read;
  const core::StepRef mails("mails");
  const core::StepRef first("mails", 0);
  const core::StepRef second("mails", 1);
  core::ItemsBegun begun;
  begun.step = mails;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(100, begun);
  read.happens(100, core::StepStarted{first});
  read.happens(100, core::StepStarted{second});
  read.happens(112, core::StepSucceeded{first, {}, {}, 10'000});
  read.happens(125, core::StepSucceeded{second, {}, {}, 20'000});
  read.happens(125, core::StepSucceeded{mails});
  EXPECT_THAT(read.of("mails"),
              ElementsAre(Stretch{mails, Phase::queue, at_second(100), at_second(110)},
                          Stretch{mails, Phase::work, at_second(110), at_second(112)},
                          Stretch{mails, Phase::queue, at_second(112), at_second(120)},
                          Stretch{mails, Phase::work, at_second(120), at_second(125)}));
}

TEST(Stretches, AWaitIsNoLongerThanTheAttemptAndNeverNegative) {
  for (const std::int64_t waited_ms :
       {std::int64_t{-5}, std::int64_t{1'000'000}, std::numeric_limits<std::int64_t>::max()}) {
    Read read;
    read.happens(100, core::RunStarted{"w", 1});
    read.happens(110, core::StepStarted{"a"});
    read.happens(90, core::StepSucceeded{"a", {}, {}, waited_ms});
    read.happens(120, core::StepStarted{"b"});
    read.happens(130, core::StepSucceeded{"b", {}, {}, waited_ms});
    read.happens(131, core::RunSucceeded{});
    core::Duration whole{};
    for (const auto& stretch : read.ended.stretches) {
      EXPECT_GT(stretch.to, stretch.from);
      if (stretch.step.empty()) whole += stretch.to - stretch.from;
    }
    EXPECT_EQ(whole, seconds(31));
  }
}

TEST(Stretches, ThousandsOfItemsArePutTogetherAsTheyEnd) {
  Read read;
  core::ItemsBegun begun;
  begun.step = "mails";
  read.happens(0, core::RunStarted{"w", 1});
  read.happens(0, begun);
  constexpr int kItems = 3'000;
  for (int item = 0; item < kItems; ++item)
    read.happens(0, core::StepStarted{core::StepRef("mails", item)});
  // One after the other is sent for a second, with a second between them.
  for (int item = 0; item < kItems; ++item)
    read.happens(2 * item + 2,
                 core::StepSucceeded{
                     core::StepRef("mails", item), {}, {}, (2 * item + 1) * std::int64_t{1'000}});
  read.happens(2 * kItems, core::StepSucceeded{"mails"});
  core::Duration working{};
  for (const auto& stretch : read.of("mails"))
    if (stretch.phase == Phase::work) working += stretch.to - stretch.from;
  EXPECT_EQ(working, seconds(kItems));
}

// One refusal is one piece of rework, also if the run goes back to a task.
TEST(Stretches, CountARefusalThatReopensATaskOnce) {
  Read read;
  read.happens(100, core::RunStarted{"w", 1});
  read.happens(110, core::TaskDone{"copy"});
  read.happens(120, core::ApprovalReturned{"legal", "copy"});
  read.happens(120, core::TaskReopened{"copy"});
  EXPECT_THAT(read.ended.returned, ElementsAre(core::StepRef("legal")));
  read.happens(130, core::TaskDone{"copy"});
  read.happens(140, core::TaskReopened{"copy"});
  EXPECT_THAT(read.ended.returned, ElementsAre(core::StepRef("legal"), core::StepRef("copy")));
  read.happens(150, core::ApprovalReturned{"legal", "copy"});
  read.happens(160, core::TaskDone{"copy"});
  read.happens(170, core::TaskReopened{"copy"});
  EXPECT_EQ(read.ended.returned.size(), 4U) << "the last was reopened by itself";
}

}  // namespace
}  // namespace baton::insight
