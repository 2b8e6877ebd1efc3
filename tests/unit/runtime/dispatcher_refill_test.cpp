#include "runtime/dispatcher.hpp"
#include "unit/runtime/dispatching.hpp"

namespace baton::runtime {
namespace {

TEST_F(OutboxTest, PerformsLaterAndOnceWhatWasLeftBehind) {
  begin("crm", 50);
  begin("erp", 50);
  settle();
  EXPECT_EQ(sent("crm"), 1U);
  EXPECT_EQ(sent("erp"), 50U);
  connectors_.release();
  poll();
  settle();
  EXPECT_EQ(sent("crm"), 50U);
  const bool in_order = std::is_sorted(
      connectors_.sent.begin(), connectors_.sent.end(),
      [](const auto& a, const auto& b) { return a.connection == b.connection && a.run < b.run; });
  EXPECT_TRUE(in_order);
}

TEST_F(OutboxTest, WhatIsNewDoesNotOvertakeWhatWasLeftBehind) {
  begin("crm", 20);
  begin("crm", 20);
  connectors_.release();
  poll();
  settle();
  EXPECT_EQ(sent("crm"), 40U);
  for (std::size_t at = 1; at < connectors_.sent.size(); ++at)
    EXPECT_LT(connectors_.sent[at - 1].run, connectors_.sent[at].run);
}

// Whether the process before sent them is not known.
TEST_F(OutboxTest, TakesUpEveryConnectionAfterARestart) {
  begin("crm", 50);
  begin("erp", 50);
  connectors_.sent.clear();
  bus_.take(1'000);  // the outcomes go down with it
  restart();
  settle();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 1U);
  EXPECT_EQ(sent("erp", 1, Mode::read_back), 50U);
  begin("erp", 20);
  settle();
  connectors_.release();
  poll();
  settle();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 50U);
  EXPECT_EQ(connectors_.sent.size(), 120U);
  EXPECT_EQ(plans_.compiled(), 2U) << "a template is compiled once, however often it is refilled";
}

// A vendor was away for a moment: its retries wait for their time, and what is new does not wait
// for them.
TEST_F(OutboxTest, RetriesThatWaitLeavePlacesForWhatIsNew) {
  put_off(std::chrono::seconds(10));
  begin("crm", 20);
  settle();
  ASSERT_EQ(sent("crm"), 20U);
  connectors_.answer = {};
  begin("crm", 1);
  settle();
  EXPECT_EQ(sent("crm"), 21U);
  advance(std::chrono::seconds(11));
  advance(std::chrono::seconds(11));
  EXPECT_EQ(sent("crm", 2), 20U);
}

// The same after a restart, which reads the retries from the outbox, a thousand at a time.
TEST_F(OutboxTest, RetriesReadFromTheOutboxLeavePlacesForWhatIsNew) {
  options_.actions_waiting_max = 20'000;
  put_off(std::chrono::seconds(10));
  begin("crm", 7'000);
  settle();
  connectors_.answer = {};
  connectors_.sent.clear();
  restart();
  begin("crm", 1);
  settle();
  EXPECT_EQ(connectors_.sent.size(), 1U);
  advance(std::chrono::seconds(11));
  EXPECT_EQ(connectors_.sent.size(), 7'001U);
}

TEST_F(OutboxTest, PerformsFarOffRetriesWhenTheirTimeComes) {
  put_off(std::chrono::hours(1));
  begin("crm", 30);
  settle();
  EXPECT_EQ(sent("crm"), 30U);
  begin("erp", 5);
  settle();
  EXPECT_EQ(sent("erp"), 5U) << "those that wait take no places";
  advance(std::chrono::minutes(59));
  EXPECT_EQ(connectors_.sent.size(), 35U);
  connectors_.answer = {};
  advance(std::chrono::hours(1));
  EXPECT_EQ(sent("crm", 2), 30U);
  EXPECT_EQ(sent("erp", 2), 5U);
}

TEST_F(OutboxTest, RetriesThatNoProcessHasSentAreSentAfterARestart) {
  put_off(std::chrono::hours(1));
  begin("crm", 30);
  settle();
  restart();
  connectors_.answer = {};
  advance(std::chrono::hours(2));
  EXPECT_EQ(sent("crm", 2), 30U);
}

// The server was down when the time was over for which the action may be tried.
TEST_F(OutboxTest, GivesUpWhatItReadsTooLateToTryAgain) {
  publish("web", "attempts: 9, for: 1h");
  put_off(std::chrono::minutes(10));
  begin("web", 1);
  settle();
  ASSERT_EQ(sent("web"), 1U);
  clock_.advance(std::chrono::hours(2));
  connectors_.answer = {};
  restart();
  settle();
  EXPECT_EQ(sent("web", 2), 0U);
  transact([](ports::Tx& tx) { EXPECT_TRUE(tx.outbox_lanes().empty()); });
}

TEST_F(OutboxTest, ReadsNothingWhileThereIsNoRoomForIt) {
  begin("crm", 50);
  const auto before = watched_.reads;
  for (int n = 0; n < 10; ++n) {
    begin("erp", 1);
    settle();
  }
  EXPECT_EQ(sent("erp"), 10U);
  EXPECT_EQ(watched_.reads, before);
}

TEST_F(OutboxTest, AStoreThatIsAwayIsAskedAgain) {
  begin("crm", 50);
  watched_.away = true;
  connectors_.release();
  poll();
  settle();
  EXPECT_LT(sent("crm"), 50U);
  watched_.away = false;
  advance(std::chrono::seconds(2));
  EXPECT_EQ(sent("crm"), 50U);
}

// The outbox was read, and before that is taken in, what was read is over or put off.
TEST_F(OutboxTest, BeginsNothingThatEndedWhileItWasRead) {
  begin("crm", 2);
  const auto run = connectors_.sent.at(0).run;
  connectors_.sent.clear();
  watched_.after_read = [&] {
    boost::asio::post(io_, [&] {
      Afterwards over;
      over.finished = {{run, "act"}};
      server_->take(std::move(over));
    });
  };
  connectors_.release();
  restart();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 1U);
  EXPECT_NE(connectors_.sent.at(0).run, run);
}

TEST_F(OutboxTest, BeginsNothingThatWasPutOffWhileItWasRead) {
  begin("crm", 2);
  auto retry = connectors_.sent.at(0);
  connectors_.sent.clear();
  // The start reads which connections there are, then the rows, then the runs.
  watched_.after_read = [&, reads = 0]() mutable {
    if (++reads != 3) return;
    boost::asio::post(io_, [&] {
      Afterwards later;
      retry.attempt = 2;
      retry.not_before = clock_.steady() + std::chrono::hours(1);
      later.actions.push_back({retry});
      server_->take(std::move(later));
    });
  };
  connectors_.release();
  restart();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 1U);
  EXPECT_NE(connectors_.sent.at(0).run, retry.run);
}

// Their runs cannot be loaded, since what started them is gone: more of them than there are places
// do not hide what is behind.
TEST_F(OutboxTest, DamagedRowsHideNoOthers) {
  transact([&](ports::Tx& tx) {
    for (int n = 0; n < 9; ++n) {
      ports::RunChange change;
      change.run.id = change.entry.run = tx.new_run_id();
      change.run.workflow = "erp";
      change.run.version = 1;
      change.run.revision = 1;
      change.run.trigger = core::EventId(1);
      change.entry.transitions.emplace_back(core::RunStarted{"erp", 1});
      change.steps = {{change.run.id, "act", core::StepStatus::running, 1, {}, "erp"}};
      tx.save(change);
    }
  });
  begin("erp", 3);
  connectors_.sent.clear();
  restart();
  EXPECT_EQ(sent("erp", 1, Mode::read_back), 3U);
}

}  // namespace
}  // namespace baton::runtime
