#include "runtime/dispatcher.hpp"

#include "baton/bus/bus.hpp"
#include "baton/core/own_events.hpp"
#include "baton/store/memory.hpp"
#include "baton/templates/load.hpp"
#include "runtime/catalog.hpp"
#include "unit/at_once.hpp"
#include "unit/manual.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>
#include <utility>

namespace baton::runtime {
namespace {

using core::ActionResult;
using core::RunId;
using Mode = core::StartAction::Mode;
using testing::Test;

// Vendors whose answers wait until the test lets them go.
class HeldConnectors final : public ports::Connectors {
 public:
  explicit HeldConnectors(boost::asio::io_context& io) : gate_(io) {
    gate_.expires_at(boost::asio::steady_timer::time_point::max());
  }

  boost::asio::awaitable<ActionResult> perform(core::StartAction action) override {
    performed.push_back(action.step);
    if (throws) throw std::runtime_error("a slip of ours");
    const bool waits = held && (only.empty() || only == action.connection);
    sent.push_back(std::move(action));
    if (waits) {
      boost::system::error_code released;
      co_await gate_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, released));
    }
    co_return answer;
  }
  core::Operations operations() const override { return {}; }
  std::size_t concurrency(std::string_view) const override { return at_once; }
  void release() {
    held = false;
    gate_.cancel();
  }

  std::vector<std::string> performed;
  std::vector<core::StartAction> sent;
  ActionResult answer;
  std::string only;  // the connection that is held; empty: all are
  std::size_t at_once = 1;
  bool held = true;
  bool throws = false;

 private:
  boost::asio::steady_timer gate_;
};

class DispatcherTest : public Test {
 protected:
  Afterwards::Action action(std::string step, int attempt = 1, std::string connection = "crm") {
    core::StartAction start;
    start.run = RunId(7);
    start.step = std::move(step);
    start.attempt = attempt;
    start.connection = std::move(connection);
    return {std::move(start)};
  }
  // As many actions of a connection, none of them to be begun for as long as `wait`.
  std::vector<Afterwards::Action> actions(int count, const std::string& connection, core::Duration wait = {}) {
    std::vector<Afterwards::Action> many;
    for (int n = 0; n < count; ++n) {
      many.push_back(action(connection + std::to_string(n), 1, connection));
      many.back().action.not_before = clock_.steady() + wait;
    }
    return many;
  }
  void take(std::vector<Afterwards::Action> actions, std::vector<std::string> over = {}) {
    Afterwards afterwards;
    afterwards.actions = std::move(actions);
    for (auto& step : over) afterwards.finished.emplace_back(RunId(7), std::move(step));
    dispatcher_.take(std::move(afterwards));
    poll();
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  // How the attempts published so far have ended.
  std::vector<ActionResult> outcomes() {
    std::vector<ActionResult> results;
    for (const auto& batch : bus_.take(100))
      for (const auto& event : batch.events) results.push_back(core::action_result(event));
    return results;
  }

  boost::asio::io_context io_;
  tests::ManualClock clock_;
  tests::CountingRandom random_;
  telemetry::Metrics metrics_;
  Options options_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  HeldConnectors connectors_{io_};
  Dispatcher dispatcher_{io_.get_executor(), *store_, bus_, connectors_, clock_, metrics_, options_};
};

TEST_F(DispatcherTest, PerformsAsManyAtOnceAsTheConnectionAllows) {
  connectors_.at_once = 2;
  take({action("a"), action("b"), action("c")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(outcomes().size(), 3U);
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
}

TEST_F(DispatcherTest, SendsNothingThatWasCancelledWhileItQueued) {
  take({action("a"), action("b"), action("c")});
  take({}, {"b"});
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "c"}));
}

TEST_F(DispatcherTest, AWallClockThatIsSetBackDelaysNoRetry) {
  auto retry = action("a", 2);
  retry.action.not_before = clock_.now() + std::chrono::seconds(30);
  clock_.set(clock_.now() - std::chrono::hours(2));
  clock_.advance(std::chrono::seconds(30));
  take({retry});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a"}));
}

