#include "baton/runtime/runtime.hpp"

#include "baton/runtime/feed.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "runtime/recount.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <optional>

namespace baton::runtime {
namespace {

using core::Json;
using core::Result;
using core::RunId;

// A vendor that never says yes.
class Refusing final : public ports::Connectors {
 public:
  boost::asio::awaitable<core::ActionResult> perform(const core::StartAction&) override {
    co_return core::ActionResult{core::ActionResult::Kind::permanent, {}, "no", "it says no"};
  }
  core::Operations operations() const override {
    core::Operations all;
    all["crm"]["note"] = {};
    return all;
  }
  std::size_t concurrency(std::string_view) const override { return 4; }
  bool active(std::string_view) const override { return in_use; }

  bool in_use = true;
};

std::string with_limit(int limit) {
  return "workflow: flow\nconcurrency: {limit: " + std::to_string(limit) +
         "}\non: [{event: go}]\nsteps:\n  one: {sleep: {for: 1h}}\n";
}

// How many runs have a place in a slot.
int places_taken(ports::Store& of) {
  int count = 0;
  tests::at_once(of, [&](ports::Tx& tx) {
    for (const auto& row : tx.runs({}))
      count += load_run(tx, row.id).value().slot().place == core::Slot::Place::held ? 1 : 0;
  });
  return count;
}

// The whole middle of the server over a store in memory, on one thread.
class RuntimeTest : public testing::Test {
 protected:
  RuntimeTest() {
    boost::asio::co_spawn(io_, runtime_.start(), rethrow);
    poll();
  }
  void TearDown() override {
    boost::asio::co_spawn(io_, runtime_.drain({}), rethrow);
    poll();
  }
  static void rethrow(const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  }
  void poll() {
    io_.restart();
    io_.poll();
  }
  template <class Value>
  Value await(boost::asio::awaitable<Value> work) {
    std::optional<Value> got;
    boost::asio::co_spawn(io_, std::move(work), [&](const std::exception_ptr& error, Value value) {
      rethrow(error);
      got.emplace(std::move(value));
    });
    poll();
    return std::move(got.value());
  }
  void publish(std::string yaml) {
    core::Findings findings;
    ASSERT_TRUE(await(runtime_.publish_template(std::move(yaml), "flow.yaml", kAnyOrNoVersion,
                                                "token:ana", findings, "flow")))
        << findings.size();
  }
  // Has the runtime use one calendar of this name, in which people work at these hours.
  void use_calendar(const std::string& name, const std::string& open) {
    core::Findings findings;
    const std::string yaml = "calendar: " + name + "\ntimezone: UTC\nhours: { " + open + " }\n";
    auto calendars = std::make_shared<const calendar::Calendars>(
        calendar::Calendars::read({{"c.yaml", yaml}}, findings));
    EXPECT_TRUE(findings.empty());
    boost::asio::co_spawn(io_, runtime_.use_calendars(std::move(calendars)), rethrow);
    poll();
  }
  std::size_t runs() {
    std::size_t count = 0;
    tests::at_once(*store_, [&](ports::Tx& tx) { count = tx.runs({}).size(); });
    return count;
  }
  core::EventId send() {
    core::Event event;
    event.type = "go";
    event.source = "test";
    event.time = event.received = clock_.now();
    return await(bus_.publish(std::move(event), 0)).value().id;
  }
  RunId newest_run() {
    RunId run;
    tests::at_once(*store_, [&](ports::Tx& tx) { run = tx.runs({}).at(0).id; });
    return run;
  }

