#include "runtime/detector_watch.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/insight/flow.hpp"
#include "baton/runtime/detector_reads.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <gmock/gmock.h>
#include <memory>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>
#include <string>

namespace baton::runtime {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DetectorWatchTest : public SteppingTest {
 protected:
  DetectorWatchTest() {
    describe("{ event: ads.report, by: event.data.campaign, value: event.data.cpc }");
    begin_process();
  }
  void describe(const std::string& series, const std::string& kpi = {}) {
    core::Findings findings;
    std::vector<kpis::Definitions::File> files;
    if (!kpi.empty()) files.push_back({"k.yaml", kpi});
    kpis_ = std::make_shared<const kpis::Definitions>(kpis::Definitions::read(files, findings));
    detectors_ = std::make_shared<const detectors::Definitions>(detectors::Definitions::read(
        {{"d.yaml", "detector: cpc\ntitle: Cost per click\nowner: ads\nseries: " + series}}, *kpis_,
        findings));
    ASSERT_THAT(findings, IsEmpty());
  }
  // The server measures what is described.
  void count_kpis() {
    transact([&](ports::Tx& tx) { processor_->kpi_counts().use(tx, kpis_); });
  }
  void begin_process() {
    watch_.reset();
    wire();
    bus_->on_waiting([this] { turns_->wake(); });
    watch_ = std::make_unique<DetectorWatch>(
        io_.get_executor(), *store_, *bus_, clock_, plans_, [this] { return detectors_; }, false);
  }
  void catch_up() {
    for (int passes = 0; passes < 1'000; ++passes) {
      std::optional<bool> more;
      asio::co_spawn(io_, watch_->pass(), [&more](const std::exception_ptr& error, bool left) {
        if (error) std::rethrow_exception(error);
        more = left;
      });
      io_.restart();
      io_.poll();
      ASSERT_TRUE(more.has_value());
      if (!*more) return;
    }
    FAIL() << "it does not come to an end";
  }
  // An hour passes, and the campaign is reported on.
  void report(const std::string& campaign, double cpc) {
    clock_.advance(hours(1));
    post("ads.report", {{"campaign", campaign}, {"cpc", cpc}});
  }
  void usual_days(int days) {
    for (int hour = 0; hour < 24 * days; ++hour) report("brand", 1 + 0.01 * (hour * 7 % 5));
  }
  std::vector<core::Event> told() {
    std::vector<core::Event> events;
    transact([&](ports::Tx& tx) {
      for (auto& one : tx.events_after({}, 1'000'000))
        if (one.type == core::kDetectorAlarm) events.push_back(std::move(one));
    });
    return events;
  }
  std::vector<ports::DetectionRow> kept() {
    std::vector<ports::DetectionRow> rows;
    transact([&](ports::Tx& tx) { rows = tx.detections("cpc", 100); });
    return rows;
  }
  core::Json shown(const std::string& key = {}) {
    core::Json json;
    transact(
        [&](ports::Tx& tx) { json = detector_in_full(tx, *detectors_->find("cpc"), key, 50); });
    return json;
  }

