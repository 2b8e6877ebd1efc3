#include "baton/core/own_events.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/store/memory.hpp"
#include "runtime/catalog.hpp"
#include "runtime/turn.hpp"
#include "unit/at_once.hpp"
#include "unit/manual.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>

// One event that is for many: it is stepped a part at a time, looks back are cut and say so, and
// what it causes is counted.
namespace baton::runtime {
namespace {

using core::Event;
using core::EventId;
using core::Json;
using core::RunId;
using testing::HasSubstr;

class FanOutTest : public testing::Test {
 protected:
  FanOutTest() { wire(); }

  // A process that begins, over the store as it is.
  void wire() {
    turns_.reset();
    bus_ = std::make_unique<bus::Bus>();
    catalog_ = std::make_unique<Catalog>(plans_);
    transact([&](ports::Tx& tx) { catalog_->load(tx); });
    processor_ = std::make_unique<Processor>(*catalog_, clock_, random_, options_);
    const auto committed = [this](Afterwards) {
      ++turns_done_;
      if (after_turn_) after_turn_();
    };
    turns_ = std::make_unique<Turns>(
        *store_, *bus_, *processor_, clock_, metrics_, options_,
        Turns::Hooks{committed, [](core::Duration) { ADD_FAILURE() << "the store failed"; }});
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  void publish(const std::string& name, const std::string& rest) {
    const auto version = ++versions_[name];
    const ports::TemplateRow row{
        name, version, "workflow: " + name + "\n" + rest, "hash", {}, clock_.now(), "test"};
    transact([&](ports::Tx& tx) {
      tx.put_template(row);
      catalog_->activate(try_plan(row).value());
    });
  }
  static Event event(std::string type, Json data = Json::object()) {
    Event event;
    event.type = std::move(type);
    event.source = "test";
    event.data = std::move(data);
    return event;
  }
  void post(std::string type, Json data = Json::object()) {
    auto given = event(std::move(type), std::move(data));
    given.time = given.received = clock_.now();
    bus_->post(std::move(given));
    turns_->wake();
  }
  // One part a turn.
  void in_no_time() { options_.turn_budget = core::Duration(-1); }
  void with_time() { options_.turn_budget = std::chrono::hours(1); }

  std::vector<core::Run> runs(std::string_view workflow = {}) {
    std::vector<core::Run> found;
    transact([&](ports::Tx& tx) {
      EXPECT_TRUE(tx.parked(1).empty());
      for (const auto& row : tx.runs({.limit = 100'000}))
        if (workflow.empty() || row.workflow == workflow) found.push_back(*load_run(tx, row.id));
    });
    return found;
  }
  std::int64_t count(std::string_view type) {
    std::int64_t found = 0;
    transact([&](ports::Tx& tx) {
      for (const auto& one : tx.events_after({}, 1'000'000)) found += one.type == type ? 1 : 0;
    });
    return found;
  }
  bool all(core::RunStatus status) {
    for (const auto& run : runs()) {
      if (run.status() != status) return false;
    }
    return true;
  }

  tests::ManualClock clock_;
  tests::CountingRandom random_;
  telemetry::Metrics metrics_;
  Options options_{.turn_events_max = 100'000, .turn_budget = std::chrono::hours(1)};
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  std::unique_ptr<bus::Bus> bus_;
  PlanCache plans_{4};
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<Processor> processor_;
  std::unique_ptr<Turns> turns_;
  std::map<std::string, int> versions_;
  int turns_done_ = 0;
  std::function<void()> after_turn_;
};

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

constexpr auto* kLooksBack =
    "on: [{ event: go }]\nsteps:\n  a: { do: sink.post }\n"
    "  w: { needs: a, wait: { event: answer, when: 'event.data.key == steps.a.output.key' } }\n";

class LookBackTest : public FanOutTest {
 protected:
  void end_action(const std::string& key) {
    core::ActionResult result;
    result.output = Json{{"key", key}};
    bus_->post(core::action_finished(runs().at(0).id(), "a", 1, result, clock_.now()));
    turns_->wake();
  }
  core::Run run() { return runs().at(0); }
};

TEST_F(LookBackTest, FindsWhatCameJustBeforeBehindThousandsOfOthers) {
  publish("wait", kLooksBack);
  post("go");
  for (int n = 0; n < 10'500; ++n) bus_->post(event("answer", {{"key", "other"}}));
  turns_->wake();
  post("answer", {{"key", "mine"}});
  end_action("mine");
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
}

TEST_F(LookBackTest, TakesTheNewest) {
  publish("wait", kLooksBack);
  post("go");
  for (int n = 0; n < 3; ++n) post("answer", {{"key", "mine"}, {"n", n}});
  end_action("mine");
  EXPECT_EQ(run().view().at("steps").at("w").at("output").at("event").at("data").at("n"), 2);
}

TEST_F(LookBackTest, ThatWasCutSaysSo) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  for (int n = 0; n < 10'500; ++n) bus_->post(event("answer", {{"key", "other"}}));
  turns_->wake();
  end_action("mine");
  EXPECT_EQ(run().status(), core::RunStatus::waiting);
  EXPECT_THAT(run().step("w").notes.at(0), HasSubstr("10000 events"));
  EXPECT_EQ(metrics_.look_backs_cut.Value(), 1.0);
}

TEST_F(LookBackTest, OverWhatWasPrunedSaysSo) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  transact(
      [&](ports::Tx& tx) { tx.prune(clock_.now(), clock_.now() + std::chrono::hours(1), 100); });
  end_action("mine");
  EXPECT_THAT(run().step("w").notes.at(0), HasSubstr("no longer kept"));
}

TEST_F(LookBackTest, GoesOnInTheNextTurnAndAfterACrash) {
  publish("wait", kLooksBack);
  post("go");
  post("answer", {{"key", "mine"}});
  for (int n = 0; n < 5; ++n) post("answer", {{"key", "other"}});
  core::ActionResult result;
  result.output = Json{{"key", "mine"}};
  const auto outcome = core::action_finished(run().id(), "a", 1, result, clock_.now());
  Afterwards afterwards;
  const auto no_time = [] { return true; };
  transact([&](ports::Tx& tx) {
    processor_->step(tx, outcome, EventId(tx.cursor().value() + 1), no_time, afterwards);
    EXPECT_TRUE(processor_->keep_unfinished(tx));
  });
  EXPECT_EQ(run().status(), core::RunStatus::waiting);
  wire();
  in_no_time();
  turns_->wake();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded);
  EXPECT_GE(turns_done_, 5);
}

TEST_F(LookBackTest, OfTheRunsOwnPastBeginsWithItsNeeds) {
  publish("wait",
          "on: [{ event: go }]\nsteps:\n  first: { wait: { event: done } }\n  a: { needs: first, "
          "do: sink.post }\n"
          "  again: { needs: a, wait: { event: done } }\n");
  post("go");
  post("done");
  post("done");
  core::ActionResult result;
  bus_->post(core::action_finished(run().id(), "a", 1, result, clock_.now()));
  turns_->wake();
  EXPECT_EQ(run().status(), core::RunStatus::succeeded) << "the second came after a began";
}

// A small share, so that it is soon used up.
class WidthTest : public FanOutTest {
 protected:
  WidthTest() {
    options_.descendants_max = 100;
    wire();
  }
};

TEST_F(WidthTest, OneEventCausesNoMoreThanItsShare) {
  publish(
      "boom", "on: [{ event: boom }]\nsteps:\n" + [] {
        std::string steps;
        for (int n = 0; n < 10; ++n)
          steps += "  s" + std::to_string(n) + ": { emit: { event: boom } }\n";
        return steps;
      }());
  post("boom");
  EXPECT_EQ(count("boom"), 101);
  std::string code;
  for (const auto& run : runs())
    for (const auto& [step, state] : run.steps())
      if (state.status == core::StepStatus::failed)
        code = run.view().at("steps").at(step.name).at("error").at("code").get<std::string>();
  EXPECT_EQ(code, "causation_width");
  post("boom");
  EXPECT_EQ(count("boom"), 202) << "the next one from outside has its own share";
}

TEST_F(WidthTest, HoldsForWhatBatonTellsOfRuns) {
  for (const auto* name : {"tell1", "tell2"}) {
    publish(name, "on: [{ event: baton.run.*, when: event.data.workflow != '" + std::string(name) +
                      "' }, { event: go }]\nsteps:\n  a: { set: { n: 1 } }\n");
  }
  post("go");
  std::int64_t caused = 0;
  transact([&](ports::Tx& tx) { caused = tx.counts().events - 1; });
  EXPECT_LE(caused, 100);
  EXPECT_GT(metrics_.descendants_refused.Value(), 0.0);
}

TEST_F(WidthTest, IsCountedFromTheLogAfterACrash) {
  publish("two",
          "on: [{ event: go }]\nsteps:\n  a: { emit: { event: x.y } }\n  b: { emit: { event: x.y } "
          "}\n");
  post("go");
  transact([&](ports::Tx& tx) {
    const auto root = tx.runs({}).at(0).trigger;
    EXPECT_EQ(tx.descendants(root, 100), 2);
    EXPECT_EQ(Roots(100).left(tx, root), 98);
  });
}

class LifecycleTest : public FanOutTest {};

TEST_F(LifecycleTest, IsToldWhileARunOfAnOldVersionWaits) {
  publish("watch", "on: [{ event: go }]\nsteps:\n  w: { wait: { event: baton.run.succeeded } }\n");
  post("go");
  publish("watch", "on: [{ event: go }]\nsteps:\n  w: { wait: { event: nothing } }\n");
  publish("other", "on: [{ event: other }]\nsteps:\n  a: { set: { n: 1 } }\n");
  wire();
  post("other");
  EXPECT_EQ(runs("watch").at(0).status(), core::RunStatus::succeeded);
}

TEST_F(LifecycleTest, TellsOfWaitingBlockedAndCancelledSteps) {
  publish("watch", "on: [{ event: baton.step.* }]\nsteps:\n  a: { set: { n: 1 } }\n");
  publish("flow",
          "on: [{ event: go }]\nsteps:\n  w: { sleep: { for: 1h } }\n  b: { needs: w, set: { n: 1 "
          "} }\n");
  post("go");
  EXPECT_EQ(count("baton.step.waiting"), 1);
  const auto id = runs("flow").at(0).id();
  Json due;
  transact([&](ports::Tx& tx) {
    for (const auto& one : tx.events_after({}, 100))
      if (one.type == "baton.step.waiting") due = one.data.at("due");
  });
  EXPECT_TRUE(due.is_string()) << due;
  bus_->post(core::run_cancel(id, "no need", "ana", clock_.now()));
  turns_->wake();
  EXPECT_EQ(count("baton.step.cancelled"), 1);
}

class CacheTest : public FanOutTest {};

TEST_F(CacheTest, HoldsAsManyRunsAsItsBytesAllow) {
  RunCache cache({100, 1'000'000});
  const auto open = [](int id, std::size_t bytes) {
    return OpenRun{core::Run(RunId(id), Json(std::string(bytes, 'x'))), nullptr, {}};
  };
  for (int id = 1; id <= 20; ++id) cache.put(open(id, 100'000));
  EXPECT_LE(cache.bytes(), 1'000'000U);
  EXPECT_FALSE(cache.take(RunId(1)));
  EXPECT_TRUE(cache.take(RunId(20)));
  cache.put(open(21, 2'000'000));
  EXPECT_FALSE(cache.take(RunId(21))) << "too large for it";
  EXPECT_EQ(cache.bytes(), 0U);
}

TEST_F(CacheTest, CountsValuesAndNotTheirTextAlone) {
  const core::Run run(RunId(1), Json(std::vector<int>(48'000, 1)));
  EXPECT_GT(run.size().memory(), 3'000'000U);
}

}  // namespace
}  // namespace baton::runtime
