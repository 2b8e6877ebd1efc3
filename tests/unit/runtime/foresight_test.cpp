#include "runtime/foresight.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/own_events.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using testing::HasSubstr;

constexpr core::Duration kDay = hours(24);

constexpr auto* kCampaign =
    "on: [{ event: go }]\n"
    "due: 4d\n"
    "steps:\n"
    "  brief: { wait: { event: brief.done } }\n"
    "  legal: { needs: brief, wait: { event: legal.done } }\n";

class ForesightTest : public SteppingTest {
 protected:
  ForesightTest() {
    publish("campaign", kCampaign);
    begin_process();
  }

  // A process that begins over the store as it is: nothing is known but what is stored.
  void begin_process() {
    foresight_.reset();
    wire();
    bus_->on_waiting([this] { turns_->wake(); });
    foresight_ = std::make_unique<Foresight>(
        io_.get_executor(), *store_, *bus_, clock_, plans_, [this] { return options_.calendars; },
        options_);
  }
  // Passes until nothing is left to do; true when it has come to that.
  bool catch_up() {
    for (int passes = 0; passes < 1'000; ++passes) {
      std::optional<bool> more;
      asio::co_spawn(io_, foresight_->pass(), [&more](const std::exception_ptr& error, bool left) {
        if (error) std::rethrow_exception(error);
        more = left;
      });
      io_.restart();
      io_.poll();
      EXPECT_TRUE(more.has_value());
      if (!more.value_or(false)) return true;
    }
    return false;
  }
  // A run that is in each of its steps for so long.
  void one_run(core::Duration brief, core::Duration legal) {
    post("go");
    clock_.advance(brief);
    post("brief.done");
    clock_.advance(legal);
    post("legal.done");
  }
  // As many runs that have ended as are asked for: half of them took two days, and half six.
  void past_runs(int count) {
    for (int at = 0; at < count; ++at) one_run(kDay, kDay * (at % 2 == 0 ? 1 : 5));
  }
  core::RunId newest() {
    core::RunId id;
    transact([&](ports::Tx& tx) { id = tx.runs({.limit = 1}).front().id; });
    return id;
  }
  std::optional<ports::ForecastRow> kept(core::RunId run) {
    std::optional<ports::ForecastRow> row;
    transact([&](ports::Tx& tx) { row = tx.forecast(run); });
    return row;
  }
  std::vector<core::Event> told() {
    std::vector<core::Event> events;
    transact([&](ports::Tx& tx) {
      for (auto& one : tx.events_after({}, 1'000'000))
        if (one.type == core::kRunAtRisk) events.push_back(std::move(one));
    });
    return events;
  }

  asio::io_context io_;
  std::unique_ptr<Foresight> foresight_;
};

TEST_F(ForesightTest, KeepsAForecastBesideEachOpenRun) {
  past_runs(40);
  post("go");
  ASSERT_TRUE(catch_up());
  const auto row = kept(newest());
  ASSERT_TRUE(row);
  ASSERT_TRUE(row->late);
  EXPECT_GT(*row->late, 0.25);
  EXPECT_LT(*row->late, 0.6);
  EXPECT_FALSE(row->at_risk);
  EXPECT_EQ(row->made_at, clock_.now());
  EXPECT_GT(row->ends[1], clock_.now() + kDay);
  EXPECT_LE(row->ends[0], row->ends[2]);
  EXPECT_THAT(row->detail, HasSubstr("\"closed\":40"));
  EXPECT_THAT(row->detail, HasSubstr("\"clock_set_back\":0"));
  EXPECT_THAT(row->detail, HasSubstr("\"share\":1.0,\"step\":\"legal\""));
  EXPECT_TRUE(told().empty());
}