TEST_F(DispatcherTest, BeginsAnAttemptOnce) {
  take({action("a"), action("b"), action("b")});
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
}

TEST_F(DispatcherTest, ASlipOfTheConnectorIsAnUnknownOutcomeAndFreesItsPlace) {
  connectors_.throws = true;
  take({action("a")});
  const auto first = outcomes();
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].kind, ActionResult::Kind::unknown);
  EXPECT_EQ(first[0].code, "internal");
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
  connectors_.throws = false;
  connectors_.release();
  take({action("b")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "b"}));
}

// A vendor that answers at once, thousands of times over: what is performed does not pile up on the stack.
TEST_F(DispatcherTest, AnswersAtOnceDoNotNest) {
  connectors_.held = false;
  options_.actions_waiting_max = 40'000;
  take(actions(20'000, "crm"));
  EXPECT_EQ(connectors_.performed.size(), 20'000U);
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
}

TEST_F(DispatcherTest, TheNextAttemptTakesThePlaceOfTheOneBeforeAlsoWhenAllPlacesAreTaken) {
  options_.actions_waiting_max = 1;
  connectors_.held = false;
  take({action("a", 1)});
  take({action("a", 2)});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"a", "a"}));
}

TEST_F(DispatcherTest, ABlockedConnectionDelaysNoOther) {
  options_.actions_waiting_max = 16;
  connectors_.only = "crm";
  take(actions(100, "crm"));
  take(actions(3, "erp"));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"crm0", "erp0", "erp1", "erp2"}));
}

TEST_F(DispatcherTest, BlockedConnectionsLeaveOthersSomeOfWhatIsPerformedAtOnce) {
  options_.actions_in_flight_max = 8;
  connectors_.at_once = 1'000;
  take(actions(100, "crm"));
  take(actions(100, "erp"));
  connectors_.only = "crm";
  take(actions(1, "faq"));
  EXPECT_EQ(connectors_.performed.back(), "faq0");
}

TEST_F(DispatcherTest, RetriesFarOffTakeNoPlace) {
  options_.actions_waiting_max = 8;
  connectors_.held = false;
  take(actions(100, "crm", std::chrono::hours(1)));
  take({action("now"), action("other", 1, "erp")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"now", "other"}));
}

// A store that counts what is read, and says when something was, before its result is taken.
class WatchedStore final : public ports::Store {
 public:
  explicit WatchedStore(ports::Store& in) : in_(in) {}
  void submit(std::unique_ptr<Work> work) override { in_.submit(std::move(work)); }
  void submit_read(std::function<void(ports::Queries&)> read, std::function<void(std::exception_ptr)> done) override {
    ++reads;
    const auto watched = [this, read = std::move(read)](ports::Queries& queries) {
      if (away) throw ports::StoreUnavailable("the store is away");
      read(queries);
      if (after_read) after_read();
    };
    in_.submit_read(watched, std::move(done));
  }

  std::function<void()> after_read;
  bool away = false;
  int reads = 0;

 private:
  ports::Store& in_;
};

