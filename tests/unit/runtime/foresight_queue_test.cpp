#include "runtime/foresight_queue.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ForesightQueueTest : public SteppingTest {
 protected:
  ForesightQueueTest() {
    publish("wait", "on: [{ event: go }]\nsteps: { rest: { wait: { event: done } } }\n");
  }
  void follow() {
    transact([this](ports::Tx& tx) { queue_.follow(tx); });
  }
  void sweep() {
    transact([this](ports::Tx& tx) { queue_.sweep(tx, clock_.steady()); });
  }
  std::vector<core::RunId> ids() {
    std::vector<core::RunId> ids;
    for (const auto& run : runs()) ids.insert(ids.begin(), run.id());
    return ids;
  }
  ForesightQueue queue_{std::chrono::minutes(5)};
};

TEST_F(ForesightQueueTest, TellsEachRunThatHasChangedOnce) {
  post("go");
  follow();
  EXPECT_THAT(queue_.take(10), IsEmpty()) << "what was before is met in the round";
  post("go");
  post("done");
  follow();
  EXPECT_THAT(queue_.take(10), testing::UnorderedElementsAreArray(ids()));
  follow();
  EXPECT_THAT(queue_.take(10), IsEmpty());
}

TEST_F(ForesightQueueTest, GoesOverAllOpenRunsFromTimeToTime) {
  post("go");
  post("done");
  for (int at = 0; at < 450; ++at) post("go");
  const auto all = ids();
  std::vector<core::RunId> met;
  do {
    sweep();
    for (const auto run : queue_.take(1'000)) met.push_back(run);
  } while (queue_.sweeps(clock_.steady()));
  EXPECT_EQ(met, std::vector(all.begin() + 1, all.end()));
  sweep();
  EXPECT_THAT(queue_.take(10), IsEmpty()) << "not yet";
  clock_.advance(std::chrono::minutes(5));
  sweep();
  EXPECT_EQ(queue_.take(1'000).size(), 200U);
}

TEST_F(ForesightQueueTest, ARoundMeetsWhatIsKeptOfRunsThatAreOver) {
  post("go");
  post("done");
  const auto run = ids().front();
  transact([run](ports::Tx& tx) {
    ports::ForecastRow row;
    row.run = run;
    row.detail = "{}";
    tx.put_forecast(row);
  });
  sweep();
  EXPECT_THAT(queue_.take(10), ElementsAre(run));
}

TEST_F(ForesightQueueTest, PassesOverChangesThatAreTooMany) {
  follow();
  for (int at = 0; at < 2'100; ++at) post("go");
  follow();
  EXPECT_EQ(queue_.size(), ForesightQueue::kChangedMax);
  EXPECT_GT(queue_.passed_over(), 0);
  queue_.take(ForesightQueue::kChangedMax);
  follow();
  EXPECT_EQ(queue_.size(), 0U) << "it does not fall behind";
}

TEST_F(ForesightQueueTest, WhatCouldNotBeDoneComesFirst) {
  follow();
  for (int at = 0; at < 3; ++at) post("go");
  follow();
  const auto first = queue_.take(2);
  queue_.put_back(first);
  EXPECT_EQ(queue_.take(2), first);
}

}  // namespace
}  // namespace baton::runtime