  boost::asio::io_context io_;
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  bus::Bus bus_;
  Refusing connectors_;
  Runtime runtime_{io_.get_executor(), *store_,  bus_, connectors_, clock_, random_,
                   metrics_,           Options{}};
};

// By what is active, and not by what was published once: a retired workflow has no active version.
TEST_F(RuntimeTest, ATemplateIsPublishedOnlyOverWhatItsPublisherExpects) {
  const auto refused = [this](int if_version, const std::string& title) {
    core::Findings findings;
    const auto published = await(runtime_.publish_template(
        "workflow: flow\ntitle: " + title + "\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n",
        "flow.yaml", if_version, "token:ana", findings, "flow"));
    return published ? std::string() : published.error().message;
  };
  EXPECT_EQ(refused(kSomeVersion, "One"), "expected a version to be active, got no version");
  EXPECT_EQ(refused(kNoVersion, "One"), "");
  EXPECT_EQ(refused(kNoVersion, "Two"), "expected no version to be active, got version 1");
  EXPECT_EQ(refused(kSomeVersion, "Two"), "");
  EXPECT_EQ(refused(1, "Three"), "expected version 1 to be active, got version 2");
  EXPECT_EQ(refused(2, "Three"), "");
  EXPECT_EQ(refused(kAnyOrNoVersion, "Four"), "");
  EXPECT_TRUE(await(runtime_.retire_template("flow", "token:ana")));
  EXPECT_EQ(refused(kSomeVersion, "Five"), "expected a version to be active, got no version");
}

TEST_F(RuntimeTest, AVersionWithMorePlacesLetsRunsThatWaitBegin) {
  publish(with_limit(2));
  publish(with_limit(1));
  for (int each = 0; each < 4; ++each) send();
  EXPECT_EQ(places_taken(*store_), 1);
  ASSERT_TRUE(await(runtime_.enable_template("flow", 1, "token:ana", {})));
  EXPECT_EQ(places_taken(*store_), 2);
  publish(with_limit(3));
  EXPECT_EQ(places_taken(*store_), 3);
}

// Neither by a new version, nor by one that was there before, nor by way of a retirement.
TEST_F(RuntimeTest, AMandatoryStepIsDroppedByNameOnly) {
  const std::string without = "workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n";
  const std::string with = without + "  legal: {do: crm.note, mandatory: true}\n";
  core::Findings findings;
  const auto published = [&](std::string yaml, std::vector<std::string> drop) {
    findings.clear();
    return await(runtime_.publish_template(std::move(yaml), "flow.yaml", kAnyOrNoVersion,
                                           "token:ana", findings, "flow", {}, std::move(drop)));
  };
  const auto enabled = [&](std::vector<std::string> drop) {
    return await(runtime_.enable_template("flow", 1, "token:ana", std::move(drop)));
  };
  ASSERT_TRUE(published(without, {}));
  ASSERT_TRUE(published(with, {}));
  EXPECT_FALSE(published(without + "# again\n", {}));
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.back().rule, "policy/mandatory-dropped");
  EXPECT_EQ(findings.back().at.line, 3);
  EXPECT_FALSE(await(runtime_.check(without, "flow.yaml"))->ok);
  EXPECT_TRUE(await(runtime_.check(without, "flow.yaml", {"legal"}))->ok);