  asio::io_context io_;
  std::shared_ptr<const kpis::Definitions> kpis_;
  std::shared_ptr<const detectors::Definitions> detectors_;
  std::unique_ptr<DetectorWatch> watch_;
};

TEST_F(DetectorWatchTest, TellsWithItsWindowAndItsSizeThatASeriesHasChanged) {
  usual_days(8);
  catch_up();
  EXPECT_THAT(told(), IsEmpty());
  report("brand", 3);
  catch_up();
  ASSERT_THAT(told(), SizeIs(1));
  const auto event = told().front();
  EXPECT_EQ(event.subject, "cpc");
  EXPECT_EQ(event.data.at("key"), "brand");
  EXPECT_EQ(event.data.at("kind"), "spike");
  EXPECT_EQ(event.data.at("owner"), "ads");
  EXPECT_NEAR(event.data.at("size_percent").get<double>(), 194, 10);
  EXPECT_EQ(event.data.at("from"), core::to_rfc3339(clock_.now()));
  EXPECT_THAT(core::text_at(event.data, "sentence"),
              testing::StartsWith("Cost per click of brand: 19"));
  ASSERT_THAT(kept(), SizeIs(1));
  EXPECT_EQ(kept().front().at, clock_.now());
  const auto json = shown();
  EXPECT_EQ(json.at("series"), 1);
  EXPECT_EQ(json.at("keys"), core::Json::array({"brand"}));
  ASSERT_EQ(json.at("values").size(), 50U);
  EXPECT_EQ(json.at("values").back().at("value"), 3);
  EXPECT_NEAR(json.at("values").back().at("expected").get<double>(), 1.02, 0.05);
  EXPECT_EQ(json.at("alarms").size(), 1U);
  EXPECT_EQ(json.at("last_alarm").at("kind"), "spike");
  transact([&](ports::Tx& tx) {
    const auto french = detector_in_short(tx, *detectors_->find("cpc"), context::Language::fr);
    EXPECT_THAT(core::text_at(french.at("last_alarm"), "sentence"),
                HasSubstr("de plus que d’habitude le " + core::to_rfc3339(clock_.now())));
  });
}

TEST_F(DetectorWatchTest, ANewProcessKnowsWhatTheOldOneKnewAndTellsNothingTwice) {
  usual_days(8);
  catch_up();
  begin_process();
  report("brand", 3);
  catch_up();
  ASSERT_THAT(told(), SizeIs(1)) << "it needs no days to learn again";
  for (int again = 0; again < 3; ++again) {
    begin_process();
    catch_up();
  }
  EXPECT_THAT(told(), SizeIs(1));
  EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(DetectorWatchTest, WhatItFindsInTimesThatAreOverIsKeptAndNotTold) {
  usual_days(8);
  report("brand", 3);
  clock_.advance(hours(24 * 5));
  catch_up();
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_THAT(kept(), SizeIs(1));
}

TEST_F(DetectorWatchTest, EachKeyIsASeriesOfItsOwn) {
  for (int hour = 0; hour < 24 * 8; ++hour) {
    report("brand", 1 + 0.01 * (hour * 7 % 5));
    post("ads.report", {{"campaign", "video"}, {"cpc", 20}});
  }
  catch_up();
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(shown().at("keys"), core::Json::array({"brand", "video"}));
  EXPECT_EQ(shown("video").at("values").back().at("value"), 20);
}

TEST_F(DetectorWatchTest, AnotherSeriesBeginsAnew) {
  usual_days(3);
  catch_up();
  EXPECT_EQ(shown().at("keys"), core::Json::array({"brand"}));
  describe("{ event: ads.report, value: event.data.cpc }");
  catch_up();
  EXPECT_EQ(shown().at("keys"), core::Json::array({""})) << "what the other one kept is gone";
  EXPECT_EQ(shown().at("values").size(), 50U);
}

TEST_F(DetectorWatchTest, EventsWithoutAValueAreLeftOut) {
  post("ads.report", {{"campaign", "brand"}, {"cpc", "cheap"}});
  post("ads.report", {{"campaign", "brand"}, {"cpc", 2}});
  catch_up();
  ASSERT_EQ(shown().at("values").size(), 1U);
}

TEST_F(DetectorWatchTest, EventsWithoutAValueDoNotFloodTheLog) {
  const auto usual = spdlog::default_logger();
  std::ostringstream log;
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  const auto lines = [&log] {
    std::istringstream in(log.str());
    std::size_t found = 0;
    for (std::string line; std::getline(in, line);)
      if (line.find("detector cpc: event evt_") != std::string::npos) ++found;
    return found;
  };
  for (int at = 0; at < 250; ++at) post("ads.report", {{"campaign", "brand"}, {"cpc", "cheap"}});
  catch_up();
  EXPECT_EQ(lines(), 1U);
  clock_.advance(std::chrono::minutes(1));
  post("ads.report", {{"campaign", "brand"}, {"cpc", "cheap"}});
  catch_up();
  spdlog::set_default_logger(usual);
  EXPECT_EQ(lines(), 2U);
  EXPECT_THAT(log.str(), HasSubstr("; 249 warnings before it were left out"));
}

TEST_F(DetectorWatchTest, WatchesFiguresOfAWorkflowDayByDay) {
  describe("{ workflow: launch, figure: error_rate }");
  const auto add_day = [this](std::int64_t failed) {
    const auto day = insight::day_of(clock_.now());
    transact([&](ports::Tx& tx) {
      tx.add_flow({{"launch", 1, day, "", "", "succeeded", 50, 200 - failed, hours(1)},
                   {"launch", 1, day, "", "", "failed", 50, failed, hours(1)},
                   {"launch", 1, day, "step", "", "failed", 50, 99, hours(1)}});
    });
    clock_.advance(hours(24));
    catch_up();
  };
  for (int day = 0; day < 30; ++day) add_day(5);
  EXPECT_THAT(told(), IsEmpty());
  add_day(60);
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_NEAR(told().front().data.at("value").get<double>(), 0.3, 1e-9);
  EXPECT_THAT(core::text_at(told().front().data, "sentence"), HasSubstr("(30 %, expected 2.5 %)"));
  EXPECT_EQ(shown().at("values").back().at("trials"), 200);
}

TEST_F(DetectorWatchTest, WatchesAKpiOfRunsDayByDay) {
  describe("{ kpi: failed }", "kpi: failed\nkind: error_rate\nworkflows: [launch]\n");
  const auto add_day = [this](std::int64_t failed) {
    const auto day = insight::day_of(clock_.now());
    transact([&](ports::Tx& tx) {
      tx.add_flow({{"launch", 1, day, "", "", "succeeded", 50, 200 - failed, hours(1)},
                   {"launch", 1, day, "", "", "failed", 50, failed, hours(1)},
                   {"other", 1, day, "", "", "failed", 50, 999, hours(1)}});
    });
    clock_.advance(hours(24));
    catch_up();
  };
  publish("launch", "on: [{ event: go }]\nsteps: { a: { set: { n: 1 } } }\n");
  for (int day = 0; day < 60; ++day) add_day(5);
  EXPECT_THAT(told(), IsEmpty());
  add_day(60);
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_NEAR(told().front().data.at("value").get<double>(), 0.3, 1e-9);
  EXPECT_THAT(core::text_at(told().front().data, "sentence"), HasSubstr("(30 %, expected 2.5 %)"));
  EXPECT_EQ(shown().at("kpi"), "failed");
  EXPECT_EQ(shown().at("values").back().at("trials"), 200);
  begin_process();
  catch_up();
  EXPECT_THAT(told(), SizeIs(1)) << "another process tells nothing twice";
}

TEST_F(DetectorWatchTest, WatchesHowLongRunsTakeInTheUnitOfTheKpi) {
  describe("{ kpi: took }", "kpi: took\nkind: time_to_market\nfigure: mean\nunit: hours\n");
  publish("launch", "on: [{ event: go }]\nsteps: { a: { set: { n: 1 } } }\n");
  const auto add_day = [this](std::int64_t day, std::int64_t took) {
    transact([&](ports::Tx& tx) {
      tx.add_flow({{"launch", 1, day, "", "", "succeeded", 50, 10, hours(10 * took)}});
    });
  };
  // What was measured before the detector was there, in parts.
  const auto today = insight::day_of(clock_.now());
  for (int day = 130; day >= 1; --day) add_day(today - day, 20 + day * 7 % 5);
  catch_up();
  EXPECT_THAT(told(), IsEmpty());
  EXPECT_EQ(shown().at("values").size(), 50U);
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.series_values("cpc", "", 500).size(), 130U); });
  add_day(today, 60);
  clock_.advance(hours(24));
  catch_up();
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_THAT(core::text_at(told().front().data, "sentence"), HasSubstr("(60 hours, expected 2"));
}