TEST_F(ForesightTest, TellsOnceThatARunIsAtRisk) {
  past_runs(40);
  post("go");
  ASSERT_TRUE(catch_up());
  const auto run = newest();
  clock_.advance(kDay);
  post("brief.done");
  clock_.advance(kDay * 2);  // those that took two days have ended by now
  ASSERT_TRUE(catch_up());
  ASSERT_EQ(told().size(), 1U);
  const auto event = told().front();
  EXPECT_EQ(event.subject, run.text());
  EXPECT_EQ(event.data.at("workflow"), "campaign");
  EXPECT_GE(event.data.at("late").get<double>(), 0.6);
  EXPECT_THAT(core::text_at(event.data, "sentence"), HasSubstr("late in"));
  EXPECT_EQ(event.depth, 1);
  EXPECT_TRUE(event.root);
  EXPECT_TRUE(kept(run)->at_risk);
  clock_.advance(hours(1));
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(ForesightTest, ANewProcessTellsNothingTwice) {
  past_runs(40);
  post("go");
  clock_.advance(kDay);
  post("brief.done");
  clock_.advance(kDay * 2);
  ASSERT_TRUE(catch_up());
  ASSERT_EQ(told().size(), 1U);
  for (int again = 0; again < 3; ++again) {
    begin_process();
    ASSERT_TRUE(catch_up());
  }
  EXPECT_EQ(told().size(), 1U);
  EXPECT_TRUE(kept(newest())->at_risk);
}

TEST_F(ForesightTest, NamesWhatMakesItLate) {
  past_runs(40);
  post("go");
  clock_.advance(kDay * 3);
  post("brief.done");  // two days more than ever
  clock_.advance(hours(12));
  options_.at_risk_from = 0.3;
  ASSERT_TRUE(catch_up());
  ASSERT_EQ(told().size(), 1U);
  const auto event = told().front();
  ASSERT_FALSE(event.data.at("contributors").empty());
  EXPECT_THAT(core::text_at(event.data.at("contributors").front(), "words"),
              testing::AllOf(HasSubstr("brief"), HasSubstr("2.0 d more than the template's median"),
                             HasSubstr("from 40 runs")));
}

TEST_F(ForesightTest, SaysNothingOfRiskWhileTooLittleIsKnown) {
  past_runs(10);
  post("go");
  clock_.advance(kDay);
  post("brief.done");
  clock_.advance(kDay * 2);
  ASSERT_TRUE(catch_up());
  const auto row = kept(newest());
  ASSERT_TRUE(row);
  EXPECT_THAT(row->detail, HasSubstr("\"too_few\":true"));
  EXPECT_THAT(row->detail, HasSubstr("too little data"));
  EXPECT_TRUE(told().empty());
}

TEST_F(ForesightTest, ARunThatOutlastsAllOthersIsToldToBeAtRisk) {
  for (int at = 0; at < 40; ++at) one_run(hours(1), hours(1));
  post("go");
  const auto run = newest();
  clock_.advance(hours(12));
  ASSERT_TRUE(catch_up());
  EXPECT_TRUE(told().empty());
  EXPECT_LT(*kept(run)->late, 0.2);
  clock_.advance(kDay * 3);
  ASSERT_TRUE(catch_up());
  EXPECT_GT(*kept(run)->late, 0.8);
  EXPECT_GT(kept(run)->ends[1], clock_.now() + kDay * 3);
  ASSERT_EQ(told().size(), 1U);
  EXPECT_THAT(core::text_at(told().front().data, "sentence"),
              HasSubstr("none of the runs that have ended went on for so long"));
}

TEST_F(ForesightTest, WhatShouldHaveEndedIsForecastAnew) {
  for (int at = 0; at < 40; ++at) one_run(std::chrono::seconds(2), std::chrono::seconds(2));
  options_.forecasts_every = std::chrono::seconds(5);
  begin_process();
  post("go");
  const auto run = newest();
  ASSERT_TRUE(catch_up());
  for (int passes = 0; passes < 5; ++passes) {
    clock_.advance(std::chrono::seconds(5));
    ASSERT_TRUE(catch_up());
    EXPECT_GE(kept(run)->ends[2], clock_.now()) << "pass " << passes;
  }
}

TEST_F(ForesightTest, ARunThatSleepsBeyondItsDueTimeIsToldToBeAtRisk) {
  publish("naps",
          "on: [{ event: nap, inputs: { rests: \"${event.data.rests}\" } }]\n"
          "inputs: { rests: boolean }\n"
          "due: 2d\n"
          "steps:\n"
          "  rest: { when: inputs.rests, sleep: { for: 30d } }\n"
          "  last: { wait: { event: last.done } }\n");
  for (int at = 0; at < 40; ++at) {
    post("nap", {{"rests", false}});
    clock_.advance(hours(1));
    post("last.done");
  }
  post("nap", {{"rests", true}});
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(kept(newest())->late, 1.0);
  EXPECT_GE(kept(newest())->ends[0], clock_.now() + kDay * 30);
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told().front().data.at("sleeps_until"), core::to_rfc3339(clock_.now() + kDay * 30));
}

