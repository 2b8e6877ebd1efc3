#include "baton/core/own_events.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

// Who is given a place in the slot of a workflow, over the store.
namespace baton::runtime {
namespace {

using core::RunId;
using core::RunStatus;
using ::testing::ElementsAre;

using Place = core::Slot::Place;

class SlotsTest : public SteppingTest {
 protected:
  static std::string with_limit(int limit) {
    return "concurrency: {limit: " + std::to_string(limit) +
           "}\non: [{event: go}]\nsteps:\n  a: {sleep: {for: 1h}}\n";
  }
  static std::string with_places_for_each_key(int limit) {
    return "concurrency: {key: trigger.data.k, limit: " + std::to_string(limit) +
           "}\non: [{event: go}]\nsteps:\n  a: {sleep: {for: 1h}}\n";
  }
  // What happens once a version is in force.
  void give_places_of_workflow() {
    std::string after;
    bool through = false;
    while (!through) {
      transact(
          [&](ports::Tx& tx) { through = processor_->give_places_of_workflow(tx, "flow", after); });
    }
    turns_->wake();
  }
  // Begins `count` runs more, and returns all runs in the order in which they came.
  std::vector<RunId> begin(int count) {
    for (int each = 0; each < count; ++each) post("go");
    std::vector<RunId> begun;
    for (const auto& run : runs()) begun.insert(begun.begin(), run.id());
    return begun;
  }
  void pause(RunId run) { bus_->post(core::run_pause(run, "", "ana", clock_.now())); }
  void resume(RunId run) { bus_->post(core::run_resume(run, "ana", clock_.now())); }
  void cancel(RunId run) { bus_->post(core::run_cancel(run, "", "ana", clock_.now())); }
  core::Run run(RunId id) {
    core::Run found;
    transact([&](ports::Tx& tx) { found = load_run(tx, id).value(); });
    return found;
  }
  std::vector<Place> places(const std::vector<RunId>& of) {
    std::vector<Place> found;
    for (const auto id : of) found.push_back(run(id).slot().place);
    return found;
  }
};

TEST_F(SlotsTest, ARunThatIsPausedWhileItWaitsIsPassedOverUntilItGoesOn) {
  publish("flow", with_limit(1));
  const auto all = begin(3);
  EXPECT_THAT(places(all), ElementsAre(Place::held, Place::queued, Place::queued));
  pause(all[1]);
  cancel(all[0]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::queued, Place::held));
  resume(all[1]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::queued, Place::held));
  EXPECT_EQ(run(all[1]).status(), RunStatus::waiting);
  cancel(all[2]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held, Place::none));
}

TEST_F(SlotsTest, ARunThatGoesOnIsGivenAPlaceThatWasLeftFree) {
  publish("flow", with_limit(1));
  const auto all = begin(2);
  pause(all[1]);
  cancel(all[0]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::queued));
  EXPECT_EQ(run(all[1]).status(), RunStatus::paused);
  wire();
  resume(all[1]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held));
}

TEST_F(SlotsTest, ARunThatIsPausedBeforeItHearsOfItsPlaceGivesItOn) {
  publish("flow", with_limit(1));
  const auto all = begin(3);
  cancel(all[0]);
  pause(all[1]);  // it has been given the place by then, and hears of it behind these
  resume(all[1]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::queued, Place::held));
  cancel(all[2]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held, Place::none));
}

TEST_F(SlotsTest, ARunThatHasAPlaceKeepsItWhileItIsPaused) {
  publish("flow", with_limit(1));
  const auto all = begin(2);
  pause(all[0]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::held, Place::queued));
}

TEST_F(SlotsTest, AVersionWithMorePlacesGivesThemInEverySlot) {
  publish("flow", with_places_for_each_key(1));
  for (const auto* key : {"a", "a", "a", "b", "b"}) post("go", {{"k", key}});
  const auto all = begin(0);
  EXPECT_THAT(places(all),
              ElementsAre(Place::held, Place::queued, Place::queued, Place::held, Place::queued));
  publish("flow", with_places_for_each_key(2));
  give_places_of_workflow();
  EXPECT_THAT(places(all),
              ElementsAre(Place::held, Place::held, Place::queued, Place::held, Place::held));
  cancel(all[0]);  // a run of the version that had one place
  turns_->wake();
  EXPECT_THAT(places(all),
              ElementsAre(Place::none, Place::held, Place::held, Place::held, Place::held));
}

