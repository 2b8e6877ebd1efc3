#include "baton/runtime/goal_status.hpp"

#include "baton/core/lifecycle.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using core::Json;
using std::chrono::hours;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// The clock of the test begins on 4 May 2026, which is the Monday of week 19.
class GoalStatusTest : public SteppingTest {
 protected:
  GoalStatusTest() {
    core::Findings findings;
    goals_ = goals::Tree::read(
        {{"sales.yaml",
          "goal: sales\ntitle: Sales\nlinks: { asana: \"12\" }\n"
          "initiatives:\n  orders: { title: Orders, workflows: [order, doomed] }\n"}},
        findings);
    EXPECT_TRUE(findings.empty());
    publish("order", "title: Order\non: [{ event: go }]\nsteps:\n  one: { set: { n: 1 } }\n");
    publish("doomed",
            "title: Doomed\non: [{ event: stop }]\nsteps:\n  one: { set: { n: "
            "\"${int(trigger.data.n)}\" } }\n");
  }
  StatusOf of(const std::string& week = {}) const { return {goals_, *goals_.find("sales"), week}; }
  core::Result<Json> draft(const std::string& week = {}, const std::string& lang = {}) {
    core::Result<Json> found = Json();
    transact(
        [&](ports::Tx& tx) { found = goal_status(tx, plans_, of(week), kpis_, clock_, lang); });
    return found;
  }
  std::vector<std::string> abouts(const std::string& week = {}) {
    std::vector<std::string> all;
    const auto found = draft(week).value();
    for (const auto& one : found.at("sentences")) all.push_back(core::text_at(one, "about"));
    return all;
  }
  core::Result<StatusToPublish> to_publish(const std::string& text, const std::string& week = {}) {
    core::Result<StatusToPublish> found = StatusToPublish();
    transact([&](ports::Tx& tx) {
      found = status_to_publish(tx, of(week), text, core::Actor::user("ada"), clock_);
    });
    return found;
  }
  // Publishes it as the server does.
  void publish_status(const std::string& text) {
    auto found = to_publish(text).value();
    if (!found.event) return;
    bus_->post(*std::move(found.event));
    turns_->wake();
  }

  goals::Tree goals_;
  kpis::Definitions kpis_;
};

TEST_F(GoalStatusTest, TellsWhatEndedInTheWeekWithTheLinesThatSaySo) {
  post("go");
  post("stop", {{"n", "none"}});
  const auto found = draft().value();
  EXPECT_EQ(found.at("week"), "2026-W19");
  EXPECT_EQ(found.at("from"), "2026-05-04");
  EXPECT_EQ(found.at("to"), "2026-05-10");
  EXPECT_THAT(abouts(), ElementsAre("state", "finished", "failed"));
  transact([&](ports::Tx& tx) {
    for (const auto& sentence : found.at("sentences"))
      for (const auto& one : sentence.at("stands_on")) {
        const auto run = core::RunId::parse(core::text_at(one, "run")).value();
        const auto journal = tx.journal(run);
        EXPECT_EQ(journal.back().sequence, one.at("line")) << sentence;
      }
  });
  EXPECT_THAT(core::text_at(draft({}, "fr").value().at("sentences").at(1), "text"),
              HasSubstr("order : 1 exécution avec succès"));
}

TEST_F(GoalStatusTest, AnotherWeekHasItsOwnRuns) {
  post("go");
  clock_.advance(hours(24 * 7));
  EXPECT_THAT(abouts(), IsEmpty()) << "too little data";
  EXPECT_THAT(abouts("2026-W19"), ElementsAre("state", "finished"));
}

TEST_F(GoalStatusTest, RefusesWhatCannotBe) {
  for (const auto* week : {"2026-W20", "2026-19", "soon"}) {
    EXPECT_EQ(draft(week).error().code, core::Errc::invalid) << week;
    EXPECT_EQ(to_publish("All is well.", week).error().code, core::Errc::invalid) << week;
  }
  EXPECT_EQ(draft({}, "de").error().code, core::Errc::invalid);
  for (const auto& text : {std::string(), std::string(" \n\t"), std::string(10'001, 'x')})
    EXPECT_EQ(to_publish(text).error().where, "/text");
}

TEST_F(GoalStatusTest, WhatIsPublishedIsAnEventAndAnActOfThePerson) {
  publish_status("All is well.");
  EXPECT_EQ(count(core::kGoalStatus), 1);
  const auto published = draft().value().at("published");
  EXPECT_EQ(core::text_at(published, "text"), "All is well.");
  EXPECT_EQ(core::text_at(published, "by"), "ada");
  transact([&](ports::Tx& tx) {
    const auto event = tx.event(core::EventId::parse(core::text_at(published, "event")).value());
    ASSERT_TRUE(event);
    EXPECT_EQ(event->data.at("links"), (Json{{"asana", "12"}}));
    EXPECT_EQ(core::text_at(event->data, "state"), "on_track");
    const auto act = tx.audit({}).front();
    EXPECT_EQ(act.act + " " + act.object, "goals.publish_status sales");
    EXPECT_EQ(act.actor.text(), "ada");
  });
}

TEST_F(GoalStatusTest, TheSameTextIsPublishedOnceAndAnotherAgain) {
  publish_status("All is well.");
  const auto again = to_publish("All is well.").value();
  EXPECT_FALSE(again.event);
  EXPECT_EQ(again.published.text(), core::text_at(draft().value().at("published"), "event"));
  publish_status("All is late.");
  publish_status("All is well.");
  EXPECT_EQ(count(core::kGoalStatus), 3);
  clock_.advance(hours(24 * 7));
  const auto found = draft().value();
  EXPECT_TRUE(found.at("published").is_null()) << "that was last week";
  EXPECT_EQ(core::text_at(found.at("last"), "week"), "2026-W19");
}

TEST_F(GoalStatusTest, TwoWhoPublishOneTextAtOncePublishItOnce) {
  auto one = to_publish("All is well.").value();
  auto other = to_publish("All is well.").value();
  bus_->post(*std::move(one.event));
  bus_->post(*std::move(other.event));
  turns_->wake();
  EXPECT_EQ(count(core::kGoalStatus), 1);
}

}  // namespace
}  // namespace baton::runtime
