#include "baton/insight/flow.hpp"

#include "unit/insight/random_run.hpp"

#include <gtest/gtest.h>

namespace baton::insight {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

bool names_a_phase(std::string_view what) {
  for (std::size_t at = 0; at < kPhases; ++at)
    if (to_text(static_cast<Phase>(at)) == what) return true;
  return false;
}

std::string team_of(const std::string& step) { return step == "legal" ? "Legal" : ""; }

TEST(Flow, ClassesAreLittleLongerThanWhatIsInThem) {
  EXPECT_EQ(length_class({}), 0);
  EXPECT_EQ(longest_of(0), core::Duration{});
  for (const core::Duration took : std::initializer_list<core::Duration>{
           milliseconds(1), milliseconds(300), minutes(7), hours(36), hours(24 * 90)}) {
    const auto longest = longest_of(length_class(took));
    EXPECT_GE(longest + milliseconds(1), took);
    EXPECT_LE(core::in_seconds(longest), core::in_seconds(took) * 1.1 + 0.001);
  }
}

TEST(Flow, WritesADayAsPeopleDo) {
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_EQ(date_text(day_of(begin_of_day(20'577) + hours(23))), "2026-05-04");
}

TEST(Flow, CountsWhatEnded) {
  Ended ended;
  const auto at = tests::noon();
  ended.stretches = {{"legal", Phase::people, at - hours(2), at}, {"a", Phase::work, at, at}};
  ended.endings = {{"legal", Outcome::failed, at - hours(3), at}};
  ended.returned = {"legal"};
  ended.decided = {"legal"};
  ended.first_action = FirstAction{at, minutes(1)};
  ended.set_back = 3;
  Flow flow;
  count(ended, at, team_of, flow);
  count(ended, at, team_of, flow);
  const auto day = day_of(at);
  const auto sum = [&](std::string step, std::string team, std::string what, core::Duration took) {
    return flow.at({day, std::move(step), std::move(team), std::move(what), length_class(took)});
  };
  EXPECT_EQ(sum("legal", "Legal", "people", hours(2)), (FlowSum{2, hours(4)}));
  EXPECT_EQ(sum("legal", "Legal", "failed", hours(3)), (FlowSum{2, hours(6)}));
  EXPECT_EQ(sum("legal", "Legal", "returned", {}), (FlowSum{2, {}}));
  EXPECT_EQ(sum("legal", "Legal", "decided", {}), (FlowSum{2, {}}));
  EXPECT_EQ(sum("", "", "first_action", minutes(1)), (FlowSum{2, minutes(2)}));
  EXPECT_EQ(sum("", "", "clock_set_back", {}), (FlowSum{6, {}}));
  EXPECT_EQ(flow.size(), 6U) << "what took no time is not counted among the phases";
}

TEST(Flow, CountsHandOffsBetweenTeamsSinceTheLastNeedSettled) {
  const auto began = tests::noon();
  const std::map<std::string, std::vector<std::string>> needs{
      {"copy", {"brief"}}, {"legal", {"copy", "image"}}, {"live", {"legal"}}};
  const std::map<std::string, std::string> teams{
      {"brief", "Ops"}, {"copy", "Ops"}, {"image", "Design"}, {"legal", "Legal"}};
  const TeamOf team = [&](const std::string& step) {
    const auto found = teams.find(step);
    return found == teams.end() ? std::string() : found->second;
  };
  const NeedsOf needs_of = [&](const std::string& step) {
    const auto found = needs.find(step);
    return found == needs.end() ? nullptr : &found->second;
  };
  Stretches fold;
  Flow flow;
  const auto take = [&](const core::Transition& transition, core::Duration after) {
    Ended ended;
    fold.take(transition, began + after, ended);
    count_hand_offs(ended, fold, fold.latest(), team, needs_of, flow);
  };
  take(core::RunStarted{"campaign", 1}, {});
  take(core::StepSucceeded{"brief"}, {});  // it takes no time, and hands off all the same
  for (const auto* step : {"copy", "image", "legal", "live"})
    take(core::StepStarted{step, 1}, hours(1));
  take(core::StepSucceeded{"copy"}, hours(2));
  take(core::StepSucceeded{"image"}, hours(5));
  EXPECT_TRUE(flow.empty()) << "within a team, or from nobody";
  take(core::StepSucceeded{"legal"}, hours(12));
  take(core::StepSucceeded{"live"}, hours(20));
  ASSERT_EQ(flow.size(), 1U) << "live has no team";
  EXPECT_EQ(flow.begin()->first, (FlowKey{day_of(began + hours(12)), "legal", "Legal",
                                          "from Design", length_class(hours(7))}));
  EXPECT_EQ(flow.begin()->second, (FlowSum{1, hours(7)}));
}

TEST(Flow, TheSumsOfARunAddUpToItsTime) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const RandomRun random(seed, false, seed % 2 == 0);
    Stretches fold;
    Flow flow;
    for (const auto& [at, transitions] : random.journal()) {
      Ended ended;
      for (const auto& transition : transitions) fold.take(transition, at, ended);
      count(ended, fold.latest(), team_of, flow);
    }
    core::Duration phases{};
    for (const auto& [key, sum] : flow)
      if (key.step.empty() && names_a_phase(key.what)) phases += sum.spent;
    for (const auto& open : fold.open(fold.latest()))
      if (open.step.empty()) phases += open.to - open.from;
    if (!fold.over()) {
      EXPECT_EQ(phases, fold.latest() - fold.started()) << "seed " << seed;
    }
  }
}

TEST(Lengths, QuantilesAreThoseOfTheClasses) {
  Lengths lengths;
  EXPECT_EQ(lengths.within(0.5), core::Duration{});
  EXPECT_EQ(lengths.mean(), core::Duration{});
  for (int number = 1; number <= 100; ++number)
    lengths.add(length_class(minutes(number)), {1, minutes(number)});
  EXPECT_EQ(lengths.count(), 100);
  EXPECT_EQ(lengths.mean(), core::Duration(minutes(5'050)) / 100);
  EXPECT_GE(lengths.within(0.5), minutes(50));
  EXPECT_LE(lengths.within(0.5), minutes(55));
  EXPECT_GE(lengths.within(0.95), minutes(95));
  EXPECT_LE(lengths.within(0.95), minutes(105));
}

}  // namespace
}  // namespace baton::insight