TEST_F(ForesightTest, ARunThatIsLateAlreadyIsNotCalledAtRisk) {
  past_runs(40);
  post("go");
  const auto run = newest();
  clock_.advance(kDay * 5);
  std::optional<core::Time> due;
  transact([&](ports::Tx& tx) {
    for (const auto& alarm : tx.due_alarms(clock_.steady(), clock_.now(), 100))
      if (alarm.run == run) due = alarm.due;
  });
  ASSERT_TRUE(due);
  bus_->post(core::run_due(run, *due, clock_.now()));
  ASSERT_TRUE(catch_up());
  ASSERT_TRUE(kept(run));
  EXPECT_EQ(kept(run)->late, 1.0);
  EXPECT_TRUE(told().empty());
}

TEST_F(ForesightTest, LearnsFromEachRunThatEnds) {
  past_runs(40);
  post("go");
  ASSERT_TRUE(catch_up());
  const auto before = *kept(newest())->late;
  clock_.advance(kDay);
  post("brief.done");
  clock_.advance(kDay);
  post("legal.done");
  for (int at = 0; at < 60; ++at) {
    one_run(kDay, kDay);
    ASSERT_TRUE(catch_up());
  }
  post("go");
  ASSERT_TRUE(catch_up());
  const auto row = kept(newest());
  EXPECT_LT(*row->late, before);
  EXPECT_THAT(row->detail, HasSubstr("\"closed\":101"));
}

TEST_F(ForesightTest, ARunThatHasEndedHasNoForecast) {
  past_runs(25);
  post("go");
  const auto run = newest();
  ASSERT_TRUE(catch_up());
  ASSERT_TRUE(kept(run));
  post("brief.done");
  post("legal.done");
  ASSERT_TRUE(catch_up());
  EXPECT_FALSE(kept(run));
  // The same where the process was not there when it ended.
  post("go");
  const auto other = newest();
  ASSERT_TRUE(catch_up());
  ASSERT_TRUE(kept(other));
  post("brief.done");
  post("legal.done");
  begin_process();
  ASSERT_TRUE(catch_up());
  EXPECT_FALSE(kept(other));
}

TEST_F(ForesightTest, ARunToWhichNothingHappensIsForecastAgain) {
  past_runs(40);
  post("go");
  const auto run = newest();
  ASSERT_TRUE(catch_up());
  const auto first = kept(run)->made_at;
  clock_.advance(std::chrono::minutes(1));
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(kept(run)->made_at, first) << "not yet";
  clock_.advance(hours(10));
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(kept(run)->made_at, first) << "what comes to the same is not written again";
  clock_.advance(hours(24 * 3));
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(kept(run)->made_at, clock_.now());
}

