#include "runtime/turn.hpp"

#include "baton/core/own_events.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "runtime/catalog.hpp"
#include "unit/at_once.hpp"
#include "unit/runtime/damaged_file.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using ::testing::IsEmpty;

// Turns that may step one event each: every event but the first of a turn is backlog.
class TurnTest : public testing::Test {
 protected:
  TurnTest() {
    options_.turn_budget = core::Duration(-1);
    const auto* yaml =
        "workflow: note\non: [{ event: go }]\nsteps:\n  one: { set: { n: \"${trigger.data.n}\" } "
        "}\n";
    const ports::TemplateRow row{"note", 1, yaml, "hash", {}, clock_.now(), "test"};
    transact([&](ports::Tx& tx) {
      tx.put_template(row);
      catalog_.activate(try_plan(row).value());
    });
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  void post(int n, std::string type = "go") {
    core::Event event;
    event.type = std::move(type);
    event.source = "test";
    event.data = core::Json{{"n", n}};
    event.time = event.received = clock_.now();
    bus_.post(std::move(event));
  }
  // What each run was started by, oldest first.
  std::vector<int> started() {
    std::vector<int> numbers;
    transact([&](ports::Tx& tx) {
      EXPECT_TRUE(tx.parked(1).empty());
      for (const auto& run : tx.runs({}))
        numbers.insert(numbers.begin(), tx.event(run.trigger)->data.at("n").get<int>());
    });
    return numbers;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  Options options_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  PlanCache plans_{4};
  Catalog catalog_{plans_};
  Processor processor_{catalog_, clock_, random_, options_};
  std::vector<std::int64_t> cursors_;
  std::vector<double> backlogs_;  // what the metric said after each turn, in seconds
  Afterwards last_;
  Turns turns_{
      *store_,
      bus_,
      processor_,
      clock_,
      metrics_,
      options_,
      Turns::Hooks{[this](Afterwards afterwards) {
                     last_ = std::move(afterwards);
                     transact([this](ports::Tx& tx) { cursors_.push_back(tx.cursor().value()); });
                     backlogs_.push_back(metrics_.backlog_seconds.Value());
                     clock_.advance(std::chrono::seconds(1));
                   },
                   [](core::Duration) { ADD_FAILURE() << "the store failed"; }}};
};

TEST_F(TurnTest, HandsOverNoActionThatEndedInTheTurnThatBeganIt) {
  const auto* yaml =
      "workflow: ask\non: [{ event: go }]\nsteps:\n  w: { sleep: { for: 1m } }\n  a: { needs: w, "
      "do: sink.post }\n";
  transact([&](ports::Tx& tx) {
    const ports::TemplateRow row{"ask", 1, yaml, "hash", {}, clock_.now(), "test"};
    tx.put_template(row);
    catalog_.activate(try_plan(row).value());
  });
  post(1);
  turns_.wake();
  core::RunId run;
  transact([&](ports::Tx& tx) {
    for (const auto& row : tx.runs({})) run = row.workflow == "ask" ? row.id : run;
  });
  clock_.advance(std::chrono::minutes(1));
  options_.turn_budget = std::chrono::seconds(1);
  bus_.post(core::step_due(run, "w", clock_.now(), clock_.now()));
  bus_.post(core::run_cancel(run, "no need", "ana", clock_.now()));
  turns_.wake();
  EXPECT_TRUE(last_.actions.empty());
  EXPECT_EQ(last_.finished.back(), (std::pair<core::RunId, core::StepRef>(run, "a")));
}

TEST_F(TurnTest, StepsABacklogInTheOrderOfTheLogEachEventOnce) {
  for (int n = 1; n <= 5; ++n) post(n);
  turns_.wake();
  EXPECT_EQ(started(), (std::vector<int>{1, 2, 3, 4, 5}));
  EXPECT_EQ(cursors_.size(), 5U) << "one event a turn";
  EXPECT_EQ(backlogs_, (std::vector<double>{0, 1, 2, 3, 0})) << "the age of what is not stepped";
}

TEST_F(TurnTest, StepsWhatArrivesBehindABacklogAfterIt) {
  for (int n = 1; n <= 3; ++n) post(n);
  bus_.on_waiting([this] { turns_.wake(); });
  turns_.wake();
  for (int n = 4; n <= 6; ++n) post(n);
  EXPECT_EQ(started(), (std::vector<int>{1, 2, 3, 4, 5, 6}));
}

// More than is held in memory at once is read from the log again, without a gap and without a
// repeat.
TEST_F(TurnTest, ABacklogBeyondWhatIsHeldIsReadFromTheLog) {
  options_.turn_events_max = 3'000;
  std::vector<int> all;
  for (int n = 1; n <= 2'500; ++n) {
    post(n);
    all.push_back(n);
  }
  turns_.wake();
  std::size_t count = 0;
  transact([&](ports::Tx& tx) {
    count = static_cast<std::size_t>(tx.counts().runs);
    EXPECT_EQ(tx.cursor(), tx.last_event());
  });
  EXPECT_EQ(count, all.size());
}

// A run whose step `a` is being performed.
class OutcomeTest : public TurnTest {
 protected:
  OutcomeTest() {
    options_.turn_budget = std::chrono::seconds(1);
    transact([&](ports::Tx& tx) {
      const ports::TemplateRow row{
          "act",  1,  "workflow: act\non: [{ event: go }]\nsteps:\n  a: { do: sink.post }\n",
          "hash", {}, clock_.now(),
          "test"};
      tx.put_template(row);
      catalog_.activate(try_plan(row).value());
    });
    post(1);
    turns_.wake();
    look([&](ports::Tx& tx) {
      for (const auto& row : tx.runs({})) run_ = row.workflow == "act" ? row.id : run_;
      last_event_ = tx.last_event();
    });
  }
  void look(std::function<void(ports::Tx&)> part) { transact(std::move(part)); }
  core::RunId run_{};
  core::EventId last_event_{};
};

TEST_F(OutcomeTest, IsInTheJournalAndNotInTheLog) {
  bus_.post(core::action_finished(run_, "a", 1, {}, clock_.now()));
  turns_.wake();
  look([&](ports::Tx& tx) {
    EXPECT_EQ(tx.run(run_)->status, core::RunStatus::succeeded);
    EXPECT_EQ(tx.last_event(), last_event_);
    EXPECT_FALSE(tx.journal(run_).back().cause);
  });
}

TEST_F(OutcomeTest, GoesToTheLogWhenTheTurnHasNoTimeLeft) {
  options_.turn_budget = core::Duration(-1);
  bus_.post(core::run_cancel(core::RunId(1), "nobody", "ana", clock_.now()));
  bus_.post(core::action_finished(core::RunId(1), "a", 1, {}, clock_.now()));
  bus_.post(core::action_finished(run_, "a", 1, {}, clock_.now()));
  turns_.wake();
  look([&](ports::Tx& tx) {
    EXPECT_EQ(tx.run(run_)->status, core::RunStatus::succeeded);
    EXPECT_EQ(tx.event(tx.last_event())->type, core::kActionFinished);
    EXPECT_EQ(tx.journal(run_).back().cause, tx.last_event());
  });
}

TEST_F(OutcomeTest, ThatCannotBeProcessedIsParkedAndTheOthersAreStepped) {
  auto poison = core::action_finished(run_, "a", 1, {}, clock_.now());
  poison.data["result"] = "nonsense";
  post(2);
  bus_.post(std::move(poison));
  post(3);
  turns_.wake();
  look([&](ports::Tx& tx) {
    ASSERT_EQ(tx.parked(10).size(), 1U);
    EXPECT_EQ(tx.event(tx.parked(10)[0].event)->type, core::kActionFinished);
    EXPECT_EQ(tx.cursor(), tx.last_event());
    EXPECT_EQ(tx.runs({}).size(), 6U) << "two workflows, three events";
    EXPECT_EQ(tx.run(run_)->status, core::RunStatus::running);
  });
}

// The first is stepped and emits; the second finds no time left and goes to the log, behind what
// the first emitted.
TEST_F(OutcomeTest, BehindWhatAnotherEmittedLeavesNoGap) {
  look([&](ports::Tx& tx) {
    for (const auto& [name, yaml] :
         {std::pair("tell",
                    "workflow: tell\non: [{ event: ask }]\nsteps:\n  a: { do: sink.post }\n"
                    "  b: { needs: a, emit: { event: told } }\n"),
          std::pair("hear",
                    "workflow: hear\non: [{ event: told }]\nsteps:\n  one: { set: { n: 1 } }\n")}) {
      const ports::TemplateRow row{name, 1, yaml, "hash", {}, clock_.now(), "test"};
      tx.put_template(row);
      catalog_.activate(try_plan(row).value());
    }
  });
  for (int n = 1; n <= 2; ++n) post(n, "ask");
  turns_.wake();
  std::vector<core::RunId> telling;
  look([&](ports::Tx& tx) {
    for (const auto& row : tx.runs({}))
      if (row.workflow == "tell") telling.push_back(row.id);
  });
  ASSERT_EQ(telling.size(), 2U);
  options_.turn_budget = core::Duration(-1);
  for (const auto run : telling) bus_.post(core::action_finished(run, "a", 1, {}, clock_.now()));
  turns_.wake();
  look([&](ports::Tx& tx) {
    int heard = 0;
    for (const auto& row : tx.runs({})) heard += row.workflow == "hear" ? 1 : 0;
    EXPECT_EQ(heard, 2);
    EXPECT_EQ(tx.cursor(), tx.last_event());
  });
}

TEST_F(OutcomeTest, ThatWasParkedComesThroughWhenItIsReplayed) {
  auto poison = core::action_finished(run_, "a", 1, {}, clock_.now());
  auto mended = poison;
  poison.data["result"] = "nonsense";
  bus_.post(std::move(poison));
  turns_.wake();
  core::EventId parked;
  look([&](ports::Tx& tx) {
    ASSERT_EQ(tx.parked(10).size(), 1U);
    parked = tx.parked(10)[0].event;
    tx.unpark(parked);
  });
  bus_.post(std::move(mended));
  turns_.wake();
  look([&](ports::Tx& tx) { EXPECT_EQ(tx.run(run_)->status, core::RunStatus::succeeded); });
}

TEST_F(TurnTest, StepsWhatAnEarlierProcessLeftOneByOne) {
  turns_.leave_backlog();
  for (int n = 1; n <= 4; ++n) post(n);
  turns_.wake();
  ASSERT_EQ(started(), std::vector<int>{1});
  Turns next(
      *store_, bus_, processor_, clock_, metrics_, options_,
      Turns::Hooks{[](Afterwards) {}, [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
  transact([&](ports::Tx& tx) { next.suspect(tx.cursor(), tx.last_event()); });
  next.wake();
  EXPECT_EQ(started(), (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(next.busy_for(), core::Duration{});
  transact([&](ports::Tx& tx) { EXPECT_EQ(tx.setting("stepping"), ""); });
}

TEST_F(TurnTest, ParksWhatTheProcessEndedAtAgainAndAgain) {
  turns_.leave_backlog();
  for (int n = 1; n <= 4; ++n) post(n);
  turns_.wake();
  core::EventId second;
  transact([&](ports::Tx& tx) {
    second = tx.events_after(tx.cursor(), 1).front().id;
    tx.set_setting("stepping", second.text() + " 2");
  });
  Turns next(
      *store_, bus_, processor_, clock_, metrics_, options_,
      Turns::Hooks{[](Afterwards) {}, [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
  transact([&](ports::Tx& tx) { next.suspect(tx.cursor(), tx.last_event()); });
  next.wake();
  transact([&](ports::Tx& tx) {
    ASSERT_EQ(tx.parked(10).size(), 1U);
    EXPECT_EQ(tx.parked(10)[0].event, second);
    EXPECT_EQ(tx.runs({}).size(), 3U);
    EXPECT_EQ(tx.cursor(), tx.last_event());
  });
}

TEST_F(TurnTest, FailsTheStepAtWhoseTimeTheProcessEndedAgainAndAgain) {
  const auto* yaml = "workflow: nap\non: [{ event: nap }]\nsteps:\n  w: { sleep: { for: 1m } }\n";
  transact([&](ports::Tx& tx) {
    const ports::TemplateRow row{"nap", 1, yaml, "hash", {}, clock_.now(), "test"};
    tx.put_template(row);
    catalog_.activate(try_plan(row).value());
  });
  post(1, "nap");
  turns_.wake();
  core::RunId run;
  transact([&](ports::Tx& tx) { run = tx.runs({}).at(0).id; });
  clock_.advance(std::chrono::minutes(1));
  const auto start = [&](bool steps) {
    Turns next(*store_, bus_, processor_, clock_, metrics_, options_,
               Turns::Hooks{[](Afterwards) {},
                            [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
    transact([&](ports::Tx& tx) { next.suspect(tx.cursor(), tx.last_event()); });
    if (!steps) next.leave_backlog();
    bus_.post(core::step_due(run, "w", clock_.now(), clock_.now()));
    next.wake();
  };
  start(false);
  transact([&](ports::Tx& tx) {
    ASSERT_LT(tx.cursor(), tx.last_event()) << "it is in the log before it is stepped";
    EXPECT_EQ(tx.steps(run).size(), 1U);
    tx.set_setting("stepping", tx.last_event().text() + " 2");
  });
  start(true);
  transact([&](ports::Tx& tx) {
    EXPECT_EQ(tx.run(run)->status, core::RunStatus::failed);
    EXPECT_NE(tx.run(run)->now_at.find("the process ended"), std::string::npos)
        << tx.run(run)->now_at;
    EXPECT_TRUE(tx.parked(1).empty());
    EXPECT_EQ(tx.cursor(), tx.last_event());
  });
}

TEST_F(TurnTest, LeavesTheBacklogAndBeginsNoneOnceHalted) {
  turns_.leave_backlog();
  for (int n = 1; n <= 3; ++n) post(n);
  turns_.wake();
  EXPECT_EQ(started(), std::vector<int>{1});
  EXPECT_TRUE(turns_.idle());
  EXPECT_TRUE(turns_.halt());
  post(4);
  turns_.wake();
  EXPECT_EQ(started(), std::vector<int>{1});
  EXPECT_EQ(bus_.waiting(), 1U);
}

using Receipts = std::optional<core::Result<std::vector<bus::Receipt>>>;

boost::asio::awaitable<void> send(bus::Bus& bus, std::vector<core::Event> events,
                                  bus::Repeats repeats, Receipts& receipts,
                                  bus::Together with = {}) {
  const std::optional<core::Time> now;
  auto told = co_await bus.publish_all(std::move(events), 10, now, repeats, std::move(with));
  receipts.emplace(std::move(told));
}

// A vendor sends again what it sent, perhaps with the record's newest state: what came first stays,
// and what is new beside it is taken. Whoever chose the id himself is told.
TEST_F(TurnTest, TakesANewerRedeliveryForARepeatWhereTheVendorPromisesTheId) {
  const auto event = [this](std::string origin, int n) {
    core::Event made;
    made.type = "go";
    made.source = "crm";
    made.origin = std::move(origin);
    made.data = core::Json{{"n", n}};
    made.time = made.received = clock_.now();
    return made;
  };
  boost::asio::io_context io;
  const auto publish = [&](std::vector<core::Event> events, bus::Repeats repeats) {
    Receipts receipts;
    boost::asio::co_spawn(io, send(bus_, std::move(events), repeats, receipts),
                          boost::asio::detached);
    io.restart();
    io.poll();
    turns_.wake();
    io.restart();
    io.poll();
    return receipts.value();
  };
  const auto first = publish({event("a", 1)}, bus::Repeats::may_differ);
  const auto again = publish({event("a", 2), event("b", 3)}, bus::Repeats::may_differ);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->at(0).id, first->at(0).id);
  EXPECT_TRUE(again->at(0).repeated);
  ASSERT_NE(again->at(0).newer, nullptr);
  EXPECT_EQ(again->at(0).newer->data.at("n"), 2);
  EXPECT_FALSE(again->at(1).repeated);
  auto by_token = event("d-7", 6);
  by_token.actor = "token:crm";
  by_token.type = "note";
  const auto before = publish({by_token}, bus::Repeats::must_agree);
  const auto genuine = publish({event("d-7", 6)}, bus::Repeats::may_differ);
  EXPECT_NE(genuine->at(0).id, before->at(0).id)
      << "what a token said is not what came in through the connection";
  EXPECT_EQ(publish({event("d-7", 7)}, bus::Repeats::may_differ)->at(0).id, genuine->at(0).id);
  const auto strict = publish({event("a", 4), event("c", 5)}, bus::Repeats::must_agree);
  ASSERT_FALSE(strict);
  EXPECT_EQ(strict.error().code, core::Errc::conflict);
  for (int rounds = 0; rounds < 4; ++rounds) turns_.wake();
  EXPECT_EQ(started(), (std::vector<int>{1, 3, 6}));
}

// What is written together with an event can name it, also when the event was there already.
TEST_F(TurnTest, TellsTheReceiptsToWhatIsWrittenTogetherWithEvents) {
  core::Event event;
  event.type = "go";
  event.source = "crm";
  event.origin = "a";
  event.data = core::Json{{"n", 1}};
  event.time = event.received = clock_.now();
  boost::asio::io_context io;
  const bus::Together with = [](ports::Tx& tx, const std::vector<bus::Receipt>& told) {
    const auto& receipt = told.at(0);
    tx.set_setting(receipt.repeated ? "again" : "first", receipt.id.text());
  };
  Receipts receipts;
  for (int times = 0; times < 2; ++times) {
    boost::asio::co_spawn(io, send(bus_, {event}, bus::Repeats::must_agree, receipts, with),
                          boost::asio::detached);
    io.restart();
    io.poll();
    turns_.wake();
    io.restart();
    io.poll();
  }
  ASSERT_TRUE(receipts.has_value() && *receipts);
  const auto id = (*receipts)->at(0).id.text();
  transact([&id](ports::Tx& tx) {
    EXPECT_EQ(tx.setting("first"), id);
    EXPECT_EQ(tx.setting("again"), id);
  });
}

// An event that is published together with a row is in the log only with that row.
TEST_F(TurnTest, AppendsNoEventWhoseRowCannotBeWritten) {
  core::Event event;
  event.type = "go";
  event.source = "baton";
  event.origin = "told";
  event.data = core::Json{{"n", 1}};
  event.time = event.received = clock_.now();
  Receipts receipts;
  boost::asio::io_context io;
  const bus::Together with = [](ports::Tx& tx, const std::vector<bus::Receipt>&) {
    tx.set_setting("kept", "a part");
    throw ports::StoreUnavailable("the store is full");
  };
  boost::asio::co_spawn(io, send(bus_, {event}, bus::Repeats::must_agree, receipts, with),
                        boost::asio::detached);
  io.poll();
  turns_.wake();
  io.restart();
  io.poll();
  ASSERT_TRUE(receipts.has_value());
  EXPECT_FALSE(*receipts);
  EXPECT_THAT(started(), IsEmpty());
  transact([](ports::Tx& tx) {
    EXPECT_THAT(tx.events_after({}, 10), IsEmpty());
    EXPECT_EQ(tx.setting("kept"), "");
  });
}

// Four events that an earlier process left in the log of a file.
class TurnOfDamageTest : public DamagedFileTest {
 protected:
  TurnOfDamageTest() {
    const auto* yaml =
        "workflow: note\non: [{ event: go }]\nsteps:\n  one: { set: { n: \"${trigger.data.n}\" } "
        "}\n";
    const ports::TemplateRow row{"note", 1, yaml, "hash", {}, clock_.now(), "test"};
    store::transact(*store_, [&](ports::Tx& tx) {
      tx.put_template(row);
      for (int n = 1; n <= 4; ++n) {
        auto event = store::make_event("go", std::to_string(n), {{"n", n}});
        tx.append(event);
        ids_.push_back(event.id);
      }
    });
  }
  void damage(std::size_t event) { damage_row(ids_.at(event)); }
  // A process begins and steps all that is left. `suspects`: the one before has ended at something.
  void step_all(bool suspects) {
    constexpr int kTurnsMax = 20;
    Options options;
    bus::Bus bus;
    telemetry::Metrics metrics;
    PlanCache plans{4};
    Catalog catalog{plans};
    Processor processor{catalog, clock_, random_, options};
    Turns turns(*store_, bus, processor, clock_, metrics, options,
                Turns::Hooks{[](Afterwards) {},
                             [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
    store::transact(*store_, [&](ports::Tx& tx) {
      catalog.load(tx);
      if (suspects) turns.suspect(tx.cursor(), tx.last_event());
    });
    turns.wake();
    // A turn that follows another one is submitted before this is done.
    for (int turn = 0; turn < kTurnsMax; ++turn) store::transact(*store_, [](ports::Tx&) {});
    EXPECT_TRUE(turns.halt());
  }
  void expect_parked(const std::vector<std::size_t>& events) {
    store::transact(*store_, [&](ports::Tx& tx) {
      const auto parked = tx.parked(10);
      ASSERT_EQ(parked.size(), events.size());
      for (std::size_t at = 0; at < events.size(); ++at) {
        EXPECT_EQ(parked[at].event, ids_.at(events[at]));
        EXPECT_NE(parked[at].cause.find("damaged"), std::string::npos) << parked[at].cause;
      }
      EXPECT_EQ(tx.runs({}).size(), ids_.size() - events.size());
      EXPECT_EQ(tx.cursor(), tx.last_event());
      EXPECT_EQ(tx.setting("stepping"), "");
    });
  }

  std::vector<core::EventId> ids_{};
};

TEST_F(TurnOfDamageTest, AnEventThatCannotBeReadIsParkedAndTheOthersAreStepped) {
  damage(1);
  step_all(false);
  expect_parked({1});
}

TEST_F(TurnOfDamageTest, ASuspectThatCannotBeReadIsParkedToo) {
  damage(0);
  damage(2);
  damage(3);
  step_all(true);
  expect_parked({0, 2, 3});
}

}  // namespace
}  // namespace baton::runtime
