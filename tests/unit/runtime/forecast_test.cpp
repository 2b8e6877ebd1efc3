#include "baton/runtime/forecast.hpp"

#include "unit/runtime/damaged_file.hpp"

#include <gmock/gmock.h>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using ::testing::HasSubstr;

class ForecastOfRunTest : public DamagedFileTest {
 protected:
  ForecastOfRunTest() {
    for (int at = 0; at < 5; ++at) ended_.push_back(ended_run());
    open_ = begun_run().id;
  }
  core::Result<core::Json> forecast(core::RunId run) {
    return read([&](ports::Queries& queries) {
      return forecast_of_run(queries, plans_, calendars_, run, clock_);
    });
  }
  // Which row is damaged, so that the run cannot be forecast.
  std::string damage_of(core::RunId run) {
    try {
      EXPECT_FALSE(forecast(run));
    } catch (const ports::RowDamaged& damage) {
      return damage.what();
    }
    return {};
  }

  PlanCache plans_{4};
  calendar::Calendars calendars_{};
  std::vector<core::RunId> ended_;
  core::RunId open_{};
};

TEST_F(ForecastOfRunTest, ARunIsForecastFromThoseThatHaveEnded) {
  const auto found = forecast(open_).value();
  EXPECT_EQ(found.at("run"), open_.text());
  EXPECT_EQ(found.at("closed"), 5);
  EXPECT_EQ(found.at("unreadable").at("count"), 0);
  EXPECT_TRUE(found.at("steps").is_array());
  EXPECT_FALSE(found.contains("made_at")) << "it is not kept";
  EXPECT_EQ(forecast(ended_[0]).error().code, core::Errc::conflict);
  EXPECT_EQ(forecast(core::RunId(1)).error().code, core::Errc::not_found);
}

TEST_F(ForecastOfRunTest, ARunThatSleepsEndsAfterItsSleep) {
  auto row = begun_run();
  core::StepWaiting sleep{"rest"};
  sleep.due = clock_.now() + std::chrono::hours(500);
  sleep.on_wall = true;
  happens(row, sleep, core::RunStatus::waiting);
  clock_.advance(std::chrono::hours(100));
  const auto found = forecast(row.id).value();
  EXPECT_EQ(found.at("sleeps_until"), core::to_rfc3339(*sleep.due));
  EXPECT_GE(found.at("left_ms").at("p10"), 399 * 3'600'000LL);
  EXPECT_LE(found.at("left_ms").at("p90"), 410 * 3'600'000LL);
}

TEST_F(ForecastOfRunTest, WhatShouldHaveEndedIsForecastAnew) {
  const auto row = begun_run();
  ports::ForecastRow kept;
  kept.run = row.id;
  kept.revision = row.revision;
  kept.made_at = clock_.now();
  kept.ends.fill(clock_.now() + std::chrono::minutes(1));
  kept.detail = R"({"sentence": "kept"})";
  store::transact(*store_, [&](ports::Tx& tx) { tx.put_forecast(kept); });
  EXPECT_EQ(forecast(row.id).value().at("sentence"), "kept");
  clock_.advance(std::chrono::hours(2));
  const auto found = forecast(row.id).value();
  EXPECT_NE(found.at("sentence"), "kept");
  EXPECT_GT(found.at("left_ms").at("p50"), 0);
  EXPECT_EQ(found.at("runs"), 0) << "those that have ended took an hour";
}

TEST_F(ForecastOfRunTest, AClockThatWasSetBackIsCounted) {
  EXPECT_EQ(forecast(open_).value().at("clock_set_back"), 0);
  auto row = begun_run();
  clock_.advance(-std::chrono::hours(5));
  happens(row, core::RunSucceeded{}, core::RunStatus::succeeded);
  clock_.advance(std::chrono::hours(10));
  const auto found = forecast(open_).value();
  EXPECT_EQ(found.at("closed"), 6);
  EXPECT_EQ(found.at("clock_set_back"), 1);
}

TEST_F(ForecastOfRunTest, RunsOfThePastThatAreDamagedAreLeftOutAndNamed) {
  damage_row(ended_[1]);
  damage_journal(ended_[3]);
  const auto found = forecast(open_).value();
  EXPECT_EQ(found.at("closed"), 3);
  EXPECT_EQ(found.at("unreadable"),
            core::Json({{"count", 2}, {"runs", {ended_[1].text(), ended_[3].text()}}}));
}

TEST_F(ForecastOfRunTest, ARunThatIsDamagedItselfIsRefusedWithItsRow) {
  damage_journal(open_);
  EXPECT_THAT(damage_of(open_), HasSubstr("of journal is damaged"));
  damage_row(open_);
  EXPECT_THAT(damage_of(open_), HasSubstr("of runs is damaged"));
}

}  // namespace
}  // namespace baton::runtime
