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
#include <map>
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

  boost::asio::awaitable<ActionResult> perform(const core::StartAction& action) override {
    performed.push_back(action.step);
    if (throws) throw std::runtime_error("a slip of ours");
    const bool waits = silent && (only.empty() || only == action.connection);
    sent.push_back(action);
    if (waits) {
      boost::system::error_code released;
      co_await gate_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, released));
    }
    co_return answer;
  }
  core::Operations operations() const override { return {}; }
  std::string held(std::string_view connection, std::string_view operation) const override {
    const auto found = missing.find(core::lane_of(connection, operation));
    return found == missing.end() ? std::string() : found->second;
  }
  std::size_t concurrency(std::string_view) const override { return at_once; }
  void release() {
    silent = false;
    gate_.cancel();
  }

  std::vector<std::string> performed;
  std::vector<core::StartAction> sent;
  ActionResult answer;
  std::map<std::string, std::string> missing;  // why a lane cannot be sent, by lane
  std::string only;                            // the connection that is silent; empty: all are
  std::size_t at_once = 1;
  bool silent = true;
  bool throws = false;

 private:
  boost::asio::steady_timer gate_;
};

class DispatcherTest : public Test {
 protected:
  Afterwards::Action action(std::string step, int attempt = 1, std::string connection = "crm",
                            std::string operation = "note") {
    core::StartAction start;
    start.run = RunId(7);
    start.step = std::move(step);
    start.attempt = attempt;
    start.connection = std::move(connection);
    start.operation = std::move(operation);
    return {std::move(start)};
  }
  // As many actions of a connection, none of them to be begun for as long as `wait`.
  std::vector<Afterwards::Action> actions(int count, const std::string& connection,
                                          core::Duration wait = {}) {
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
  // Time passes, and something is committed.
  void pass(core::Duration by) {
    clock_.advance(by);
    take({});
  }
  void answer_with(ActionResult::Kind kind, core::Duration retry_after = {}) {
    connectors_.silent = false;
    connectors_.answer = {kind, {}, "code", "words", retry_after};
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
  Dispatcher dispatcher_{io_.get_executor(), *store_, bus_, connectors_, clock_,
                         metrics_,           options_};
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

TEST_F(DispatcherTest, OneEventThatCausesMuchLetsOthersInBetween) {
  auto many = actions(1'000, "crm");
  for (auto& one : many) one.action.root = core::EventId(1);
  take(std::move(many));
  auto other = action("of another event");
  other.action.root = core::EventId(2);
  take({std::move(other)});
  connectors_.release();
  poll();
  ASSERT_EQ(connectors_.performed.size(), 1'001U);
  EXPECT_EQ(connectors_.performed[0], "crm0");
  EXPECT_EQ(connectors_.performed[1], "crm1");
  EXPECT_EQ(connectors_.performed[2], "of another event");
  EXPECT_EQ(connectors_.performed[3], "crm2");
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

// Else a process after this one might take it for unsent.
TEST_F(DispatcherTest, BeginsNothingThatIsDueLaterThanTimeIsKept) {
  connectors_.silent = false;
  dispatcher_.begin_until(clock_.steady() + std::chrono::seconds(10));
  auto retry = action("a", 2);
  retry.action.not_before = clock_.steady() + std::chrono::seconds(20);
  take({retry});
  pass(std::chrono::minutes(1));
  auto late = action("b", 2);
  late.action.not_before = clock_.steady();
  take({late, action("c")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c"}));
  dispatcher_.begin_until(clock_.steady());
  poll();
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "a", "b"}));
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

// A vendor that answers at once, thousands of times over: what is performed does not pile up on the
// stack.
TEST_F(DispatcherTest, AnswersAtOnceDoNotNest) {
  connectors_.silent = false;
  options_.actions_waiting_max = 40'000;
  take(actions(20'000, "crm"));
  EXPECT_EQ(connectors_.performed.size(), 20'000U);
  EXPECT_EQ(dispatcher_.in_flight(), 0U);
}

TEST_F(DispatcherTest, TheNextAttemptTakesThePlaceOfTheOneBeforeAlsoWhenAllPlacesAreTaken) {
  options_.actions_waiting_max = 1;
  connectors_.silent = false;
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
  connectors_.silent = false;
  take(actions(100, "crm", std::chrono::hours(1)));
  take({action("now"), action("other", 1, "erp")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"now", "other"}));
}

TEST_F(DispatcherTest, WhatOurConfigurationLacksHoldsItsLaneAndNoOther) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  take({action("a"), action("b"), action("c", 1, "crm", "call"), action("d", 1, "erp")});
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "d"}));
  EXPECT_EQ(outcomes().size(), 2U);
  const auto lanes = dispatcher_.lanes();
  ASSERT_EQ(lanes.size(), 1U);
  EXPECT_EQ(lanes[0].text(), "held: CRM_TOKEN is not set");
  EXPECT_EQ(lanes[0].operation, "note");
  EXPECT_EQ(lanes[0].waiting, 2U);
  EXPECT_EQ(metrics_.lanes_held.Value(), 1);
  connectors_.missing.clear();
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"c", "d", "a", "b"}));
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AnActionThatComesBackUnsentStaysFirstAndHasNoOutcome) {
  answer_with(ActionResult::Kind::held);
  connectors_.at_once = 4;
  take({action("a"), action("b"), action("c")});
  EXPECT_TRUE(outcomes().empty());
  EXPECT_EQ(dispatcher_.lanes().at(0).text(), "held: code: words");
  const auto before = connectors_.performed.size();
  pass(std::chrono::milliseconds(500));
  EXPECT_EQ(connectors_.performed.size(), before);
  pass(std::chrono::minutes(1));
  EXPECT_EQ(connectors_.performed.size(), before + 1) << "one is tried";
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::minutes(1));
  EXPECT_EQ(outcomes().size(), 3U);
  EXPECT_TRUE(dispatcher_.lanes().empty());
}

