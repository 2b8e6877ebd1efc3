#include "simulator/ledger.hpp"

#include <gtest/gtest.h>

namespace baton::simulator {
namespace {

TEST(Ledger, TellsRepeatsFromDuplicates) {
  Ledger ledger;
  ledger.action("jira", "create_issue", "k1", "WEB-1", true);
  ledger.action("jira", "create_issue", "k1", "WEB-1", false);
  EXPECT_EQ(ledger.seen(false)["vendors"]["jira"]["repeats"], 1);
  EXPECT_EQ(ledger.seen(false)["vendors"]["jira"]["duplicates"], 0);
  ledger.action("jira", "create_issue", "k1", "WEB-2", true);
  ledger.action("jira", "create_issue", "k2", "WEB-3", true);
  EXPECT_EQ(ledger.seen(false)["vendors"]["jira"]["duplicates"], 1);
  EXPECT_EQ(ledger.seen(true)["actions"][0]["asked"], 3);
}

TEST(Ledger, KeepsDeliveriesInTheOrderOfTheirFirstAttempts) {
  Ledger ledger;
  ledger.delivery("jira", "b", 0);
  ledger.delivery("asana", "a", 200);
  ledger.delivery("jira", "b", 200);
  const auto sent = ledger.seen(true)["deliveries"];
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0]["id"], "b");
  EXPECT_EQ(sent[0]["attempts"], 2);
  EXPECT_EQ(sent[0]["status"], 200);
  EXPECT_EQ(ledger.attempts("b"), 2U);
  EXPECT_EQ(ledger.attempts("c"), 0U);
  ledger.clear();
  EXPECT_TRUE(ledger.seen(true)["deliveries"].empty());
}

}  // namespace
}  // namespace baton::simulator
