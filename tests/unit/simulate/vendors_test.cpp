#include "baton/simulate/vendors.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

using namespace std::chrono_literals;
using Kind = core::ActionResult::Kind;

core::StartAction call(const std::string& operation = "create_issue") {
  core::StartAction action;
  action.step = "ticket";
  action.connection = "jira";
  action.operation = operation;
  return action;
}

TEST(OfHttp, SaysWhatAConnectorWouldOfAnOperationWithoutRules) {
  EXPECT_EQ(of_http(201, {{"key", "WEB-1"}}).kind, Kind::succeeded);
  EXPECT_EQ(of_http(201, {{"key", "WEB-1"}}).output.at("key"), "WEB-1");
  EXPECT_EQ(of_http(429, {}).kind, Kind::throttled);
  EXPECT_EQ(of_http(503, {}).kind, Kind::transient);
  EXPECT_EQ(of_http(503, {}, 30s).kind, Kind::throttled);
  EXPECT_EQ(of_http(503, {}, 30s).retry_after, 30s);
  EXPECT_EQ(of_http(408, {}).kind, Kind::transient);
  EXPECT_EQ(of_http(401, {}).kind, Kind::permanent);
  EXPECT_EQ(core::reason_of(of_http(401, "the token has expired")),
            "http_401: HTTP 401: the token has expired");
}

TEST(Vendors, AnswerOneCallAfterTheOther) {
  Vendors vendors;
  vendors.script("jira.create_issue", {{of_http(503, {}), of_http(201, {})}});
  EXPECT_EQ(vendors.answer(call())->kind, Kind::transient);
  EXPECT_EQ(vendors.answer(call())->kind, Kind::succeeded);
  EXPECT_FALSE(vendors.answer(call())) << "the script is at its end";
}

TEST(Vendors, AnswerOverAndOver) {
  Vendors vendors;
  vendors.script("jira.create_issue", {{of_http(200, {})}, true});
  for (int calls = 0; calls < 3; ++calls) EXPECT_EQ(vendors.answer(call())->kind, Kind::succeeded);
}

TEST(Vendors, SayNothingOfOtherOperations) {
  Vendors vendors;
  vendors.script("jira.create_issue", {{of_http(200, {})}, true});
  EXPECT_FALSE(vendors.answer(call("add_comment")));
  vendors.script("jira.create_issue", {});
  EXPECT_FALSE(vendors.answer(call()));
}

TEST(Vendors, ALookThatFindsNothingIsNoFailure) {
  Vendors vendors;
  vendors.script("jira.create_issue", {{of_http(404, {})}, true});
  EXPECT_EQ(vendors.answer(call())->kind, Kind::permanent);
  auto look = call();
  look.mode = core::StartAction::Mode::read_back;
  EXPECT_EQ(vendors.answer(look)->kind, Kind::not_found);
}

}  // namespace
}  // namespace baton::simulate
