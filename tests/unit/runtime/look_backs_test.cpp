#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Waits that look back over the log find an event that came before them, or say that they were cut.
namespace baton::runtime {
namespace {

using core::EventId;
using core::Json;
using testing::HasSubstr;

constexpr auto* kLooksBack =
    "on: [{ event: go }]\nsteps:\n  a: { do: sink.post }\n"
    "  w: { needs: a, wait: { event: answer, when: 'event.data.key == steps.a.output.key' } }\n";

class LookBackTest : public SteppingTest {
 protected:
  void end_action(const std::string& key) {
    core::ActionResult result;
    result.output = Json{{"key", key}};
    bus_->post(core::action_finished(runs().at(0).id(), "a", 1, result, clock_.now()));
    turns_->wake();
  }
  core::Run run() { return runs().at(0); }
  Json output() { return run().view().at("steps").at("w").at("output"); }
};

TEST_F(LookBackTest, FindsWhatCameJustBeforeBehindThousandsOfOthers) {
  publish("wait", kLooksBack);
  post("go");
  for (int n = 0; n < 10'500; ++n) bus_->post(event("answer", {{"key", "other"}}));
  turns_->wake();
  post("answer", {{"key", "mine"}});
  end_action("mine");
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
}

TEST_F(LookBackTest, TakesTheOldestAsIfTheWaitHadBeenOpen) {
  publish("wait", kLooksBack);
  post("go");
  for (int n = 0; n < 3; ++n) post("answer", {{"key", "mine"}, {"n", n}});
  end_action("mine");
  EXPECT_EQ(output().at("event").at("data").at("n"), 0);
}

constexpr auto* kAllLookBack =
    "on: [{ event: go }]\nsteps:\n  a: { do: sink.post }\n"
    "  w:\n    needs: a\n    wait:\n      all:\n"
    "        x: { event: answer, when: 'event.data.key == steps.a.output.key' }\n"
    "        y: { event: answer, when: 'event.data.key == steps.a.output.key && event.data.n > 1' "
    "}\n";

TEST_F(LookBackTest, ForSeveralTakesEventsInTheOrderInWhichTheyCame) {
  for (const bool hurried : {false, true}) {
    publish("wait", kAllLookBack);
    post("go");
    for (const int n : {0, 3, 4, 0, 5}) post("answer", {{"key", "mine"}, {"n", n}});
    if (hurried) in_no_time();
    end_action("mine");
    ASSERT_EQ(run().status(), core::RunStatus::succeeded);
    EXPECT_EQ(output().at("x").at("data").at("n"), 0) << hurried;
    EXPECT_EQ(output().at("y").at("data").at("n"), 3) << hurried;
  }
}

TEST_F(LookBackTest, ForAnyEndsWithWhatCameFirstWhateverItsTypeAndPlace) {
  publish("wait",
          "on: [{ event: go }]\nsteps:\n  a: { do: sink.post }\n"
          "  w: { needs: a, wait: { any: { lost: { event: lost }, done: { event: done } } } }\n");
  post("go");
  for (const auto* type : {"done", "lost", "done"}) post(type);
  end_action("mine");
  EXPECT_EQ(output().at("name"), "done");
}

TEST_F(LookBackTest, AConditionThatCannotBeHeldAgainstAnEventIsNotedAndEndsNothing) {
  publish("wait", kAllLookBack);
  post("go");
  post("answer", {{"key", "mine"}});
  post("answer", {{"key", "mine"}, {"n", 2}});
  end_action("mine");
  ASSERT_EQ(run().status(), core::RunStatus::succeeded);
  EXPECT_FALSE(output().at("x").at("data").contains("n"));
}

TEST_F(LookBackTest, ThatWasCutSaysSo) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  for (int n = 0; n < 10'500; ++n) bus_->post(event("answer", {{"key", "other"}}));
  turns_->wake();
  end_action("mine");
  EXPECT_EQ(run().status(), core::RunStatus::waiting);
  EXPECT_THAT(run().step("w").notes.at(0), HasSubstr("10000 events"));
  EXPECT_EQ(metrics_.look_backs_cut.Value(), 1.0);
}

TEST_F(LookBackTest, OverWhatWasPrunedSaysSo) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  transact(
      [&](ports::Tx& tx) { tx.prune(clock_.now(), clock_.now() + std::chrono::hours(1), 100); });
  end_action("mine");
  EXPECT_THAT(run().step("w").notes.at(0), HasSubstr("no longer kept"));
}

TEST_F(LookBackTest, GoesOnInTheNextTurnAndAfterACrash) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  for (int n = 0; n < 5; ++n) post("answer", {{"key", "other"}});
  core::ActionResult result;
  result.output = Json{{"key", "mine"}};
  const auto outcome = core::action_finished(run().id(), "a", 1, result, clock_.now());
  Afterwards afterwards;
  const auto no_time = [] { return true; };
  transact([&](ports::Tx& tx) {
    processor_->step(tx, outcome, EventId(tx.cursor().value() + 1), no_time, afterwards);
    EXPECT_TRUE(processor_->keep_unfinished(tx));
  });
  EXPECT_EQ(run().status(), core::RunStatus::waiting);
  wire();
  in_no_time();
  turns_->wake();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
  EXPECT_GE(turns_done_, 5);
}

TEST_F(LookBackTest, OfTheRunsOwnPastBeginsWithItsNeeds) {
  publish("wait",
          "on: [{ event: go }]\nsteps:\n  first: { wait: { event: done } }\n  a: { needs: first, "
          "do: sink.post }\n"
          "  again: { needs: a, wait: { event: done } }\n");
  post("go");
  post("done");
  post("done");
  core::ActionResult result;
  bus_->post(core::action_finished(run().id(), "a", 1, result, clock_.now()));
  turns_->wake();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded) << "the second came after a began";
}

}  // namespace
}  // namespace baton::runtime