TEST_F(DetectorWatchTest, WaitsUntilAKpiOfEventsIsCounted) {
  constexpr auto* kWon = "kpi: won\nkind: conversion\nfrom: { event: lead }\nto: { event: deal }\n";
  for (int day = 0; day < 3; ++day) {
    for (int lead = 0; lead < 150; ++lead) post("lead");
    for (int deal = 0; deal < 30; ++deal) post("deal");
    clock_.advance(hours(24));
  }
  describe("{ kpi: won }", kWon);
  catch_up();
  transact([](ports::Tx& tx) { EXPECT_THAT(tx.series_keys("cpc", 1), IsEmpty()); });
  count_kpis();  // 250 of the 540 events
  catch_up();
  transact([](ports::Tx& tx) { EXPECT_THAT(tx.series_keys("cpc", 1), IsEmpty()) << "a part"; });
  for (bool more = true; more;)
    transact([&](ports::Tx& tx) { more = processor_->kpi_counts().go_on(tx); });
  clock_.advance(hours(2));
  catch_up();
  const auto values = shown().at("values");
  ASSERT_EQ(values.size(), 3U);
  for (const auto& value : values) {
    EXPECT_EQ(value.at("value"), 0.2);
    EXPECT_EQ(value.at("trials"), 150);
  }
}