TEST_F(ForesightTest, AStepIsForecastAgainAsItBecomesLater) {
  publish("served",
          "on: [{ event: serve }]\n"
          "steps:\n"
          "  legal: { wait: { event: legal.done }, sla: { due: 4d } }\n");
  for (int at = 0; at < 40; ++at) {
    post("serve");
    clock_.advance(kDay * (at % 2 == 0 ? 1 : 5));
    post("legal.done");
  }
  post("serve");
  const auto run = newest();
  const auto late = [&] {
    const auto detail = core::parse_json(kept(run).value().detail).value();
    return detail.at("steps").at(0).at("late").get<double>();
  };
  ASSERT_TRUE(catch_up());
  const auto first = late();
  EXPECT_FALSE(kept(run)->late) << "the run has no due time";
  EXPECT_GT(first, 0.1);
  clock_.advance(kDay * 3);
  ASSERT_TRUE(catch_up());
  EXPECT_GT(late(), first + 0.1);
  clock_.advance(kDay * 2);
  ASSERT_TRUE(catch_up());
  EXPECT_EQ(late(), 1);
}

TEST_F(ForesightTest, StepsOfRunsThatWereCancelledAreLearned) {
  past_runs(30);
  post("go");
  clock_.advance(kDay * 40);
  bus_->post(core::run_cancel(newest(), "no need", "ana", clock_.now()));
  turns_->wake();
  post("go");
  ASSERT_TRUE(catch_up());
  const auto detail = core::parse_json(kept(newest()).value().detail).value();
  EXPECT_EQ(detail.at("closed"), 30);
  EXPECT_EQ(detail.at("steps").at(0).at("runs"), 30);
}

TEST_F(ForesightTest, ListsFindRunsByIt) {
  past_runs(40);
  post("go");
  ASSERT_TRUE(catch_up());
  const auto found = [this](ports::RunTerm term) {
    std::vector<core::RunId> ids;
    transact([&](ports::Tx& tx) {
      for (const auto& row : tx.runs({.terms = {std::move(term)}})) ids.push_back(row.id);
    });
    return ids;
  };
  using RunOf = ports::RunTerm::Of;
  EXPECT_THAT(found({RunOf::late_above, "1000"}), testing::ElementsAre(newest()));
  EXPECT_THAT(found({RunOf::late_below, "9000"}), testing::ElementsAre(newest()));
  EXPECT_TRUE(found({RunOf::late_above, "9000"}).empty());
  EXPECT_EQ(found({RunOf::late_above, "1000", true}).size(), 40U);
}

class ForesightOfDamageTest : public DamagedFileTest {
 protected:
  // Some passes of a process that begins.
  void pass_by() {
    bus::Bus bus;
    PlanCache plans{4};
    const Options options{};
    Foresight foresight(
        io_.get_executor(), *store_, bus, clock_, plans, [&options] { return options.calendars; },
        options);
    for (int passes = 0; passes < 6; ++passes) {
      std::exception_ptr thrown;
      const auto busy = asio::make_work_guard(io_);
      asio::co_spawn(io_, foresight.pass(),
                     [this, &thrown](const std::exception_ptr& error, bool /*more*/) {
                       thrown = error;
                       io_.stop();
                     });
      io_.restart();
      io_.run();
      EXPECT_TRUE(thrown == nullptr) << "pass " << passes;
    }
  }
  std::optional<ports::ForecastRow> kept(core::RunId run) {
    return read([run](ports::Queries& queries) { return queries.forecast(run); });
  }

  asio::io_context io_;
};

TEST_F(ForesightOfDamageTest, DamagedRunsKeepNoOthersFromBeingForecast) {
  std::vector<core::RunId> ended;
  for (int at = 0; at < 6; ++at) ended.push_back(ended_run());
  std::vector<core::RunId> open;
  for (int at = 0; at < 3; ++at) open.push_back(begun_run().id);
  damage_row(ended[1]);
  damage_journal(ended[4]);
  damage_row(open[0]);
  damage_journal(open[1]);
  pass_by();
  const auto row = kept(open[2]);
  ASSERT_TRUE(row);
  EXPECT_THAT(row->detail, HasSubstr("\"closed\":4"));
  EXPECT_FALSE(kept(open[0]));
  EXPECT_FALSE(kept(open[1]));
}

}  // namespace
}  // namespace baton::runtime
