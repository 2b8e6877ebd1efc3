#include "runtime/projection.hpp"

#include "baton/runtime/reads.hpp"
#include "unit/make.hpp"

#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using core::Event;

// A run that waits for an event with its id and more than 5.
class ResumedTest : public testing::Test {
 protected:
  ResumedTest() {
    const auto trigger = tests::event("wc.a", {{"id", "q"}});
    auto seen = trigger.to_json();
    auto match = engine::match(*plan_, trigger, seen, tests::noon()).match.value();
    run_ = engine::start(*plan_, core::RunId(1), trigger, std::move(seen), std::move(match),
                         {tests::noon(), 1, tests::noon()})
               .run;
  }
  // Whether the run is said to have gone on by the event.
  bool goes_on_by(const Event& event) {
    const auto revision = run_.revision();
    const auto live = live_steps(run_);
    auto decision =
        engine::decide(*plan_, std::move(run_), event, {tests::noon(), 1, tests::noon()});
    const auto change =
        project(*plan_, decision, event, tests::noon(), revision, live, core::EventId(1));
    run_ = std::move(decision.run);
    return change.resumed;
  }

  std::shared_ptr<const engine::Plan> plan_ = tests::plan(R"(
workflow: wc
inputs: {id: {type: string}}
on: [{event: wc.a, inputs: {id: "${event.data.id}"}}]
steps:
  w: {wait: {event: wc.b, when: 'event.data.id == inputs.id && event.data.amount > 5'}, timeout: 1d}
)");
  core::Run run_;
};

TEST_F(ResumedTest, NotByAnEventThatItsConditionCouldNotBeAskedOf) {
  EXPECT_FALSE(goes_on_by(tests::event("wc.b", {{"id", "q"}}))) << "no amount";
  EXPECT_FALSE(goes_on_by(tests::event("wc.b", {{"id", "q"}, {"amount", "many"}})));
  EXPECT_EQ(run_.step("w").status, core::StepStatus::waiting);
  EXPECT_EQ(run_.step("w").notes.size(), 2U);
}

TEST_F(ResumedTest, ByTheEventThatEndsItsWait) {
  EXPECT_TRUE(goes_on_by(tests::event("wc.b", {{"id", "q"}, {"amount", 6}})));
  EXPECT_EQ(run_.status(), core::RunStatus::succeeded);
}

TEST_F(ResumedTest, NotByWhatIsAddressedToIt) {
  EXPECT_FALSE(goes_on_by(core::run_cancel(core::RunId(1), "no need", "ana", tests::noon())));
}

}  // namespace
}  // namespace baton::runtime
