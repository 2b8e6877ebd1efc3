#include "baton/core/event_model.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace baton::core {
namespace {

TEST(EventModel, FindsTheFamilyOfAType) {
  EXPECT_EQ(event_family("crm.opportunity.updated"), "crm.opportunity");
  EXPECT_EQ(event_family("ticket.created"), "ticket");
  EXPECT_EQ(event_family("message.slack.app_mention"), "message");
  EXPECT_EQ(event_family("web.conversion"), "web.conversion");
  for (const char* type : {"", "crm", "crm.opportunities.updated", "tickets.created", "jira.x",
                           "crm.record.updated", "baton.run.failed"})
    EXPECT_EQ(event_family(type), "") << type;
}

TEST(EventModel, AreSortedFamiliesOfWhichNoneIsAnothersBeginning) {
  const auto all = event_families();
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  for (const auto family : all) EXPECT_EQ(event_family(family), family);
}

TEST(EventModel, SaysTheSchemaOfWhatCameThroughAConnection) {
  Event event;
  event.type = "ticket.created";
  EXPECT_EQ(data_schema(event), "urn:baton:schema:events:ticket:1");
  event.actor = "token:shop";
  EXPECT_EQ(data_schema(event), "") << "whoever handed it in answers for its form";
  event.actor = {};
  event.type = "jira.sprint_started";
  EXPECT_EQ(data_schema(event), "");
}

}  // namespace
}  // namespace baton::core
