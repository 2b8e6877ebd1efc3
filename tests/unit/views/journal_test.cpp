#include "baton/views/journal.hpp"

#include <chrono>
#include <gtest/gtest.h>

namespace baton::views {
namespace {

constexpr const char* kNoon = "2026-05-04T12:00:00Z";

core::Time noon() { return core::parse_rfc3339(kNoon).value(); }

// Every member that holds a time is told as text, whatever its name.
TEST(Journal, TellsEveryTimeAsRfc3339) {
  core::StepStarted started{"ship"};
  started.give_up_at = noon();
  EXPECT_EQ(transition(started)["give_up_at"], kNoon);

  core::StepUnknown unknown{"ship", 2};
  unknown.sent = noon();
  unknown.due = noon();
  EXPECT_EQ(transition(unknown)["sent"], kNoon);
  EXPECT_EQ(transition(unknown)["due"], kNoon);

  core::StepGated gated{"ship"};
  gated.due = gated.closes = noon();
  EXPECT_EQ(transition(gated)["due"], kNoon);
  EXPECT_EQ(transition(gated)["closes"], kNoon);
}

TEST(Journal, TellsARowWithItsTransitions) {
  ports::JournalRow row;
  row.sequence = 7;
  row.run = core::RunId(1);
  row.at = noon();
  row.actor = "token:ada";
  row.transitions = {core::StepFailed{"ship", "refused", "no"}, core::RunFailed{"ship", "no"}};
  const auto told = entry(row);
  EXPECT_EQ(told["sequence"], 7);
  EXPECT_EQ(told["at"], kNoon);
  EXPECT_TRUE(told["cause"].is_null());
  EXPECT_EQ(
      told["transitions"][0],
      (core::Json{{"is", "StepFailed"}, {"step", "ship"}, {"code", "refused"}, {"message", "no"}}));
  EXPECT_FALSE(told.contains("run")) << "it is asked for by its run";
}

TEST(Journal, TellsFollowersTheNamesOfWhatHappened) {
  ports::JournalRow row;
  row.run = core::RunId(1);
  row.cause = core::EventId(2);
  row.transitions = {core::StepFailed{"ship", "refused", "no"}, core::RunFailed{"ship", "no"}};
  const auto told = entry_record(row);
  EXPECT_EQ(told["run"], core::RunId(1).text());
  EXPECT_EQ(told["cause"], core::EventId(2).text());
  EXPECT_EQ(told["transitions"], core::Json::parse(R"([{"is": "StepFailed", "step": "ship"},
                                                       {"is": "RunFailed"}])"));
}

TEST(Journal, TellsWhichItemOfAStepItWas) {
  const core::StepReset reset{{"ship", 3}};
  EXPECT_EQ(transition(reset), (core::Json{{"is", "StepReset"}, {"step", "ship"}, {"item", 3}}));
  ports::JournalRow row;
  row.transitions = {reset};
  EXPECT_EQ(entry_record(row)["transitions"][0],
            (core::Json{{"is", "StepReset"}, {"step", "ship"}, {"item", 3}}));
}

}  // namespace
}  // namespace baton::views
