#include "baton/insight/latency.hpp"

#include "baton/calendar/calendars.hpp"
#include "unit/insight/random_run.hpp"

#include <gmock/gmock.h>

namespace baton::insight {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::SizeIs;

core::Time second_of(int number) { return core::Time(seconds(number)); }

const NeedsByStep& needs_of_launch() {
  static const NeedsByStep needs{{"brief", {}},
                                 {"copy", {"brief"}},
                                 {"pause", {"brief"}},
                                 {"site", {"brief"}},
                                 {"legal", {"copy"}},
                                 {"tell", {"legal", "pause"}},
                                 {"live", {"site", "tell"}}};
  return needs;
}

Latency latency_of(const RandomRun& random) {
  std::vector<JournalMoment> journal;
  for (const auto& [at, transitions] : random.journal()) journal.push_back({at, &transitions});
  return latency(journal, needs_of_launch(), random.now());
}

// The stretches follow one another, and their phases add up, by the clock and in working time.
void expect_whole(const Timespan& time, const calendar::Calendar& calendar, std::uint64_t seed) {
  ASSERT_GE(time.to, time.from) << "seed " << seed;
  auto before = time.from;
  for (const auto& stretch : time.stretches) {
    ASSERT_EQ(stretch.from, before) << "seed " << seed;
    ASSERT_GT(stretch.to, stretch.from) << "seed " << seed;
    before = stretch.to;
  }
  ASSERT_EQ(before, time.to) << "seed " << seed;
  ASSERT_EQ(elapsed(time).whole(), time.to - time.from) << "seed " << seed;
  ASSERT_EQ(business(time, calendar).value().whole(), calendar.between(time.from, time.to).value())
      << "seed " << seed;
}

TEST(Latency, AddsUpExactlyInEachRunAndHandOff) {
  const auto calendar = calendar::Calendars().find("");
  std::int64_t hand_offs = 0;
  std::int64_t ended = 0;
  std::int64_t set_back = 0;
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    const RandomRun random(seed, seed % 4 == 0, seed % 2 == 0);
    const auto found = latency_of(random);
    expect_whole(found.run, *calendar, seed);
    for (const auto& step : found.steps) expect_whole(step.time, *calendar, seed);
    for (const auto& hand_off : found.hand_offs) expect_whole(hand_off.time, *calendar, seed);
    ASSERT_EQ(found.run.open, !random.run().done()) << "seed " << seed;
    if (seed % 4 != 0) {
      ASSERT_EQ(found.set_back, 0) << "seed " << seed;
      if (random.run().ended_at()) {
        ASSERT_EQ(found.run.to, *random.run().ended_at()) << "seed " << seed;
      }
      ASSERT_EQ(found.run.from, random.run().started_at()) << "seed " << seed;
    }
    hand_offs += static_cast<std::int64_t>(found.hand_offs.size());
    ended += found.run.open ? 0 : 1;
    set_back += found.set_back;
  }
  EXPECT_GT(hand_offs, 15'000) << "the runs come far enough to say something";
  EXPECT_GT(ended, 3'000);
  EXPECT_GT(set_back, 1'000);
}

TEST(Latency, TheTimeOfTheRunIsThatOfItsSteps) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const RandomRun random(seed, false, seed % 2 == 0);
    if (random.run().steps().empty()) continue;
    const auto found = latency_of(random);
    std::vector<Stretch> all;
    for (const auto& step : found.steps)
      all.insert(all.end(), step.time.stretches.begin(), step.time.stretches.end());
    const auto from_steps = elapsed(cut(all, found.run.from, found.run.to));
    const auto of_run = elapsed(found.run);
    // What a step spends between two phases is queue in its own time, and may be hidden by nothing.
    EXPECT_EQ(from_steps, of_run) << "seed " << seed;
  }
}

TEST(Latency, AHandOffLastsFromTheLastNeedToTheEndOfTheStep) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1}, core::StepStarted{"a"},
                                            core::ApprovalRequested{.step = "b"}};
  const std::vector<core::Transition> a_ends{core::StepSucceeded{"a"}};
  const std::vector<core::Transition> b_ends{core::StepSucceeded{"b"},
                                             core::StepGated{"c", "budget"}};
  const std::vector<core::Transition> opens{core::GateOpened{"c"}, core::StepStarted{"c"}};
  const std::vector<core::Transition> ends{core::StepSucceeded{"c"}, core::RunSucceeded{}};
  const std::vector<JournalMoment> journal{{second_of(0), &start},
                                           {second_of(5), &a_ends},
                                           {second_of(9), &b_ends},
                                           {second_of(20), &opens},
                                           {second_of(21), &ends}};
  const auto found = latency(journal, {{"c", {"a", "b"}}}, second_of(100));
  ASSERT_THAT(found.hand_offs, SizeIs(1));
  const auto& hand_off = found.hand_offs[0];
  EXPECT_THAT(hand_off.from, ElementsAre("a", "b"));
  EXPECT_EQ(hand_off.to, "c");
  EXPECT_EQ(hand_off.time.from, second_of(9));
  EXPECT_EQ(hand_off.time.to, second_of(21));
  EXPECT_FALSE(hand_off.time.open);
  EXPECT_EQ(elapsed(hand_off.time)[Phase::gate], seconds(11));
  EXPECT_EQ(elapsed(hand_off.time)[Phase::work], seconds(1));
  EXPECT_EQ(elapsed(found.run)[Phase::people], seconds(4)) << "while a works it is work";
}

