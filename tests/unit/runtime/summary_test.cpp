#include "baton/runtime/summary.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

namespace baton::runtime {
namespace {

using core::Json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SummaryTest : public SteppingTest {
 protected:
  SummaryTest() {
    publish("kit",
            "title: Kit\non: [{ event: go }]\ncontext: { why: speed }\nsteps:\n"
            "  first: { set: { n: 1 } }\n"
            "  aside: { set: { n: 2 } }\n"
            "  legal: { needs: first, approve: { by: { group: legal }, ask: Agree? } }\n"
            "  launch: { needs: legal, team: ads, set: { n: 3 } }\n");
    post("go");
    run_ = runs("kit").at(0).id();
  }
  core::Result<Json> asked(const SummaryAsked& asked) {
    core::Result<Json> found = Json();
    transact([&](ports::Tx& tx) { found = summary(tx, plans_, run_, asked); });
    return found;
  }
  core::Result<Json> held(const Json& written) {
    core::Result<Json> found = Json();
    transact([&](ports::Tx& tx) { found = held_summary(tx, plans_, run_, written); });
    return found;
  }
  // The numbers of the lines in the journal of the run.
  std::set<std::int64_t> numbers() {
    std::set<std::int64_t> found;
    transact([&](ports::Tx& tx) {
      for (const auto& row : tx.journal(run_)) found.insert(row.sequence);
    });
    return found;
  }
  static std::string all_texts(const Json& summary) {
    std::string text;
    for (const auto& one : summary.at("sentences")) text += core::text_at(one, "text") + "\n";
    return text;
  }

  core::RunId run_;
};

TEST_F(SummaryTest, EachSentenceNamesLinesThatTheJournalHas) {
  const auto found = asked({}).value();
  EXPECT_EQ(found.at("lang"), "en");
  EXPECT_EQ(found.at("left_out"), 0);
  const auto known = numbers();
  for (const auto& sentence : found.at("sentences"))
    for (const auto& line : sentence.at("lines"))
      EXPECT_TRUE(known.contains(line.get<std::int64_t>())) << sentence;
  EXPECT_THAT(all_texts(found), AllOf(HasSubstr("why: speed."), HasSubstr("“legal” asked legal")));
}

TEST_F(SummaryTest, OfAStepIsWhatComesBeforeIt) {
  const auto text = all_texts(asked({"fr", "legal"}).value());
  EXPECT_THAT(text, AllOf(HasSubstr("« first »"), HasSubstr("« legal »"), Not(HasSubstr("aside"))));
}

TEST_F(SummaryTest, SaysHowManyItLeavesOut) {
  const auto found = asked({"", "", 1}).value();
  EXPECT_EQ(found.at("sentences").size(), 1U);
  EXPECT_GT(found.at("left_out"), 0);
}

TEST_F(SummaryTest, RefusesWhatIsNotThere) {
  EXPECT_EQ(asked({"de"}).error().code, core::Errc::invalid);
  EXPECT_EQ(asked({"en", "leagl"}).error().code, core::Errc::not_found);
  EXPECT_THAT(asked({"en", "leagl"}).error().hint, HasSubstr("legal"));
}

TEST_F(SummaryTest, HoldsWhatAModelWroteAgainstTheJournal) {
  const auto line = asked({}).value().at("sentences").at(0).at("lines").at(0);
  const auto found =
      held(Json::array({{{"text", "It is about speed."}, {"lines", {line}}},
                        {{"text", "It is about speed, said Bob."}, {"lines", {line}}}}))
          .value();
  EXPECT_EQ(found.at("sentences").size(), 1U);
  EXPECT_EQ(found.at("dropped"), 1);
  EXPECT_EQ(held(Json("no list")).error().where, "/sentences");
  EXPECT_EQ(held(Json::array({{{"text", "x"}, {"lines", {"1"}}}})).error().where,
            "/sentences/0/lines");
}

TEST_F(SummaryTest, HoldsNamesThatTheServerKnows) {
  transact([](ports::Tx& tx) {
    identity::User user{tx.new_user_id(), "kim", "Kim Doe"};
    user.groups = {"lawyers"};
    tx.put_user(user);
    identity::Token token{tx.new_token_id(), "crm"};
    token.groups = {"sales"};
    tx.put_token(token);
  });
  const auto line = asked({}).value().at("sentences").at(0).at("lines").at(0);
  for (const auto* name : {"kim", "doe", "lawyers", "crm", "sales", "launch", "ads"})
    EXPECT_EQ(held(Json::array({{{"text", std::string("It is about speed for ") + name + "."},
                                 {"lines", {line}}}}))
                  .value()
                  .at("dropped"),
              1)
        << name;
  EXPECT_EQ(held(Json::array({{{"text", "It is about speed for them."}, {"lines", {line}}}}))
                .value()
                .at("dropped"),
            0);
}

}  // namespace
}  // namespace baton::runtime
