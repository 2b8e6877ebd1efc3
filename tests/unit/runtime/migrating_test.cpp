#include "runtime/migrating.hpp"

#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

// Runs that are migrated to another version of their workflow, over the store.
namespace baton::runtime {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kGo = "on: [{event: go}]\nsteps:\n";
const std::string kResting = "  rest: {sleep: {for: 1h}}\n";

class MigratingTest : public SteppingTest {
 protected:
  core::Run run() { return runs("w").front(); }
  void begin(const std::string& steps, Json data = Json::object()) {
    publish("w", kGo + steps);
    post("go", std::move(data));
  }
  // Publishes the next version, and migrates the run to it.
  void migrate(const std::string& steps) {
    publish("w", kGo + steps);
    bus_->post(core::run_migrate(run().id(), versions_.at("w"), "", "ana", clock_.now()));
    turns_->wake();
  }
  void pass_an_hour() {
    clock_.advance(std::chrono::hours(1));
    const auto open = run();
    bus_->post(core::step_due(open.id(), "rest", open.step("rest").due.value(), clock_.now()));
    turns_->wake();
  }
  ports::RunRow row() {
    ports::RunRow found;
    const auto id = run().id();
    transact([&](ports::Tx& tx) { found = tx.run(id).value(); });
    return found;
  }
  std::vector<std::string> live_steps() {
    std::vector<std::string> names;
    const auto id = run().id();
    transact([&](ports::Tx& tx) {
      for (const auto& step : tx.steps(id)) names.push_back(step.step.text());
    });
    return names;
  }
  Json preview(int to) {
    Json found;
    const auto id = run().id();
    transact([&](ports::Tx& tx) {
      const auto shown = preview_migration(tx, plans_, id, to);
      found = shown ? *shown : Json{{"error", shown.error().message}};
    });
    return found;
  }
  std::vector<core::Error> refusals(int to) {
    std::vector<core::Error> found;
    const auto now = run();
    transact([&](ports::Tx& tx) { found = unmigratable(tx, plans_, now, to); });
    return found;
  }
};

TEST_F(MigratingTest, ARunIsOfTheNewVersionAlsoAfterARestart) {
  begin(kResting + "  done: {needs: rest, set: {n: 1}}\n");
  migrate(kResting + "  more: {set: {n: 2}}\n  done: {needs: [rest, more], set: {n: 3}}\n");
  EXPECT_EQ(row().version, 2);
  EXPECT_EQ(run().head().version, 2);
  EXPECT_EQ(run().step("more").status, core::StepStatus::succeeded);
  wire();
  pass_an_hour();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
  EXPECT_EQ(run().view().at("steps").at("done").at("output"), (Json{{"n", 3}}));
}

TEST_F(MigratingTest, ARunInMemoryGoesOnByTheNewPlan) {
  begin(kResting + "  done: {needs: rest, set: {n: 1}}\n");
  migrate(kResting + "  done: {needs: rest, set: {n: 3}}\n");
  pass_an_hour();
  EXPECT_EQ(run().view().at("steps").at("done").at("output"), (Json{{"n", 3}}));
}

TEST_F(MigratingTest, TheRowsOfADroppedStepAreGone) {
  begin("  held: {gate: {open: trigger.data.n > 5, within: 2d}, set: {n: 1}}\n" + kResting,
        {{"n", 1}});
  ASSERT_THAT(live_steps(), ElementsAre("held", "rest"));
  migrate(kResting);
  EXPECT_EQ(row().version, 2);
  EXPECT_THAT(live_steps(), ElementsAre("rest"));
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.counts().steps_live, 1); });
  wire();
  pass_an_hour();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
}

TEST_F(MigratingTest, AGateIsAskedAnewAndHasTheRowsOfTheNewVersion) {
  begin("  held: {gate: trigger.data.n > 5, set: {n: 1}}\n" + kResting, {{"n", 1}});
  migrate("  held: {gate: trigger.data.n > 7, set: {n: 1}}\n" + kResting);
  EXPECT_THAT(live_steps(), ElementsAre("held", "rest"));
  EXPECT_THAT(run().step("held").reason, HasSubstr("7"));
  migrate("  held: {gate: trigger.data.n > 0, set: {n: 1}}\n" + kResting);
  EXPECT_EQ(run().step("held").status, core::StepStatus::succeeded);
  EXPECT_THAT(live_steps(), ElementsAre("rest"));
}

TEST_F(MigratingTest, ARunIsNoLongerFailingWhenItsFailureIsDropped) {
  begin("  a: {do: crm.post}\n" + kResting);
  core::ActionResult result{core::ActionResult::Kind::permanent, {}, "http_404", "gone", {}};
  bus_->post(core::action_finished(run().id(), "a", 1, std::move(result), clock_.now()));
  turns_->wake();
  ASSERT_TRUE(row().failing);
  migrate(kResting);
  EXPECT_FALSE(row().failing);
  wire();
  pass_an_hour();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
}

TEST_F(MigratingTest, ARunThatIsNotFitForItStaysAsItIs) {
  begin(kResting);
  const auto before = run().revision();
  migrate("  other: {sleep: {for: 1h}}\n");
  EXPECT_EQ(run().revision(), before);
  EXPECT_EQ(row().version, 1);
  pass_an_hour();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
}

TEST_F(MigratingTest, SaysBeforeWhatItWouldMeanAndWhatIsInTheWay) {
  begin(kResting + "  done: {needs: rest, mandatory: true, set: {n: 1}}\n");
  publish("w", kGo + "  rest: {sleep: {for: 2h}}\n");
  const auto shown = preview(2);
  EXPECT_EQ(shown.at("may"), false);
  EXPECT_EQ(shown.at("from"), 1);
  EXPECT_EQ(shown.at("to"), 2);
  EXPECT_EQ(shown.at("dropped"), Json::array({"done"}));
  ASSERT_THAT(shown.at("conflicts"), SizeIs(2));
  EXPECT_EQ(shown.at("conflicts")[0].at("step"), "rest");
  EXPECT_EQ(
      shown.at("conflicts")[1],
      (Json{{"step", "done"}, {"message", "it is mandatory, and version 2 does not have it"}}));
  const auto refused = refusals(2);
  ASSERT_THAT(refused, SizeIs(3)) << "all in one, and each by itself";
  EXPECT_EQ(refused[0].code, core::Errc::conflict);
  EXPECT_THAT(refused[0].message, HasSubstr("step \"done\": it is mandatory"));
  EXPECT_EQ(refused[2].where, "/to");
}

TEST_F(MigratingTest, AVersionThatIsNotThereIsNotFound) {
  begin(kResting);
  EXPECT_EQ(preview(7).at("error"), "there is no version 7 of \"w\"; the newest is 1");
  const auto refused = refusals(7);
  ASSERT_THAT(refused, SizeIs(1));
  EXPECT_EQ(refused[0].code, core::Errc::not_found);
  publish("w", kGo + kResting + "  more: {set: {n: 2}}\n");
  EXPECT_THAT(refusals(2), IsEmpty());
  EXPECT_EQ(preview(2).at("next"), Json::array({"more"}));
}

}  // namespace
}  // namespace baton::runtime