TEST_F(DetectorWatchTest, TellsThatAKpiThatCountsHadNoneForAWeek) {
  describe("{ kpi: leads }", "kpi: leads\nkind: count\nunit: leads\nfrom: { event: lead }\n");
  count_kpis();
  const auto add_day = [this](int leads) {
    const auto day = insight::day_of(clock_.now());
    transact([&](ports::Tx& tx) { tx.add_kpi_days({{"leads", day, "events", leads, 0}}); });
    clock_.advance(hours(24));
    catch_up();
  };
  for (int day = 0; day < 60; ++day) add_day(day % 7 < 5 ? 40 + day % 3 : 0);
  EXPECT_THAT(told(), IsEmpty()) << "weekends are as usual";
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.series_values("cpc", "", 500).size(), 60U); });
  for (int day = 0; day < 7; ++day) {
    clock_.advance(hours(24));
    catch_up();
  }
  EXPECT_EQ(shown().at("values").back().at("value"), 0);
  ASSERT_THAT(told(), SizeIs(1));
  EXPECT_EQ(told().front().data.at("direction"), "below");
  EXPECT_THAT(core::text_at(told().front().data, "sentence"), HasSubstr("leads in 7 days"));
}

// One sender can name as many series as it likes.
TEST_F(DetectorWatchTest, TheSeriesThatWasSilentLongestGivesWay) {
  usual_days(8);
  for (int number = 0; number < 199; ++number)
    post("ads.report", {{"campaign", "c" + std::to_string(number)}, {"cpc", 1}});
  report("brand", 1);
  catch_up();
  EXPECT_EQ(shown().at("series"), 200);
  EXPECT_EQ(shown().at("series_evicted"), 0);
  post("ads.report", {{"campaign", "new"}, {"cpc", 1}});
  catch_up();
  EXPECT_EQ(shown().at("series"), 200);
  EXPECT_EQ(shown().at("series_evicted"), 1);
  EXPECT_EQ(shown("c0").at("values").size(), 0U) << "the one that was silent longest";
  EXPECT_EQ(shown("new").at("values").size(), 1U);
  begin_process();
  report("brand", 3);
  catch_up();
  ASSERT_THAT(told(), SizeIs(1)) << "what is known of others stays";
  for (int number = 0; number < 200; ++number)
    post("ads.report", {{"campaign", "n" + std::to_string(number)}, {"cpc", 1}});
  catch_up();
  EXPECT_EQ(shown().at("series"), 200);
  EXPECT_EQ(shown().at("series_evicted"), 201);
  clock_.advance(hours(72));
  report("brand", 1);
  report("brand", 30);
  catch_up();
  EXPECT_EQ(shown("brand").at("values").size(), 2U) << "it has to be learned again";
  EXPECT_THAT(told(), SizeIs(1));
}

