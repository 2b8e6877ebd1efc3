#include "baton/cel/event_expression.hpp"

#include <gmock/gmock.h>
#include <initializer_list>

namespace baton::cel {
namespace {

using core::Findings;
using testing::HasSubstr;

constexpr auto* kSettings =
    "when: event.data.n > 1\n"
    "count: 5\n"
    "wrong: evnt.data.n\n"
    "asks: 'route(event.type, {\"a\": event.data.n}).found'\n"
    "text: event.type\n"
    "known: event.data.n > 3\n"
    "perhaps: event.data.?n\n"
    "late: event.time == now\n";

class EventExpressionTest : public testing::Test {
 protected:
  EventExpressionTest() : file_(formats::YamlFile::read(kSettings, "s.yaml", findings_).value()) {}

  Findings findings_{};
  formats::YamlFile file_;
  formats::FieldReader fields_{file_, "", file_.value(), findings_};
};

TEST_F(EventExpressionTest, SeesTheEventAndNowWhereItIsGiven) {
  const auto when = read_expression(fields_, "when", event_scope());
  ASSERT_TRUE(when);
  const core::Json event{{"data", {{"n", 2}}}};
  Budget budget(kDecisionCostMax, thread_time, kDecisionTimeMax);
  EXPECT_EQ(decide_gate(*when, EventNames(event, budget)).outcome, Outcome::open);
  EXPECT_FALSE(EventNames(event, budget).find("now"));
  EXPECT_TRUE(EventNames(event, budget, core::Time(), {}).find("now"));
  EXPECT_TRUE(findings_.empty());
}

TEST_F(EventExpressionTest, WhatIsNotThereIsNoMistake) {
  EXPECT_FALSE(read_expression(fields_, "none", event_scope()));
  check_condition(fields_, "none", nullptr);
  EXPECT_TRUE(findings_.empty());
}

TEST_F(EventExpressionTest, AMistakeHasItsPlace) {
  EXPECT_FALSE(read_expression(fields_, "count", event_scope()));
  EXPECT_FALSE(read_expression(fields_, "wrong", event_scope()));
  check_condition(fields_, "text", read_expression(fields_, "text", event_scope()));
  ASSERT_EQ(findings_.size(), 3U);
  EXPECT_EQ(findings_[0].rule, "config/type");
  EXPECT_EQ(findings_[0].at.line, 2U);
  EXPECT_EQ(findings_[1].at.line, 3U);
  EXPECT_THAT(findings_[1].hint, HasSubstr("event"));
  EXPECT_EQ(findings_[2].rule, "type/expression");
  EXPECT_EQ(findings_[2].at.line, 5U);
}

TEST_F(EventExpressionTest, TheTimeIsToldToBeMissing) {
  EXPECT_FALSE(read_expression(fields_, "late", event_scope()));
  ASSERT_EQ(findings_.size(), 1U);
  EXPECT_EQ(findings_[0].hint, "here there is event alone, and no time");
}

TEST_F(EventExpressionTest, AValueOfAnotherKindIsFound) {
  const auto check = [this](const char* key, std::initializer_list<Type::Kind> kinds) {
    check_value(fields_, key, read_expression(fields_, key, event_scope()), kinds, "a number");
  };
  check("none", {Type::Kind::integer});
  check("perhaps", {Type::Kind::integer});
  check("known", {Type::Kind::integer, Type::Kind::boolean});
  EXPECT_TRUE(findings_.empty());
  check("known", {Type::Kind::integer});
  check("text", {Type::Kind::integer});
  ASSERT_EQ(findings_.size(), 2U);
  EXPECT_EQ(findings_[0].rule, "type/expression");
  EXPECT_EQ(findings_[0].at.line, 6U);
  EXPECT_EQ(findings_[0].message, "\"known\": expected a number, got true or false");
  EXPECT_EQ(findings_[1].message, "\"text\": expected a number, got a text");
}

TEST_F(EventExpressionTest, OneThatHasToBeRepeatableAsksNothingOutside) {
  EXPECT_TRUE(read_expression(fields_, "asks", event_scope()));
  EXPECT_TRUE(read_repeatable(fields_, "when", event_scope()));
  EXPECT_TRUE(findings_.empty());
  EXPECT_FALSE(read_repeatable(fields_, "asks", event_scope()));
  ASSERT_EQ(findings_.size(), 1U);
  EXPECT_EQ(findings_[0].rule, "config/outside");
  EXPECT_EQ(findings_[0].at.line, 4U);
  EXPECT_FALSE(findings_[0].hint.empty());
}

}  // namespace
}  // namespace baton::cel
