#include "runtime/dispatcher.hpp"

#include "baton/bus/bus.hpp"
#include "baton/core/own_events.hpp"
#include "baton/store/memory.hpp"
#include "baton/templates/load.hpp"
#include "runtime/catalog.hpp"
#include "unit/manual.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

namespace baton::runtime {
namespace {

using core::ActionResult;
using core::RunId;
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
    if (held) {
      boost::system::error_code released;
      co_await gate_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, released));
    }
    co_return ActionResult{};
  }
  core::Operations operations() const override { return {}; }
  std::size_t concurrency(std::string_view) const override { return at_once; }
  void release() {
    held = false;
    gate_.cancel();
  }

  std::vector<std::string> performed;
  std::size_t at_once = 1;
  bool held = true;
  bool throws = false;

 private:
  boost::asio::steady_timer gate_;
};

class DispatcherTest : public Test {
 protected:
  Afterwards::Action action(std::string step, int attempt = 1) {
    core::StartAction start;
    start.run = RunId(7);
    start.step = std::move(step);
    start.attempt = attempt;
    start.connection = "crm";
    return {std::move(start)};
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
  std::vector<Afterwards::Action> many;
  for (int n = 0; n < 20'000; ++n) many.push_back(action("s" + std::to_string(n)));
  take(std::move(many));
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

// What waits beyond the limit is read from the outbox again; what ended while it was being read is not begun a second time.
TEST_F(DispatcherTest, RefillsFromTheOutboxWithoutBeginningWhatHasEnded) {
  const auto* yaml = R"(
workflow: pair
on: [{ event: go }]
steps:
  a: { do: crm.note, with: {} }
  b: { do: crm.note, with: {} }
)";
  Catalog catalog(4);
  Processor processor(catalog, clock_, random_, metrics_, 16);
  Afterwards decided;
  const auto transact = [&](std::function<void(ports::Tx&)> part) {
    auto run = [&part](ports::Tx& tx) { part(tx); };
    boost::asio::co_spawn(
        io_, [&]() -> boost::asio::awaitable<void> { co_await store_->transact(run); }, boost::asio::detached);
    poll();
  };
  transact([&](ports::Tx& tx) {
    const ports::TemplateRow row{"pair", 1, yaml, "hash", {}, clock_.now(), "test"};
    tx.put_template(row);
    catalog.activate(make_plan(row));
    core::Event event;
    event.type = "go";
    event.source = "test";
    event.time = event.received = clock_.now();
    tx.append(event);
    processor.step(tx, event, event.id, decided);
  });
  ASSERT_EQ(decided.actions.size(), 2U);
  const RunId run = decided.actions[0].action.run;

  boost::asio::co_spawn(io_, dispatcher_.recover(), boost::asio::detached);
  io_.restart();
  io_.run_one();  // the read is made; its result is still to be taken
  Afterwards over;
  over.finished = {{run, "a"}};
  dispatcher_.take(std::move(over));
  connectors_.release();
  poll();
  EXPECT_EQ(connectors_.performed, std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace baton::runtime
