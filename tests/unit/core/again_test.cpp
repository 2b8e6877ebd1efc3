#include "baton/core/again.hpp"

#include <gmock/gmock.h>

namespace baton::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Event with_origin(std::string origin, std::string source = "shop") {
  Event event;
  event.source = std::move(source);
  event.origin = std::move(origin);
  return event;
}

TEST(Again, IsToldByTheOriginOfAReplayAndOfWhatRunsPublish) {
  const auto origin = origin_with("replay:evt_1:key again:[\"x\"]", {"ada", "token:\"b\""});
  EXPECT_THAT(again_by(with_origin(origin)), ElementsAre("ada", "token:\"b\""));
  EXPECT_THAT(again_by(with_origin(origin_with("run_1.tell.0", {"ada"}), "workflow/relay")),
              ElementsAre("ada"));
  EXPECT_EQ(origin_with("replay:evt_1", {}), "replay:evt_1");
}

TEST(Again, IsNotToldBySenders) {
  EXPECT_THAT(again_by(with_origin(origin_with("order-1", {"ada"}))), IsEmpty());
  EXPECT_THAT(again_by(with_origin("replay:evt_1:key again:[")), IsEmpty());
  Event event;
  event.data[kAgainBy] = Json::array({"ada"});
  EXPECT_THAT(again_by(event), IsEmpty());
  event.source = "baton";
  EXPECT_THAT(again_by(event), ElementsAre("ada"));
}

TEST(Again, NamesEachPersonOnceBesideTheRequester) {
  std::vector<std::string> people{"token:ada"};
  for (const auto& actor : {Actor::user("ada"), Actor::token("bo"), Actor::user("bo"),
                            Actor::user("cy"), Actor::config(), Actor()})
    add_again(people, actor, Actor::token("cy"));
  EXPECT_THAT(people, ElementsAre("token:ada", "token:bo"));
}

}  // namespace
}  // namespace baton::core
