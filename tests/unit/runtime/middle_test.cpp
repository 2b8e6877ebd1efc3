#include "baton/runtime/middle.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gtest/gtest.h>
#include <iterator>

namespace baton::runtime {
namespace {

class MiddleTest : public testing::Test {
 protected:
  MiddleTest() {
    const ports::TemplateRow row{
        "flow", 1,  "workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n",
        "hash", "", clock_.now(),
        "test"};
    tests::at_once(*store_, [&](ports::Tx& tx) {
      tx.put_template(row);
      middle_->load(tx);
    });
  }
  std::unique_ptr<Middle> make() {
    const auto decided = [this](std::vector<core::StartAction> actions) {
      std::move(actions.begin(), actions.end(), std::back_inserter(decided_));
    };
    return std::make_unique<Middle>(
        *store_, clock_, random_, metrics_, Options{},
        Middle::Hooks{decided, [](core::Duration) { ADD_FAILURE() << "the store failed"; },
                      [this](core::RunId, const core::StepRef& step) { over_.push_back(step); }});
  }
  core::Event event(std::string type) {
    core::Event event;
    event.type = std::move(type);
    event.source = "test";
    event.time = event.received = clock_.now();
    return event;
  }
  core::Run newest_run() {
    core::Run run;
    tests::at_once(*store_,
                   [&](ports::Tx& tx) { run = load_run(tx, tx.runs({}).at(0).id).value(); });
    return run;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::vector<core::StartAction> decided_;
  std::vector<core::StepRef> over_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  std::unique_ptr<Middle> middle_ = make();
};

TEST_F(MiddleTest, AnEventPassesFromTheBusToAnActionAndItsOutcomeToTheEndOfTheRun) {
  middle_->bus().post(event("go"));
  ASSERT_EQ(decided_.size(), 1U);
  const auto& action = decided_.front();
  EXPECT_EQ(action.connection, "crm");
  EXPECT_EQ(newest_run().status(), core::RunStatus::running);
  middle_->bus().post(core::action_finished(action.run, action.step, action.attempt,
                                            {core::ActionResult::Kind::succeeded}, clock_.now(),
                                            {}));
  EXPECT_EQ(newest_run().status(), core::RunStatus::succeeded);
  EXPECT_EQ(middle_->plans().compiled(), 1U);
}

TEST_F(MiddleTest, TellsWhichStepsAreOver) {
  middle_->bus().post(event("go"));
  EXPECT_TRUE(over_.empty());
  middle_->bus().post(core::run_cancel(newest_run().id(), "", "ana", clock_.now()));
  EXPECT_EQ(over_, std::vector<core::StepRef>{"one"});
}

TEST_F(MiddleTest, AnotherOneGoesOnFromTheStore) {
  middle_->bus().post(event("go"));
  const auto action = decided_.at(0);
  middle_ = make();
  tests::at_once(*store_, [&](ports::Tx& tx) { middle_->load(tx); });
  middle_->bus().post(core::action_finished(action.run, action.step, action.attempt,
                                            {core::ActionResult::Kind::succeeded}, clock_.now(),
                                            {}));
  EXPECT_EQ(newest_run().status(), core::RunStatus::succeeded);
}

}  // namespace
}  // namespace baton::runtime