TEST_F(DispatcherTest, AConnectionThatSaysNotNowIsLeftAloneForThatLong) {
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(30));
  take({action("a"), action("b"), action("c", 1, "crm", "call"), action("d", 1, "erp")});
  EXPECT_TRUE(outcomes().empty());
  EXPECT_EQ(connectors_.performed.size(), 2U) << "one a connection";
  answer_with(ActionResult::Kind::succeeded);
  pass(std::chrono::seconds(29));
  EXPECT_EQ(connectors_.performed.size(), 2U);
  EXPECT_EQ(dispatcher_.lanes().size(), 2U);
  EXPECT_EQ(metrics_.connections_paused.Value(), 2);
  pass(std::chrono::seconds(1));
  for (int n = 0; n < 5; ++n) pass(std::chrono::seconds(1));
  EXPECT_EQ(outcomes().size(), 4U);
  for (const auto& sent : connectors_.sent) EXPECT_EQ(sent.attempt, 1);
}

TEST_F(DispatcherTest, WhatHasItsTimeIsGivenUpAlsoWhileItsLaneIsHeld) {
  connectors_.missing["crm.note"] = "CRM_TOKEN is not set";
  auto one = action("a");
  one.action.give_up_at = clock_.steady() + std::chrono::hours(2);
  take({one, action("b")});
  pass(std::chrono::minutes(119));
  EXPECT_TRUE(outcomes().empty());
  pass(std::chrono::minutes(1));
  const auto ended = outcomes();
  ASSERT_EQ(ended.size(), 1U);
  EXPECT_EQ(ended[0].code, "gave_up");
  EXPECT_EQ(ended[0].message, "held: CRM_TOKEN is not set");
  connectors_.silent = false;
  connectors_.missing.clear();
  pass(std::chrono::seconds(1));
  EXPECT_EQ(connectors_.performed, (std::vector<std::string>{"b"}));
}

