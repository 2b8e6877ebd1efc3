#include "baton/views/latency.hpp"

#include "baton/calendar/calendars.hpp"

#include <gtest/gtest.h>

namespace baton::views {
namespace {

using core::Duration;
using core::Json;
using insight::Phase;
using std::chrono::hours;
using std::chrono::milliseconds;

const core::Time kMonday = core::parse_rfc3339("2026-05-04T10:00:00Z").value();

TEST(LatencyView, TheMillisecondsOfASplitAddUp) {
  insight::Latency latency;
  // Three parts of a third of a millisecond more than they show.
  const Duration part(1'333);
  latency.run =
      insight::cut({{"a", Phase::work, kMonday, kMonday + part},
                    {"a", Phase::people, kMonday + part, kMonday + 2 * part},
                    {"a", Phase::gate, kMonday + 2 * part, kMonday + 3 * part + Duration(1)}},
                   kMonday, kMonday + 3 * part + Duration(1));
  const auto json = views::latency(latency, *calendar::Calendars().find(""), {}).value();
  std::int64_t sum = 0;
  for (const auto& each : json.at("split")) sum += each.get<std::int64_t>();
  EXPECT_EQ(json.at("elapsed_ms"), 4);
  EXPECT_EQ(sum, 4);
  EXPECT_EQ(json.at("split").at("gate"), 2) << "of which most was cut off";
  EXPECT_EQ(json.at("stretches").size(), 3U);
}

TEST(LatencyView, NamesTheTeamsOfAHandOff) {
  insight::Latency latency;
  latency.run = insight::cut({}, kMonday, kMonday);
  insight::HandOff hand_off;
  hand_off.from = {"copy", "kit", "other"};
  hand_off.to = "legal";
  hand_off.time = insight::cut({}, kMonday, kMonday + hours(24));
  latency.hand_offs = {hand_off};
  latency.set_back = 2;
  const auto json = views::latency(latency, *calendar::Calendars().find(""),
                                   {{"copy", "Web"}, {"kit", "Web"}, {"legal", "Legal"}})
                        .value();
  EXPECT_EQ(json.at("clock_set_back"), 2);
  const auto& told = json.at("hand_offs").at(0);
  EXPECT_EQ(told.at("from_teams"), Json({"Web"}));
  EXPECT_EQ(told.at("to_team"), "Legal");
  EXPECT_EQ(told.at("elapsed_ms"), 24 * 3'600'000);
  EXPECT_EQ(told.at("business_ms"), 8 * 3'600'000) << "from 10 to 17, and from 9 to 10";
}

ports::FlowRow row_of(std::int64_t day, std::string step, std::string what, Duration took,
                      std::int64_t count = 1, int version = 1) {
  return {"kit",
          version,
          day,
          step,
          step.empty() ? "" : "Legal",
          std::move(what),
          insight::length_class(took),
          count,
          took * count};
}

TEST(FlowView, GathersHandOffsByTheirTwoTeams) {
  const std::vector<ports::FlowRow> rows{row_of(10, "legal", "from Brand", hours(1), 3),
                                         row_of(11, "agree", "from Brand", hours(5)),
                                         row_of(11, "legal", "from Sales", hours(2), 1, 2),
                                         row_of(12, "legal", "from Brand", hours(9))};
  const auto json = views::flow({10, 12, 1}, "kit", rows);
  ASSERT_EQ(json.at("hand_offs").size(), 1U) << "those of the version and the days";
  const auto& told = json.at("hand_offs").at(0);
  EXPECT_EQ(told.at("from_team"), "Brand");
  EXPECT_EQ(told.at("to_team"), "Legal");
  EXPECT_EQ(told.at("took").at("count"), 4);
  EXPECT_EQ(told.at("took").at("total_ms"), (3 + 5) * 3'600'000);
  EXPECT_EQ(views::flow({10, 12, 0}, "kit", rows).at("hand_offs").size(), 2U) << "all versions";
}

TEST(FlowView, GathersByStepTeamAndDay) {
  const std::vector<ports::FlowRow> rows{
      row_of(10, "", "succeeded", hours(2), 3),    row_of(10, "legal", "people", hours(1), 3),
      row_of(11, "", "failed", hours(5)),          row_of(11, "legal", "returned", {}, 2),
      row_of(11, "", "succeeded", hours(9), 1, 2), row_of(12, "", "succeeded", hours(9)),
      row_of(11, "", "clock_set_back", {}, 2)};
  const auto json = views::flow({10, 12, 0}, "kit", rows);
  EXPECT_EQ(json.at("runs").at("succeeded"), 4);
  EXPECT_EQ(json.at("runs").at("failed"), 1);
  EXPECT_EQ(json.at("runs").at("took").at("total_ms"), (3 * 2 + 9) * 3'600'000);
  ASSERT_EQ(json.at("steps").size(), 1U);
  EXPECT_EQ(json.at("steps").at(0).at("step"), "legal");
  EXPECT_EQ(json.at("steps").at(0).at("returned"), 2);
  EXPECT_EQ(json.at("steps").at(0).at("phases").at("people").at("mean_ms"), 3'600'000);
  EXPECT_EQ(json.at("runs").at("clock_set_back"), 2);
  ASSERT_EQ(json.at("days").size(), 2U);
  EXPECT_EQ(json.at("days").at(0).at("clock_set_back"), 0);
  EXPECT_EQ(json.at("days").at(0).at("day"), "1970-01-11");
  EXPECT_EQ(views::flow({10, 12, 1}, "kit", rows).at("runs").at("succeeded"), 3) << "one version";
  EXPECT_EQ(views::flow_of_runs({10, 12, 0}, "kit", rows).at("runs"), json.at("runs"));
}

}  // namespace
}  // namespace baton::views