TEST_F(SlotsTest, AVersionWithFewerPlacesGivesNoneUntilFewerAreHeld) {
  publish("flow", with_limit(2));
  const auto all = begin(3);
  publish("flow", with_limit(1));
  give_places_of_workflow();
  cancel(all[0]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held, Place::queued));
  cancel(all[1]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::none, Place::held));
}

TEST_F(SlotsTest, ARunThatReplacesAnotherTakesItsPlaceBeforeThoseThatWait) {
  publish("flow", with_limit(1));
  begin(3);
  publish("flow",
          "concurrency: {when_full: replace}\non: [{event: go}]\nsteps:\n  a: {sleep: {for: "
          "1h}}\n");
  const auto all = begin(1);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::queued, Place::queued, Place::held));
  EXPECT_EQ(run(all[0]).status(), RunStatus::cancelled);
  cancel(all[3]);
  turns_->wake();
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held, Place::queued, Place::none));
}

TEST_F(SlotsTest, ARunThatReplacesAnotherAndEndsAtOnceGivesThePlaceToThoseThatWait) {
  publish("flow", with_limit(1));
  begin(2);
  publish("flow",
          "concurrency: {when_full: replace}\non: [{event: go}]\nsteps:\n  a: {set: {n: 1}}\n");
  const auto all = begin(1);
  turns_->wake();
  EXPECT_EQ(run(all[2]).status(), RunStatus::succeeded);
  EXPECT_THAT(places(all), ElementsAre(Place::none, Place::held, Place::none));
}

// As when the process ended after such a version was stored.
TEST_F(SlotsTest, ARunThatEndsGivesAllPlacesThatWereLeftFree) {
  publish("flow", with_limit(1));
  const auto all = begin(5);
  publish("flow", with_limit(3));
  wire();
  EXPECT_THAT(places(all),
              ElementsAre(Place::held, Place::queued, Place::queued, Place::queued, Place::queued));
  cancel(all[0]);
  turns_->wake();
  EXPECT_THAT(places(all),
              ElementsAre(Place::none, Place::held, Place::held, Place::held, Place::queued));
}

TEST_F(SlotsTest, AnyNumberOfPlacesIsGiven) {
  publish("flow", with_limit(1));
  const auto all = begin(250);
  publish("flow", with_limit(249));
  give_places_of_workflow();
  auto expected = std::vector<Place>(all.size(), Place::held);
  expected.back() = Place::queued;
  EXPECT_EQ(places(all), expected);
}

TEST_F(SlotsTest, ManyPlacesAreGivenInSeveralTransactions) {
  publish("flow", with_places_for_each_key(1));
  for (int each = 0; each < 502; ++each) post("go", {{"k", "a"}});
  for (int each = 0; each < 2; ++each) post("go", {{"k", "b"}});
  publish("flow", with_places_for_each_key(502));
  std::string after;
  bool through = true;
  transact(
      [&](ports::Tx& tx) { through = processor_->give_places_of_workflow(tx, "flow", after); });
  EXPECT_FALSE(through);
  EXPECT_EQ(after, "a");
  transact(
      [&](ports::Tx& tx) { through = processor_->give_places_of_workflow(tx, "flow", after); });
  EXPECT_TRUE(through);
}

TEST_F(SlotsTest, AWorkflowWithoutSlotsHasNoneToGive) {
  publish("flow", "on: [{event: go}]\nsteps:\n  a: {sleep: {for: 1h}}\n");
  begin(1);
  give_places_of_workflow();
  EXPECT_EQ(count(core::kSlotGiven), 0);
}

}  // namespace
}  // namespace baton::runtime
