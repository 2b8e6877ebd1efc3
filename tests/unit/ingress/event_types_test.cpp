#include "baton/ingress/event_types.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::ingress {
namespace {

using testing::ElementsAre;

SentEvents of(const char* text) { return sent_events(core::Json::parse(text)); }

TEST(SentEvents, AreChoicesAndBeginnings) {
  const auto sent = of(R"([{"events": [
    {"type": "ticket.${body.a == 'x' ? 'created' : body.?b == 'y' ? 'deleted' : 'updated'}"},
    {"type": "ads.lead.created"},
    {"type": "jira.${body.kind}"},
    {"type": "crm.${body.big ? 'lead' : body.kind}"},
    {"type": "y.${body.a ? 'b' : 'c' + body.d}"},
    {"type": "z.${(body.a ? 'b' : 'c').upperAscii()}"},
    {"type": "x.${{'a': 'b'}[?body.k].orValue('c')}"}]}])");
  EXPECT_THAT(sent.all, ElementsAre("ticket.created", "ticket.deleted", "ticket.updated",
                                    "ads.lead.created", "jira.*", "crm.*", "y.*", "z.*", "x.*"));
}

TEST(SentEvents, SpellOutTheTypesThatTheyCan) {
  const auto sent = of(R"([
    {"events": [{"type": "ticket.${body.new ? 'created' : 'updated'}"}, {"type": "jira.${body.kind}"}]},
    {"events": [{"type": "ticket.created"}, {"type": "ads.lead.created"}]}, {"body": "cloudevents"}])");
  EXPECT_THAT(sent.types, ElementsAre("ads.lead.created", "ticket.created", "ticket.updated"));
}

TEST(SentEvents, MayBeAnythingWhereTheManifestSaysNothing) {
  EXPECT_THAT(sent_events(core::Json()).all, ElementsAre("*"));
  EXPECT_THAT(of(R"([{"body": "cloudevents"}])").all, ElementsAre("*"));
}

TEST(SentEvents, HaveTheMembersOfAllTheirRules) {
  const auto sent = of(R"([{"events": [
    {"type": "a.b", "data": {"x": "1"}}, {"type": "a.b", "data": {"y": "1"}},
    {"type": "a.c", "data": {"x": "1"}}, {"type": "a.c", "data": "${body}"},
    {"type": "z.${body.d}", "data": {"x": "1"}}, {"type": "z.y", "data": {"x": "1"}}]}])");
  ASSERT_EQ(sent.members.size(), 1U);
  EXPECT_THAT(sent.members.at("a.b"), ElementsAre("x", "y"));
}

}  // namespace
}  // namespace baton::ingress
