#include "app/exit_code.hpp"
#include "unit/app/fake_api.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::app {
namespace {

using core::Json;
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

TEST(AttentionCommand, SaysHowManyRunsWereNotLookedAt) {
  auto found = attention_with(0);
  found["runs_left"] = 1;
  Bench bench;
  bench.server.answer("GET /api/v1/me/attention?days=7", found);
  EXPECT_THAT(bench.run({"attention", "ls", "--me"}).err,
              HasSubstr("1 more run that may need you was not looked at: baton attention ls"));
}

TEST(AttentionCommand, SaysHowManyEntriesCannotBeRead) {
  auto found = attention_with(0);
  found["entries_unreadable"] = 2;
  Bench bench;
  bench.server.answer("GET /api/v1/me/attention?days=7", found);
  EXPECT_THAT(bench.run({"attention", "ls", "--me"}).err,
              HasSubstr("2 entries of journals cannot be read and are left out"));
}

TEST(AttentionCommand, NamesTheRunOfANoticeByItsTitle) {
  auto found = attention_with(0);
  const Json told{{"id", "run_1.copy"},
                  {"type", "baton.task.requested"},
                  {"attention", "action"},
                  {"rule", "task"},
                  {"why", "you have this task"},
                  {"at", "2026-05-04T09:00:00Z"},
                  {"run", "run_1"},
                  {"step", "copy"},
                  {"title", "Kit · ACME"},
                  {"text", "Write it"}};
  found["now"] = Json::array({told});
  auto ended = told;
  ended["title"] = "Kit · Initech";
  found["batches"] = {{{"day", "2026-05-03"}, {"notices", Json::array({ended})}}};
  Bench bench;
  bench.server.answer("GET /api/v1/me/attention?days=7", found);
  const auto outcome = bench.run({"attention", "ls", "--me"});
  EXPECT_THAT(outcome.out, HasSubstr("run_1 copy  Kit · ACME"));
  EXPECT_THAT(outcome.out, HasSubstr("run_1 copy  Kit · Initech"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton tasks show run_1.copy"));
}

TEST(AttentionCommand, ShowsAFailureBeforeWhatStillWaits) {
  Bench bench;
  const Json run{{"id", "run_1"}, {"status", "waiting"}, {"failing", true}};
  bench.server.answer("GET /api/v1/attention", {{"items", Json::array({run})}, {"next", nullptr}});
  EXPECT_THAT(bench.run({"attention", "ls"}).out, HasSubstr("✕ failing, waiting"));
}

TEST(AttentionCommand, LeadsToWhyTheFirstRunStands) {
  Bench bench;
  bench.server.answer(
      "GET /api/v1/attention",
      {{"items", {{{"id", "run_1"}, {"title", "Kit · ACME"}, {"status", "failed"}}}},
       {"next", nullptr}});
  const auto outcome = bench.run({"attention", "ls"});
  EXPECT_THAT(outcome.out, HasSubstr("Kit · ACME"));
  EXPECT_THAT(outcome.err, HasSubstr("next: baton runs why run_1"));
}

}  // namespace
}  // namespace baton::app
