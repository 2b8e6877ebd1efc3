#include "engine/slot_places.hpp"

#include "baton/engine/standing.hpp"
#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kSlots = "concurrency: {key: trigger.data.account}\n";

Life with_slots() { return Life(with_steps("  a: {do: sink.post}\n", kSlots)); }

TEST(Slot, ARunWithAPlaceBegins) {
  auto life = with_slots();
  life.slot = {"acme", true, {}};
  EXPECT_THAT(life.begin(event("go", {{"account", "acme"}})),
              ElementsAre("RunStarted", "SlotTaken", "StepStarted a"));
  EXPECT_EQ(life.run().slot(), (core::Slot{core::Slot::Place::held, "acme"}));
  EXPECT_THAT(life.succeed("a"), ElementsAre("StepSucceeded a", "RunSucceeded"));
  EXPECT_EQ(life.run().slot().place, core::Slot::Place::none);
}

TEST(Slot, ARunWithoutAPlaceWaitsForOne) {
  auto life = with_slots();
  life.slot = {"acme", false, {}};
  EXPECT_THAT(life.begin(event("go", {{"account", "acme"}})),
              ElementsAre("RunStarted", "RunQueued"));
  EXPECT_EQ(life.status(), "waiting");
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "queued for acme");
  EXPECT_THAT(engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("a"), life.now)
                  .at("because")
                  .get<std::string>(),
              HasSubstr("waits for a place"));
  EXPECT_THAT(life.hear(core::slot_given(life.run().id(), life.now)),
              ElementsAre("SlotTaken", "StepStarted a"));
  EXPECT_THAT(life.hear(core::slot_given(life.run().id(), life.now)), ElementsAre());
}

TEST(Slot, ARunThatWaitsCanBeCancelled) {
  auto life = with_slots();
  life.slot = {"acme", false, {}};
  life.begin(event("go", {{"account", "acme"}}));
  EXPECT_THAT(life.hear(core::run_cancel(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunCancelled"));
  EXPECT_THAT(life.hear(core::slot_given(life.run().id(), life.now)), ElementsAre());
}

TEST(Slot, ARunThatIsPausedWhileItWaitsStandsAsPaused) {
  auto life = with_slots();
  life.slot = {"acme", false, {}};
  life.begin(event("go", {{"account", "acme"}}));
  EXPECT_EQ(engine::standing(life.the_plan(), life.run()).kind, core::StandingKind::slot);
  EXPECT_THAT(life.hear(core::run_pause(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunPaused"));
  EXPECT_EQ(engine::standing(life.the_plan(), life.run()).kind, core::StandingKind::paused);
  EXPECT_THAT(life.hear(core::run_resume(life.run().id(), "ana", life.now)),
              ElementsAre("RunResumed"));
  EXPECT_EQ(life.status(), "waiting");
}

TEST(Slot, ARunThatIsRefusedNeverBegins) {
  auto life = with_slots();
  life.slot = {"acme", false, "the slot is full"};
  EXPECT_THAT(life.begin(event("go", {{"account", "acme"}})),
              ElementsAre("RunStarted", "RunCancelled"));
  EXPECT_EQ(life.run().reason(), "the slot is full");
}

TEST(Slot, ARunThatIsRetriedNeedsAPlaceAgain) {
  auto life = with_slots();
  life.slot = {"acme", true, {}};
  life.begin(event("go", {{"account", "acme"}}));
  life.fail("a", "http_404", "gone");
  life.slot = {"acme", false, {}};
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "", "ana", life.now)),
              ElementsAre("RunResumed", "StepReset a", "RunQueued"));
  EXPECT_THAT(life.hear(core::slot_given(life.run().id(), life.now)),
              ElementsAre("SlotTaken", "StepStarted a"));
}

TEST(SlotKey, IsComputedFromTheInputs) {
  const auto keyed = plan(with_steps("  a: {do: sink.post}\n", kSlots));
  const auto go = event("go", {{"account", "acme"}});
  const engine::Match match{{}, core::Json::object(), {}};
  EXPECT_EQ(engine::slot_key(*keyed, core::RunId(1), go.to_json(), match, noon()).value(), "acme");
  const auto missing = event("go");
  const auto none = engine::slot_key(*keyed, core::RunId(1), missing.to_json(), match, noon());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), HasSubstr("concurrency.key"));
  const auto whole = plan(with_steps("  a: {do: sink.post}\n", "concurrency: {limit: 2}\n"));
  EXPECT_EQ(engine::slot_key(*whole, core::RunId(1), go.to_json(), match, noon()).value(), "");
  const auto free = plan(with_steps("  a: {do: sink.post}\n"));
  EXPECT_EQ(engine::slot_key(*free, core::RunId(1), go.to_json(), match, noon()).value(),
            std::nullopt);
}

}  // namespace
}  // namespace baton::tests