// The same as the figures of flow, which count a hand-off when the step succeeds.
TEST(Latency, AHandOffAfterAReturnBeginsWithTheWorkThatWasDoneAgain) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1},
                                            core::TaskRequested{.step = "copy"}};
  const std::vector<core::Transition> done{core::StepSucceeded{"copy"},
                                           core::ApprovalRequested{.step = "legal"}};
  const std::vector<core::Transition> refused{core::ApprovalReturned{"legal", "copy"},
                                              core::StepReset{"copy", true},
                                              core::TaskRequested{.step = "copy"}};
  const std::vector<core::Transition> agreed{core::StepSucceeded{"legal"}};
  const std::vector<JournalMoment> journal{{second_of(0), &start},
                                           {second_of(1), &done},
                                           {second_of(3), &refused},
                                           {second_of(7), &done},
                                           {second_of(8), &agreed}};
  const NeedsByStep needs{{"legal", {"copy"}}};
  const auto found = latency(journal, needs, second_of(100));
  ASSERT_THAT(found.hand_offs, SizeIs(1));
  EXPECT_EQ(found.hand_offs[0].time.from, second_of(7));
  EXPECT_EQ(found.hand_offs[0].time.to, second_of(8));
  EXPECT_EQ(elapsed(found.hand_offs[0].time)[Phase::people], seconds(1));
  EXPECT_EQ(elapsed(found.hand_offs[0].time)[Phase::queue], seconds(0));
  const std::vector<JournalMoment> until_refused(journal.begin(), journal.begin() + 3);
  EXPECT_THAT(latency(until_refused, needs, second_of(5)).hand_offs, SizeIs(0))
      << "what is needed is being done again";
}

TEST(Latency, AStepThatNeedsAnyMayBeginBeforeTheLastOfItsNeedsHasSettled) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1}, core::StepStarted{"a"},
                                            core::StepStarted{"b"}};
  const std::vector<core::Transition> a_ends{core::StepSucceeded{"a"},
                                             core::ApprovalRequested{.step = "c"}};
  const std::vector<core::Transition> b_ends{core::StepSucceeded{"b"}};
  const std::vector<core::Transition> c_ends{core::StepSucceeded{"c"}};
  const std::vector<JournalMoment> journal{{second_of(0), &start},
                                           {second_of(2), &a_ends},
                                           {second_of(6), &b_ends},
                                           {second_of(9), &c_ends}};
  const auto found = latency(journal, {{"c", {"a", "b"}}}, second_of(100));
  ASSERT_THAT(found.hand_offs, SizeIs(1));
  EXPECT_EQ(found.hand_offs[0].time.from, second_of(2));
  EXPECT_EQ(found.hand_offs[0].time.to, second_of(9));
}