// A store that counts what is read, and says when something was, before its result is taken.
class WatchedStore final : public ports::Store {
 public:
  explicit WatchedStore(ports::Store& in) : in_(in) {}
  void submit(std::unique_ptr<Work> work) override { in_.submit(std::move(work)); }
  void submit_read(std::function<void(ports::Queries&)> read,
                   std::function<void(std::exception_ptr)> done) override {
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
                        "steps:\n  act: { do: " + connection +
                        ".note, with: {}, retry: { attempts: 9 } }\n";
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
    server_ = std::make_unique<Dispatcher>(io_.get_executor(), watched_, bus_, connectors_, clock_,
                                           metrics_, options_);
    boost::asio::co_spawn(io_, server_->recover(clock_.steady()), boost::asio::detached);
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
          for (const auto& event : batch.events)
            processor_.step(tx, event, tx.last_event(), no_hurry, decided);
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
  // From now on the vendors fail, and say when to try again.
  void put_off(core::Duration by) {
    connectors_.answer.kind = ActionResult::Kind::transient;
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

TEST_F(OutboxTest, ALaneThatIsHeldSendsWhatItDidNotSendAfterARestart) {
  connectors_.silent = false;
  connectors_.missing["crm.note"] = "gone";
  begin("crm", 30);
  settle();
  EXPECT_EQ(sent("crm"), 0U);
  restart();
  advance(std::chrono::seconds(2));
  EXPECT_EQ(sent("crm"), 0U);
  connectors_.missing.clear();
  advance(std::chrono::seconds(2));
  advance(std::chrono::seconds(2));
  EXPECT_EQ(sent("crm"), 30U) << "nothing has to be looked for";
}

TEST_F(OutboxTest, APauseIsKeptOverARestart) {
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::minutes(10));
  begin("crm", 30);
  settle();
  EXPECT_EQ(connectors_.sent.size(), 1U);
  restart();
  answer_with(ActionResult::Kind::succeeded);
  connectors_.sent.clear();
  advance(std::chrono::minutes(9));
  EXPECT_EQ(connectors_.sent.size(), 0U);
  for (int second = 0; second < 90; ++second) advance(std::chrono::seconds(1));
  EXPECT_EQ(sent("crm"), 30U) << "what was refused was not done, and nothing else was sent";
}

TEST_F(OutboxTest, OfALaneThatIsHeldBackLittleHasToBeLookedForAfterACrash) {
  options_.actions_waiting_max = 1'000;
  connectors_.only.clear();
  answer_with(ActionResult::Kind::throttled, std::chrono::seconds(2));
  begin("crm", 200);
  settle();
  answer_with(ActionResult::Kind::succeeded);
  advance(std::chrono::seconds(2));
  for (int n = 0; n < 5; ++n) advance(std::chrono::seconds(1));
  const auto before = connectors_.sent.size();
  EXPECT_GT(before, 5U);
  EXPECT_LT(before, 100U);
  connectors_.silent = true;
  advance(std::chrono::seconds(1));  // one is under way
  connectors_.silent = false;        // what is under way never ends
  connectors_.sent.clear();
  restart();
  for (int n = 0; n < 250; ++n) advance(std::chrono::seconds(1));
  const auto looked_for =
      std::count_if(connectors_.sent.begin(), connectors_.sent.end(),
                    [](const auto& action) { return action.mode == Mode::read_back; });
  EXPECT_GE(looked_for, 1);
  EXPECT_LE(looked_for, 20);
  EXPECT_GE(connectors_.sent.size(), 150U);
}

TEST_F(OutboxTest, AfterACleanStopNothingHasToBeLookedFor) {
  connectors_.only.clear();
  begin("crm", 30);
  server_->stop();
  connectors_.release();
  poll();
  settle();
  boost::asio::co_spawn(io_, server_->record_rest(), boost::asio::detached);
  poll();
  const auto before = connectors_.sent.size();
  connectors_.sent.clear();
  restart();
  settle();
  EXPECT_EQ(sent("crm") + before, 30U);
  // And once it has sent again, that is not believed any more.
  connectors_.silent = true;
  begin("crm", 3);
  connectors_.sent.clear();
  restart();
  EXPECT_EQ(sent("crm", 1, Mode::read_back), 1U);
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
