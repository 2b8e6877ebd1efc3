#include "unit/http/api/server_over_damage.hpp"

#include <cstddef>
#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace baton::http {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Five runs that are open. The row of the third is damaged.
class BulkTest : public ServerOverDamage {
 protected:
  BulkTest()
      : ServerOverDamage(identity::Role::operator_, [](ports::Tx& tx, WrittenRows& rows) {
          for (int each = 0; each < 5; ++each) rows.begin_run(tx);
          return store::damage_of(rows.runs.at(2));
        }) {}
  core::Json ask(const core::Json& body, int status = 200) {
    const auto response =
        call("POST", "/api/v1/runs/bulk",
             {{"Authorization", proof_}, {"Content-Type", "application/json"}}, core::dump(body));
    EXPECT_EQ(response.status, status) << response.body;
    return core::parse_json(response.body).value();
  }
  void expect_damaged(const core::Json& item) {
    EXPECT_EQ(core::text_at(item, "id"), damaged_.text());
    EXPECT_EQ(item.at("problem").at("code"), "conflict");
    EXPECT_THAT(item.at("problem").at("detail").get<std::string>(),
                AllOf(HasSubstr("run " + damaged_.text() + " cannot be read"),
                      HasSubstr("row " + std::to_string(damaged_.value()) + " of runs")));
  }

  const std::vector<core::RunId>& ids_ = rows_.runs;
  const core::RunId damaged_ = ids_.at(2);
};

TEST_F(BulkTest, OneDamagedRowOfAListIsRefusedByItself) {
  const auto answer = ask(
      {{"do", "cancel"},
       {"dry_run", true},
       {"ids", {ids_.at(0).text(), damaged_.text(), ids_.at(4).text(), core::RunId(1).text()}}});
  const auto& items = answer.at("items");
  ASSERT_EQ(items.size(), 4U);
  for (const std::size_t whole : {0U, 1U}) EXPECT_FALSE(items.at(whole).contains("problem"));
  expect_damaged(items.at(2));
  EXPECT_EQ(items.at(3).at("problem").at("code"), "not_found");
}

TEST_F(BulkTest, AQueryFindsTheRunsBehindADamagedRow) {
  const auto answer = ask({{"do", "cancel"}, {"dry_run", true}, {"q", "template:onboarding"}});
  const auto& items = answer.at("items");
  ASSERT_EQ(items.size(), 5U);
  for (const std::size_t whole : {0U, 1U, 2U, 3U})
    EXPECT_FALSE(items.at(whole).contains("problem"));
  EXPECT_EQ(core::text_at(items.at(3), "id"), ids_.at(0).text());
  expect_damaged(items.at(4));
  EXPECT_TRUE(answer.at("next").is_null());
}

TEST_F(BulkTest, AQueryThatLooksForNothingMeansNotAll) {
  for (const char* q : {" ", "\t", "\"\"", "*", "-", "()"}) {
    const core::Json body{{"do", "cancel"}, {"dry_run", true}, {"q", q}};
    const auto response =
        call("POST", "/api/v1/runs/bulk",
             {{"Authorization", proof_}, {"Content-Type", "application/json"}}, core::dump(body));
    EXPECT_EQ(response.status, 400) << '\'' << q << "': " << response.body;
  }
}

TEST_F(BulkTest, RunsOfTwoWorkflowsAreNotMigratedTogether) {
  core::RunId other;
  transact([&other](ports::Tx& tx) {
    auto trigger = store::make_event("lead.won", "another");
    tx.append(trigger);
    auto change = store::make_run(tx, {}, trigger.id);
    change.run.workflow = "kit";
    tx.save(change);
    other = change.run.id;
  });
  const auto answer = ask({{"do", "migrate"},
                           {"to", 1},
                           {"dry_run", true},
                           {"ids", {ids_.at(0).text(), other.text()}}});
  EXPECT_EQ(answer.at("items").at(1).at("problem").at("code"), "conflict");
  EXPECT_THAT(answer.at("items").at(1).at("problem").at("detail").get<std::string>(),
              HasSubstr("only runs of one workflow are migrated together"));
}

TEST_F(BulkTest, AQueryForRunsToMigrateNamesTheirWorkflow) {
  for (const auto* q : {"status:waiting", "-template:onboarding", "onboarding"}) {
    const auto answer = ask({{"do", "migrate"}, {"to", 2}, {"dry_run", true}, {"q", q}}, 400);
    EXPECT_EQ(answer.at("errors").at(0).at("pointer"), "/q") << q;
    EXPECT_THAT(answer.at("detail").get<std::string>(), HasSubstr("template:NAME")) << q;
  }
}

}  // namespace
}  // namespace baton::http