TEST(Latency, AStepThatIsReadyAndDoesNotBeginIsInTheQueue) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1}, core::StepStarted{"a"}};
  const std::vector<core::Transition> a_ends{core::StepSucceeded{"a"},
                                             core::RunPaused{"a", "held"}};
  const std::vector<JournalMoment> journal{{second_of(0), &start}, {second_of(5), &a_ends}};
  const auto found = latency(journal, {{"b", {"a"}}}, second_of(65));
  ASSERT_THAT(found.hand_offs, SizeIs(1));
  EXPECT_TRUE(found.hand_offs[0].time.open);
  EXPECT_EQ(elapsed(found.hand_offs[0].time)[Phase::queue], seconds(60));
}

TEST(Latency, NothingIsHandedOffToAStepThatTheEndOfTheRunHasKeptFromBeginning) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1}, core::StepStarted{"a"}};
  const std::vector<core::Transition> ends{core::StepCancelled{"a"}, core::RunCancelled{}};
  const std::vector<JournalMoment> journal{{second_of(0), &start}, {second_of(5), &ends}};
  const auto found = latency(journal, {{"b", {"a"}}}, second_of(65));
  EXPECT_THAT(found.hand_offs, SizeIs(0));
  ASSERT_THAT(found.steps, SizeIs(1));
  EXPECT_FALSE(found.steps[0].time.open);
  EXPECT_EQ(found.run.to, second_of(5));
}

TEST(Latency, AStepThatANewVersionDoesNotHaveTakesNoMoreTime) {
  const std::vector<core::Transition> start{core::RunStarted{"w", 1},
                                            core::StepGated{"a", "closed"}};
  core::RunMigrated without{1, 2};
  without.dropped = {"a"};
  const std::vector<core::Transition> migrated{without};
  const std::vector<JournalMoment> journal{{second_of(0), &start}, {second_of(5), &migrated}};
  const auto found = latency(journal, {}, second_of(65));
  ASSERT_THAT(found.steps, SizeIs(1));
  EXPECT_FALSE(found.steps[0].time.open);
  EXPECT_EQ(found.steps[0].time.to, second_of(5));
}

TEST(Latency, WorkingTimeLeavesOutTheNight) {
  // Monday 2026-05-04, 16:00 to Tuesday 10:00 UTC; people work from 9 to 17.
  const auto from = tests::noon() + hours(4);
  const auto time = cut({{"a", Phase::people, from, from + hours(18)}}, from, from + hours(18));
  const auto spent = business(time, *calendar::Calendars().find("")).value();
  EXPECT_EQ(spent[Phase::people], hours(2));
  EXPECT_EQ(elapsed(time)[Phase::people], hours(18));
}

TEST(Cut, FillsGapsWithQueueAndLetsTheFirstPhaseCount) {
  const auto time = cut({{"a", Phase::people, second_of(2), second_of(6)},
                         {"b", Phase::work, second_of(5), second_of(8)},
                         {"c", Phase::gate, second_of(-5), second_of(1)}},
                        second_of(0), second_of(10));
  EXPECT_THAT(time.stretches, ElementsAre(Stretch{{}, Phase::gate, second_of(0), second_of(1)},
                                          Stretch{{}, Phase::queue, second_of(1), second_of(2)},
                                          Stretch{{}, Phase::people, second_of(2), second_of(5)},
                                          Stretch{{}, Phase::work, second_of(5), second_of(8)},
                                          Stretch{{}, Phase::queue, second_of(8), second_of(10)}));
}

}  // namespace
}  // namespace baton::insight