// What is decided is on disk, outcomes are stepped as in turns, and the outbox may be read.
class OutboxTest : public DispatcherTest {
 protected:
  void SetUp() override {
    options_.actions_waiting_max = 8;
    connectors_.only = "crm";
    for (const std::string connection : {"crm", "erp"}) {
      const auto yaml = "workflow: " + connection + "\non: [{ event: " + connection + ".go }]\n" +
                        "steps:\n  act: { do: " + connection + ".note, with: {}, retry: { attempts: 9 } }\n";
      transact([&](ports::Tx& tx) {
        const ports::TemplateRow row{connection, 1, yaml, "hash", {}, clock_.now(), "test"};
        tx.put_template(row);
        catalog_.activate(make_plan(row));
      });
    }
    restart();
  }
  // All that was in memory is gone; what was sent is still under way.
  void restart() {
    if (server_) servers_before_.push_back(std::move(server_));
    if (!servers_before_.empty()) servers_before_.back()->stop();
    server_ = std::make_unique<Dispatcher>(io_.get_executor(), watched_, bus_, connectors_, clock_, metrics_, options_);
    boost::asio::co_spawn(io_, server_->recover(), boost::asio::detached);
    poll();
  }
  void transact(std::function<void(ports::Tx&)> part) {
    tests::at_once(*store_, std::move(part));
    poll();
  }
  // Begins runs with one action each.
  void begin(const std::string& connection, int count) {
    Afterwards decided;
    transact([&](ports::Tx& tx) {
      for (int n = 0; n < count; ++n) {
        core::Event event;
        event.type = connection + ".go";
        event.source = "test";
        event.time = event.received = clock_.now();
        tx.append(event);
        processor_.step(tx, event, event.id, no_hurry, decided);
      }
    });
    give(std::move(decided));
  }
  void give(Afterwards decided) {
    server_->take(std::move(decided));
    poll();
  }
  // Steps outcomes until there are no more.
  void settle() {
    while (!bus_.empty()) {
      Afterwards decided;
      transact([&](ports::Tx& tx) {
        for (const auto& batch : bus_.take(100))
          for (const auto& event : batch.events) processor_.step(tx, event, tx.last_event(), no_hurry, decided);
      });
      give(std::move(decided));
    }
  }
  // Time passes, and something is committed.
  void advance(core::Duration by) {
    clock_.advance(by);
    give({});
    settle();
  }
  // From now on the vendors say when to come back.
  void put_off(core::Duration by) {
    connectors_.answer.kind = ActionResult::Kind::throttled;
    connectors_.answer.retry_after = by;
    connectors_.release();
  }
  // What was sent to a connection, checked: each attempt once, in the mode that is expected of it.
  std::size_t sent(const std::string& connection, int attempt = 1, Mode mode = Mode::perform) {
    std::set<RunId> runs;
    for (const auto& action : connectors_.sent) {
      if (action.connection != connection || action.attempt != attempt) continue;
      EXPECT_TRUE(runs.insert(action.run).second) << action.run.text() << " is sent twice";
      EXPECT_EQ(action.mode, mode) << action.run.text();
    }
    return runs.size();
  }

  const Processor::TimeIsUp no_hurry = [] { return false; };
  Catalog catalog_{4};
  Processor processor_{catalog_, clock_, random_, options_};
  WatchedStore watched_{*store_};
  std::unique_ptr<Dispatcher> server_;
  std::vector<std::unique_ptr<Dispatcher>> servers_before_;
};

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
  const bool in_order = std::is_sorted(connectors_.sent.begin(), connectors_.sent.end(), [](const auto& a, const auto& b) {
    return a.connection == b.connection && a.run < b.run;
  });
  EXPECT_TRUE(in_order);
}

TEST_F(OutboxTest, WhatIsNewDoesNotOvertakeWhatWasLeftBehind) {
  begin("crm", 20);
  begin("crm", 20);
  connectors_.release();
  poll();
  settle();
  EXPECT_EQ(sent("crm"), 40U);
  for (std::size_t at = 1; at < connectors_.sent.size(); ++at) EXPECT_LT(connectors_.sent[at - 1].run, connectors_.sent[at].run);
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
}

// A vendor was away for a moment: its retries wait for their time, and what is new does not wait for them.
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

// Their runs cannot be loaded, since what started them is gone: more of them than there are places do not hide what is behind.
TEST_F(OutboxTest, DamagedRowsHideNoOthers) {
  transact([&](ports::Tx& tx) {
    for (int n = 0; n < 9; ++n) {
      ports::RunChange change;
      change.is_new = true;
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

// With one place in flight, the first of the alphabet is not served before all others each time.
TEST_F(OutboxTest, ConnectionsTakeTurns) {
  options_.actions_in_flight_max = 1;
  begin("crm", 3);
  begin("erp", 3);
  connectors_.release();
  poll();
  settle();
  std::string order;
  for (const auto& action : connectors_.sent) order += action.connection.substr(0, 1);
  EXPECT_EQ(order, "cecece");
}

}  // namespace
}  // namespace baton::runtime
