#pragma once

#include "baton/bus/bus.hpp"
#include "baton/core/own_events.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "runtime/catalog.hpp"
#include "runtime/dispatcher.hpp"
#include "runtime/processor.hpp"
#include "unit/at_once.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

// What the tests of the dispatcher work with: a dispatcher whose vendors answer when the test lets
// them, and one over an outbox that is on disk.
namespace baton::runtime {

using core::ActionResult;
using core::RunId;
using Mode = core::StartAction::Mode;

// Vendors whose answers wait until the test lets them go.
class HeldConnectors final : public ports::Connectors {
 public:
  explicit HeldConnectors(boost::asio::io_context& io) : gate_(io) {
    gate_.expires_at(boost::asio::steady_timer::time_point::max());
  }

  boost::asio::awaitable<ActionResult> perform(const core::StartAction& action) override {
    performed.push_back(action.step.name);
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
  bool one_system(std::string_view) const override { return one; }
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
  bool one = true;  // there is one system behind a connection
  bool silent = true;
  bool throws = false;

 private:
  boost::asio::steady_timer gate_;
};

class DispatcherTest : public testing::Test {
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
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  Options options_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  HeldConnectors connectors_{io_};
  PlanCache plans_{4};
  Dispatcher dispatcher_{io_.get_executor(), *store_, plans_,   bus_,
                         connectors_,        clock_,  metrics_, options_};
};

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
    for (const std::string connection : {"crm", "erp"}) publish(connection, "attempts: 9");
    restart();
  }
  // A workflow that has an action of the connection of its name.
  void publish(const std::string& connection, const std::string& retry) {
    const auto yaml = "workflow: " + connection + "\non: [{ event: " + connection + ".go }]\n" +
                      "steps:\n  act: { do: " + connection + ".note, with: {}, retry: { " + retry +
                      " } }\n";
    transact([&](ports::Tx& tx) {
      const ports::TemplateRow row{connection, 1, yaml, "hash", {}, clock_.now(), "test"};
      tx.put_template(row);
      catalog_.activate(try_plan(row).value());
    });
  }
  // All that was in memory is gone; what was sent is still under way.
  void restart() {
    if (server_) servers_before_.push_back(std::move(server_));
    if (!servers_before_.empty()) servers_before_.back()->stop();
    server_ = std::make_unique<Dispatcher>(io_.get_executor(), watched_, plans_, bus_, connectors_,
                                           clock_, metrics_, options_);
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
  Catalog catalog_{plans_};
  Processor processor_{catalog_, clock_, random_, options_};
  WatchedStore watched_{*store_};
  std::unique_ptr<Dispatcher> server_;
  std::vector<std::unique_ptr<Dispatcher>> servers_before_;
};

}  // namespace baton::runtime