TEST_F(DetectorWatchTest, SeriesGiveWayInTheSameOrderWhereverAProcessStops) {
  const auto there = [this] {
    std::string names;
    transact([&](ports::Tx& tx) {
      for (const auto& key : tx.series_keys("cpc", 1'000)) names += key + " ";
      names += core::dump(detector_in_short(tx, *detectors_->find("cpc")).at("series_evicted"));
    });
    return names;
  };
  for (int number = 0; number < 600; ++number) {
    const int campaign = number % 3 == 0 ? number % 100 : number * 7'919 % 331;
    post("ads.report", {{"campaign", "c" + std::to_string(campaign)}, {"cpc", number}});
    if (number % 37 != 36) continue;
    begin_process();
    catch_up();
  }
  catch_up();
  const auto in_parts = there();
  EXPECT_FALSE(in_parts.ends_with(" 0"));
  transact([](ports::Tx& tx) { tx.set_setting("detectors", ""); });  // all of it again
  begin_process();
  catch_up();
  EXPECT_EQ(there(), in_parts);
}

// The KPI of that name counts in the same way.
TEST_F(DetectorWatchTest, ReworkIsOfDecisionsAndDoneTasks) {
  describe("{ workflow: launch, figure: rework_rate }");
  const auto day = insight::day_of(clock_.now());
  transact([&](ports::Tx& tx) {
    tx.add_flow({{"launch", 1, day, "legal", "", "decided", 0, 30, {}},
                 {"launch", 1, day, "copy", "", "done", 0, 20, {}},
                 {"launch", 1, day, "legal", "", "returned", 0, 5, {}},
                 {"launch", 1, day, "", "", "succeeded", 50, 7, hours(1)}});
  });
  clock_.advance(hours(48));
  catch_up();
  ASSERT_THAT(shown().at("values"), SizeIs(1));
  EXPECT_EQ(shown().at("values").back().at("trials"), 50);
  EXPECT_NEAR(shown().at("values").back().at("value").get<double>(), 0.1, 1e-9);
}

TEST_F(DetectorWatchTest, WithoutDetectorsNothingIsStored) {
  detectors_ = std::make_shared<const detectors::Definitions>();
  usual_days(1);
  catch_up();
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.setting("detectors"), ""); });
}

class DetectorWatchOfDamageTest : public DamagedFileTest {
 protected:
  DetectorWatchOfDamageTest() {
    core::Findings findings;
    const std::vector<kpis::Definitions::File> none;
    const auto no_kpis = kpis::Definitions::read(none, findings);
    detectors_ = std::make_shared<const detectors::Definitions>(detectors::Definitions::read(
        {{"d.yaml",
          "detector: cpc\ntitle: Cost per click\nowner: ads\nseries: { event: ads.report, by: "
          "event.data.campaign, value: event.data.cpc }"}},
        no_kpis, findings));
    EXPECT_THAT(findings, IsEmpty());
  }
  // A process that begins reads all that there is.
  void catch_up() {
    constexpr int kPassesMax = 10;
    bus::Bus bus;
    PlanCache plans{4};
    DetectorWatch watch(
        io_.get_executor(), *store_, bus, clock_, plans, [this] { return detectors_; }, false);
    bool more = true;
    for (int passes = 0; more && passes < kPassesMax; ++passes) {
      std::exception_ptr thrown;
      const auto busy = asio::make_work_guard(io_);
      asio::co_spawn(io_, watch.pass(), [&](const std::exception_ptr& error, bool left) {
        thrown = error;
        more = left;
        io_.stop();
      });
      io_.restart();
      io_.run();
      ASSERT_TRUE(thrown == nullptr) << "pass " << passes;
    }
    EXPECT_FALSE(more);
  }

  asio::io_context io_;
  std::shared_ptr<const detectors::Definitions> detectors_;
};

TEST_F(DetectorWatchOfDamageTest, AnEventThatIsDamagedKeepsNoOthersFromBeingMeasured) {
  std::vector<core::EventId> ids;
  store::transact(*store_, [&](ports::Tx& tx) {
    for (const auto* origin : {"1", "2", "3"}) {
      auto report = store::make_event("ads.report", origin, {{"campaign", "brand"}, {"cpc", 1.5}});
      tx.append(report);
      ids.push_back(report.id);
    }
  });
  damage_row(ids[1]);
  catch_up();
  const auto values =
      read([](ports::Queries& queries) { return queries.series_values("cpc", "brand", 10); });
  EXPECT_THAT(values, SizeIs(2));
}

}  // namespace
}  // namespace baton::runtime
