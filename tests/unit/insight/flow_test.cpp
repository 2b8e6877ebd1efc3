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

TEST(Flow, CountsWhatEnded) {
  Ended ended;
  const auto at = tests::noon();
  ended.stretches = {{"legal", Phase::people, at - hours(2), at}, {"a", Phase::work, at, at}};
  ended.endings = {{"legal", Outcome::failed, at - hours(3), at}};
  ended.returned = {"legal"};
  ended.decided = {"legal"};
  ended.first_action = minutes(1);
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
  EXPECT_EQ(flow.size(), 5U) << "what took no time is not counted among the phases";
}

TEST(Flow, TheSumsOfARunAddUpToItsTime) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const RandomRun random(seed, false);
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
