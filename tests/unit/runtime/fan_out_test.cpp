#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>
#include <set>

// An event that many listen to is processed in parts.
namespace baton::runtime {
namespace {

class FanOutTest : public SteppingTest {};

constexpr auto* kWaits = "on: [{ event: go }]\nsteps:\n  w: { wait: { event: answer } }\n";

TEST_F(FanOutTest, AnEventForManyRunsIsSteppedAPartAtATime) {
  publish("wait", kWaits);
  for (int n = 0; n < 50; ++n) post("go");
  const auto before = turns_done_;
  in_no_time();
  post("answer");
  EXPECT_EQ(turns_done_ - before, 50);
  EXPECT_TRUE(all(core::RunStatus::succeeded));
  transact([&](ports::Tx& tx) {
    EXPECT_EQ(tx.cursor(), tx.last_event());
    EXPECT_EQ(tx.setting("unfinished"), "");
    for (const auto& run : tx.runs({}))
      EXPECT_EQ(tx.journal(run.id).size(), 2U) << "each run hears of it once";
  });
}

TEST_F(FanOutTest, ManyWorkflowsThatStartFromAnEventDoSoAPartAtATime) {
  for (int n = 0; n < 20; ++n)
    publish("flow" + std::to_string(n), "on: [{ event: go }]\nsteps:\n  a: { set: { n: 1 } }\n");
  const auto before = turns_done_;
  in_no_time();
  post("go");
  EXPECT_EQ(turns_done_ - before, 20);
  std::set<std::string> names;
  for (const auto& run : runs()) names.insert(run.head().workflow);
  EXPECT_EQ(names.size(), 20U);
  EXPECT_EQ(runs().size(), 20U);
}

TEST_F(FanOutTest, GoesOnAfterACrash) {
  publish("wait", kWaits);
  for (int n = 0; n < 10; ++n) post("go");
  for (int n = 0; n < 5; ++n)
    publish("flow" + std::to_string(n),
            "on: [{ event: answer }]\nsteps:\n  a: { set: { n: 1 } }\n");
  auto answer = event("answer");
  Afterwards afterwards;
  const auto no_time = [] { return true; };
  int parts = 0;
  for (bool whole = false; !whole && parts < 20; ++parts) {
    transact([&](ports::Tx& tx) {
      if (parts == 0) tx.append(answer);
      whole = processor_->step(tx, answer, answer.id, no_time, afterwards);
      EXPECT_EQ(processor_->keep_unfinished(tx), !whole);
    });
    wire();
  }
  EXPECT_EQ(parts, 14) << "the last that waits and the first that starts are one part";
  EXPECT_TRUE(all(core::RunStatus::succeeded));
  EXPECT_EQ(runs().size(), 15U);
}

TEST_F(FanOutTest, OthersAreAcknowledgedMeanwhile) {
  publish("wait", kWaits);
  for (int n = 0; n < 5; ++n) post("go");
  in_no_time();
  const auto before = turns_done_;
  bool taken = false;
  after_turn_ = [&] {
    if (turns_done_ - before == 1) bus_->post(event("other"));
    if (turns_done_ - before == 2) taken = bus_->waiting() == 0;
  };
  post("answer");
  EXPECT_TRUE(taken) << "the second part's turn takes what came after the first part";
  EXPECT_GE(turns_done_ - before, 5);
  EXPECT_EQ(count("other"), 1);
  EXPECT_TRUE(all(core::RunStatus::succeeded));
}

}  // namespace
}  // namespace baton::runtime