  const auto refused = enabled({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "version 1 would drop the step legal, mandatory in version 2");
  EXPECT_TRUE(await(runtime_.retire_template("flow", "token:ana")));
  EXPECT_FALSE(enabled({}));
  EXPECT_FALSE(published(without + "# again\n", {"other"}));
  EXPECT_TRUE(published(with, {}));
  EXPECT_TRUE(enabled({"legal"}));

  core::Json kept;
  tests::at_once(*store_, [&](ports::Tx& tx) { kept = tx.audit({}).front().detail; });
  EXPECT_EQ(kept.at("dropped_mandatory"), core::Json({"legal"}));
}

TEST_F(RuntimeTest, AMandatoryStepOfAVersionThatDoesNotPassTheChecksAnyMoreStays) {
  const std::string without = "workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n";
  const ports::TemplateRow of_old{
      "flow", 1,  "workflow: flow\nof_old: 1\nsteps: {legal: {do: crm.note, mandatory: true}}\n",
      "hash", "", clock_.now(),
      "test"};
  tests::at_once(*store_, [&](ports::Tx& tx) { tx.put_template(of_old); });
  core::Findings findings;
  const auto publish = [&](std::vector<std::string> drop) {
    return await(runtime_.publish_template(without, "flow.yaml", kAnyOrNoVersion, "token:ana",
                                           findings, "flow", {}, std::move(drop)));
  };
  EXPECT_FALSE(publish({}));
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(findings.back().message,
            "the step \"legal\" is mandatory in version 1, and missing here");
  EXPECT_TRUE(publish({"legal"}));
}

TEST_F(RuntimeTest, OfARetiredWorkflowTheVersionThatWasActiveSaysWhatIsMandatory) {
  const std::string without = "workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n";
  core::Findings findings;
  const auto publish = [&](std::string yaml, std::vector<std::string> drop) {
    return await(runtime_.publish_template(std::move(yaml), "flow.yaml", kAnyOrNoVersion,
                                           "token:ana", findings, "flow", {}, std::move(drop)));
  };
  ASSERT_TRUE(publish(without + "  legal: {do: crm.note, mandatory: true}\n", {}));
  ASSERT_TRUE(publish(without, {"legal"}));
  ASSERT_TRUE(await(runtime_.enable_template("flow", 1, "token:ana", {})));
  ASSERT_TRUE(await(runtime_.retire_template("flow", "token:ana")));
  EXPECT_FALSE(await(runtime_.enable_template("flow", 2, "token:ana", {})));
  EXPECT_TRUE(await(runtime_.enable_template("flow", 2, "token:ana", {"legal"})));
}

// Housekeeping looks for what is to be counted anew a minute after a start. In a store that was new
// then, turns have counted all of it.
TEST_F(RuntimeTest, WhatANewServerCountsIsNotCountedAnew) {
  publish("workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n");
  send();
  tests::at_once(*store_, [&](ports::Tx& tx) {
    EXPECT_FALSE(tx.flow({"flow", 0, 1'000'000}).empty());
    Recount recount(runtime_.plans());
    EXPECT_FALSE(recount.go_on(tx));
    EXPECT_FALSE(is_recounting(tx));
  });
}

TEST_F(RuntimeTest, ATemplateIsCompiledOnceForAllWhoReadItsRuns) {
  publish("workflow: flow\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n");
  const auto event = send();
  const auto run = newest_run();
  EXPECT_TRUE(await(runtime_.why(run, "")));
  EXPECT_TRUE(await(runtime_.why(run, "one")));
  EXPECT_TRUE(await(runtime_.why_event(event, "flow")));
  EXPECT_FALSE(await(runtime_.resolve(run, "one", "failed", Json(), "", "token:ana")));
  EXPECT_FALSE(await(runtime_.retry(run, "two", "token:ana")));
  tests::at_once(*store_, [&](ports::Tx& tx) {
    EXPECT_EQ(outline(tx, runtime_.plans(), "flow", 1).size(), 1U);
  });
  EXPECT_EQ(runtime_.plans().compiled(), 1U);
}

TEST_F(RuntimeTest, CalendarsThatAreReadAgainAreAskedFromThenOn) {
  const std::string yaml =
      "workflow: flow\ncalendar: plant\non:\n  - event: go\n    when: business.is_open(now, "
      "'plant')\n"
      "steps:\n  rest: {sleep: {for: 1bh}}\n";
  EXPECT_FALSE(await(runtime_.check(yaml, "flow.yaml")).value().ok);
  use_calendar("plant", "mon-fri: 00:00-24:00");
  publish(yaml);
  send();
  EXPECT_EQ(runs(), 1U);
  const auto run = newest_run();
  EXPECT_TRUE(await(runtime_.why(run, "rest")));
  use_calendar("plant", "sun: 09:00-10:00");
  const auto event = send();
  EXPECT_EQ(runs(), 1U) << "nobody works now";
  const auto why = await(runtime_.why_event(event, "flow")).value();
  EXPECT_EQ(why.at("triggers").at(0).at("matched"), false);
}

TEST_F(RuntimeTest, WhyAnEventStartedNothingNamesTheRunThatWentOnByIt) {
  publish("workflow: flow\non: [{event: go}]\nsteps:\n  one: {wait: {event: paid}}\n");
  send();
  const auto run = newest_run();
  core::Event event;
  event.type = "paid";
  event.source = "test";
  event.time = event.received = clock_.now();
  const auto paid = await(bus_.publish(std::move(event), 0)).value().id;
  const auto why = await(runtime_.why_event(paid, "flow")).value();
  EXPECT_EQ(core::text_at(why, "note"),
            "it started no run; " + run.text() + ", which waited for it, went on by it");
}

TEST_F(RuntimeTest, AWorkflowStartsNothingWithoutItsConnection) {
  publish("workflow: flow\nonly_with: crm\non: [{event: go}]\nsteps:\n  one: {do: crm.note}\n");
  connectors_.in_use = false;
  const auto event = send();
  EXPECT_EQ(runs(), 0U);
  const auto why = await(runtime_.why_event(event, "flow"));
  ASSERT_TRUE(why);
  EXPECT_NE(core::text_at(*why, "note").find("the connection crm is not in use"),
            std::string::npos);
  connectors_.in_use = true;
  send();
  EXPECT_EQ(runs(), 1U);
}

TEST_F(RuntimeTest, ACommitIsReadOnceForThoseWhoFollow) {
  std::size_t reads = 0;
  core::EventId seen;
  runtime_.feed().read_by([&](ports::Queries& queries, const Feed::Position& at) {
    ++reads;
    Feed::Slice slice;
    slice.at = at;
    slice.at.reach({true, true, queries.last_sequence(), queries.last_event()});
    seen = slice.at.event;
    return slice;
  });
  send();
  EXPECT_EQ(reads, 0U) << "nobody follows";
  const Feed::Follower one(runtime_.feed());
  const Feed::Follower another(runtime_.feed());
  poll();
  const auto before = reads;
  const auto event = send();
  EXPECT_EQ(reads, before + 1);
  EXPECT_EQ(seen, event);
}

// One process after another over a store in memory, each with files of templates.
class RestartTest : public testing::Test {
 protected:
  struct Process {
    explicit Process(RestartTest& of)
        : runtime(io.get_executor(), *of.store_, bus, of.connectors_, of.clock_, of.random_,
                  of.metrics_, Options{}) {}

