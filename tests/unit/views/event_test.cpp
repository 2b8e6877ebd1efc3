#include "baton/views/event.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

TEST(EventView, SaysWhatAnEventDid) {
  EXPECT_EQ(event_effect({}),
            (core::Json{{"started", core::Json::array()}, {"resumed", core::Json::array()}}));
  EventEffect effect;
  ports::RunRow run;
  run.id = core::RunId(1);
  run.workflow = "campaign";
  run.title = "Spring";
  effect.started = {run};
  effect.more = true;
  effect.pending = true;
  effect.parked = "no plan";
  const auto json = event_effect(effect);
  EXPECT_EQ(json.at("started").at(0),
            (core::Json{{"id", run.id.text()}, {"workflow", "campaign"}, {"title", "Spring"}}));
  EXPECT_EQ(json.at("parked"), "no plan");
  EXPECT_EQ(json.at("more"), true);
  EXPECT_EQ(json.at("pending"), true);
}

}  // namespace
}  // namespace baton::views
