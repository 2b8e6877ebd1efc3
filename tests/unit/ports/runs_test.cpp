#include "baton/ports/runs.hpp"

#include <gtest/gtest.h>

namespace baton::ports {
namespace {

using core::RunStatus;
using Of = RunTerm::Of;

TEST(RunFilter, MeetsWhatItsTermsSay) {
  RunFilter filter;
  filter.terms = {{Of::status, "failed"}, {Of::workflow, "a"}, {Of::key, "k"}};
  EXPECT_TRUE(filter.may_meet("a", RunStatus::failed, false)) << "nothing is known of the key";
  EXPECT_TRUE(filter.may_meet("a", RunStatus::waiting, true)) << "it is failing";
  EXPECT_FALSE(filter.may_meet("a", RunStatus::waiting, false));
  EXPECT_FALSE(filter.may_meet("b", RunStatus::failed, false));
  filter.terms = {{Of::status, "failed", true}};
  EXPECT_FALSE(filter.may_meet("a", RunStatus::waiting, true));
  EXPECT_TRUE(filter.may_meet("a", RunStatus::succeeded, false));
}

TEST(RunFilter, OpenIsEachRunThatHasNotEnded) {
  RunFilter filter;
  filter.terms = {{Of::status, "open"}};
  for (const auto status : {RunStatus::running, RunStatus::waiting, RunStatus::paused}) {
    EXPECT_TRUE(filter.may_meet("a", status, false));
    EXPECT_TRUE(filter.may_meet("a", status, true)) << "it is failing, and open all the same";
  }
  for (const auto status : {RunStatus::succeeded, RunStatus::failed, RunStatus::cancelled})
    EXPECT_FALSE(filter.may_meet("a", status, false));
  filter.terms = {{Of::status, "open", true}};
  EXPECT_TRUE(filter.may_meet("a", RunStatus::failed, false));
  EXPECT_FALSE(filter.may_meet("a", RunStatus::waiting, true));
}

TEST(RunFilter, IsCountedWhereTheCountsTell) {
  const std::vector<RunCount> counts{{"a", RunStatus::failed, false, 3},
                                     {"a", RunStatus::waiting, true, 2},
                                     {"b", RunStatus::failed, false, 5}};
  RunFilter filter;
  EXPECT_EQ(count(filter, counts), 10);
  filter.terms = {{Of::status, "failed"}, {Of::workflow, "a"}};
  EXPECT_EQ(count(filter, counts), 5);
  filter.terms = {{Of::status, "open"}};
  EXPECT_EQ(count(filter, counts), 2);
  filter.after = core::RunId(1);
  EXPECT_EQ(count(filter, counts), std::nullopt);
  filter.after = {};
  filter.words = {"acme"};
  EXPECT_EQ(count(filter, counts), std::nullopt);
  filter.words.clear();
  filter.terms.push_back({Of::goal, "q4"});
  EXPECT_EQ(count(filter, counts), std::nullopt);
  filter.terms = {{Of::version, "3"}};
  EXPECT_EQ(count(filter, counts), std::nullopt) << "versions are not counted by themselves";
}

// A row of the counts is damaged.
TEST(RunFilter, AStatusThatIsNotKnownMayBeAny) {
  const std::vector<RunCount> counts{{"a", RunStatus::failed, false, 3},
                                     {"b", std::nullopt, false, 5}};
  RunFilter filter;
  EXPECT_EQ(count(filter, counts), 8);
  filter.terms = {{Of::status, "waiting"}};
  EXPECT_TRUE(filter.may_meet("b", std::nullopt, false));
  EXPECT_EQ(count(filter, counts), std::nullopt);
  filter.terms.push_back({Of::workflow, "a"});
  EXPECT_FALSE(filter.may_meet("b", std::nullopt, false));
  EXPECT_EQ(count(filter, counts), 0);
  filter.terms = {{Of::status, "waiting", true}};
  EXPECT_TRUE(filter.may_meet("b", std::nullopt, false));
}

}  // namespace
}  // namespace baton::ports