    boost::asio::io_context io;
    bus::Bus bus;
    Runtime runtime;
    int over = 0;  // of what was begun on it
  };

  void TearDown() override { end(); }
  // A process begins. It has not started its runtime yet.
  void begin() {
    clock_.begin_process();
    process_ = std::make_unique<Process>(*this);
  }
  void end() {
    if (process_) finish(process_->runtime.drain({}));
    process_.reset();
  }
  void start() { finish(process_->runtime.start()); }
  void publish_file(std::string yaml, const std::string& file) {
    core::Findings findings;
    finish(process_->runtime.publish_file(std::move(yaml), file, file, core::Actor::config(),
                                          findings));
  }
  void send(const std::string& type) { finish(process_->bus.publish(event(type), 0)); }
  template <class Value>
  void finish(boost::asio::awaitable<core::Result<Value>> work) {
    auto& process = *process_;
    const auto before = process.over;
    boost::asio::co_spawn(
        process.io, std::move(work),
        [&process](const std::exception_ptr& error, const core::Result<Value>& result) {
          if (error) std::rethrow_exception(error);
          EXPECT_TRUE(result);
          ++process.over;
        });
    poll();
    EXPECT_EQ(process.over, before + 1);
  }
  void finish(boost::asio::awaitable<void> work) {
    auto& process = *process_;
    const auto before = process.over;
    boost::asio::co_spawn(process.io, std::move(work), [&process](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
      ++process.over;
    });
    poll();
    EXPECT_EQ(process.over, before + 1);
  }
  void poll() {
    process_->io.restart();
    process_->io.poll();
  }
  core::Event event(const std::string& type) {
    core::Event made;
    made.type = type;
    made.source = "test";
    made.time = made.received = clock_.now();
    return made;
  }
  // An event that is in the log, and that no process has stepped yet.
  void leave_in_backlog(const std::string& type) {
    auto left = event(type);
    tests::at_once(*store_, [&](ports::Tx& tx) { tx.append(left); });
  }
  int runs_of(const std::string& workflow) {
    int count = 0;
    tests::at_once(*store_, [&](ports::Tx& tx) {
      for (const auto& row : tx.runs({})) count += row.workflow == workflow ? 1 : 0;
    });
    return count;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  telemetry::Metrics metrics_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  Refusing connectors_;
  std::unique_ptr<Process> process_;
};

TEST_F(RestartTest, PlacesThatAFileRaisesAreGivenOnceTheBacklogIsStepped) {
  begin();
  start();
  publish_file(with_limit(1), "flow.yaml");
  publish_file("workflow: other\non: [{event: order}]\nsteps:\n  one: {sleep: {for: 1h}}\n",
               "other.yaml");
  for (int each = 0; each < 3; ++each) send("go");
  EXPECT_EQ(places_taken(*store_), 1);
  end();
  leave_in_backlog("order");

  begin();
  publish_file(with_limit(3), "flow.yaml");
  EXPECT_EQ(places_taken(*store_), 1);
  EXPECT_EQ(runs_of("other"), 0);
  start();
  EXPECT_EQ(runs_of("other"), 1) << "the event was stepped before its workflow was loaded";
  EXPECT_EQ(places_taken(*store_), 3);
}

}  // namespace
}  // namespace baton::runtime
