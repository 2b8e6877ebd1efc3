#include "app/exit_code.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::app {
namespace {

using testing::HasSubstr;
using testing::Not;

core::Json attention_with(int approvals_left) {
  return {{"person", "ada"},
          {"now", core::Json::array()},
          {"batches", core::Json::array()},
          {"approvals_left", approvals_left}};
}

TEST(AttentionCommand, SaysHowManyApprovalsWereNotLookedAt) {
  const std::string call = "GET /api/v1/me/attention?days=7";
  Bench some;
  some.server.answer(call, attention_with(141));
  const auto outcome = some.run({"attention", "ls", "--me"});
  EXPECT_EQ(outcome.exit, kOk);
  EXPECT_THAT(outcome.err, HasSubstr("141 more open approvals were not looked at"));
  Bench none;
  none.server.answer(call, attention_with(0));
  EXPECT_THAT(none.run({"attention", "ls", "--me"}).err, Not(HasSubstr("approvals")));
}

}  // namespace
}  // namespace baton::app
