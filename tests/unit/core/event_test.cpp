#include "baton/core/event.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(Event, MatchesByTypeAndConnection) {
  Event event;
  event.type = "crm.deal.updated";
  event.source = "salesforce";
  EXPECT_TRUE(event_matches(event, "crm.*.updated", ""));
  EXPECT_TRUE(event_matches(event, "crm.*.updated", "salesforce"));
  EXPECT_FALSE(event_matches(event, "crm.*.updated", "hubspot"));
  EXPECT_FALSE(event_matches(event, "crm.deal", "salesforce"));
  event.actor = Actor::user("ana");
  EXPECT_FALSE(event_matches(event, "crm.*.updated", "salesforce"))
      << "somebody handed it in, whatever source it names";
}

TEST(Event, FollowsFromAnEventFromOutside) {
  Event event;
  event.id = EventId(7);
  EXPECT_EQ(root_of(event), EventId(7)) << "it is from outside itself";
  event.root = EventId(3);
  EXPECT_EQ(root_of(event), EventId(3));
}

}  // namespace
}  // namespace baton::core
