#include "simulator/query.hpp"

#include <gtest/gtest.h>

namespace baton::simulator {
namespace {

using core::Json;

const Json kIssue = {{"key", "WEB-12"},
                     {"fields",
                      {{"project", {{"key", "WEB"}}},
                       {"status", {{"name", "In Progress"}}},
                       {"labels", {"onboarding", "baton-7"}},
                       {"points", 3},
                       {"summary", "Build the customer's site"}}}};
const Query::Columns kOfJira{"fields",
                             {{"project", "fields.project.key"}, {"key", "key"}, {"day", "*"}}};

bool finds(std::string_view text) { return Query::read(text).holds(kIssue, kOfJira); }

TEST(SimulatedQuery, HoldsWhenAllConditionsDo) {
  EXPECT_TRUE(finds("project = WEB AND status = \"In Progress\""));
  EXPECT_FALSE(finds("project = WEB AND status = Done"));
  EXPECT_TRUE(finds(""));
}

TEST(SimulatedQuery, EndsAtTheOrderAndTheLimit) {
  EXPECT_TRUE(finds("labels = \"baton-7\" ORDER BY created ASC"));
  EXPECT_FALSE(finds("labels = \"baton-8\" ORDER BY created ASC"));
  EXPECT_TRUE(finds("SELECT Id FROM Issue WHERE key = 'WEB-12' LIMIT 1"));
  EXPECT_TRUE(finds("SELECT Id FROM Issue LIMIT 1"));
}

TEST(SimulatedQuery, KnowsTheUsualOperators) {
  EXPECT_TRUE(finds("points >= 3 AND points < 10"));
  EXPECT_FALSE(finds("points > 3"));
  EXPECT_TRUE(finds("key IN (WEB-11, WEB-12)"));
  EXPECT_FALSE(finds("key not in (WEB-11, WEB-12)"));
  EXPECT_TRUE(finds("key != WEB-11"));
  EXPECT_TRUE(finds("summary ~ \"customer's\""));
  EXPECT_TRUE(finds("summary LIKE 'Build%site'"));
  EXPECT_FALSE(finds("summary LIKE 'Build%texts'"));
}

TEST(SimulatedQuery, AColumnThatIsNotThereIsEqualToNothing) {
  EXPECT_FALSE(finds("assignee = ada"));
  EXPECT_TRUE(finds("assignee != ada"));
  EXPECT_TRUE(finds("day >= '2026-05-04'"));
}

TEST(SimulatedQuery, SaysWhatItDidNotUnderstand) {
  EXPECT_EQ(Query::read("assignee is EMPTY AND key = WEB-12").unread(), "assignee");
  EXPECT_EQ(Query::read("key = WEB-12").unread(), "");
  EXPECT_FALSE(Query::read("assignee is EMPTY AND key = WEB-1").holds(kIssue, kOfJira));
}

TEST(SimulatedQuery, ReadsEncodedQueries) {
  const Json incident = {{"state", "2"}, {"text", "two words"}, {"at", "2026-05-04 10:00:00"}};
  const auto encoded = [&incident](std::string_view text) {
    return Query::read(text, true).holds(incident, {});
  };
  EXPECT_TRUE(encoded("state=2^text=two words^ORDERBYat"));
  EXPECT_FALSE(encoded("state=2^text=other words"));
  EXPECT_TRUE(encoded("at>=2026-05-04 09:00:00^ORDERBYat^ORDERBYsys_id"));
  EXPECT_FALSE(encoded("at>=2026-05-04 11:00:00"));
  EXPECT_TRUE(encoded("stateIN1,2"));
  EXPECT_TRUE(encoded("textLIKEwords"));
  EXPECT_EQ(Query::read("state=2^GOTOx^text=a", true).unread(), "GOTOx");
  EXPECT_FALSE(encoded("GOTOx^state=3"));
  EXPECT_TRUE(encoded("nonsense"));
}

}  // namespace
}  // namespace baton::simulator
