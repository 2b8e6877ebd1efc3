#include "baton/views/bottlenecks.hpp"

#include "baton/insight/flow.hpp"

#include <gmock/gmock.h>

namespace baton::views {
namespace {

using std::chrono::hours;
using testing::HasSubstr;

constexpr std::int64_t kToday = 20'000;
const BottlenecksAsked kCompared{kToday - 119, kToday - 29, kToday + 1};

// Lengths around a mean, as the figures keep them: a row for each day and class.
std::vector<ports::FlowRow> rows_of(const ports::FlowRow& like, std::int64_t from, std::int64_t to,
                                    core::Duration mean) {
  std::vector<ports::FlowRow> rows;
  for (auto day = from; day < to; ++day) {
    for (int at = 0; at < 3; ++at) {
      const auto took = mean * (80 + 20 * at) / 100;
      auto row = like;
      row.day = day;
      row.took = insight::length_class(took);
      row.count = 1;
      row.spent = took;
      rows.push_back(row);
    }
  }
  return rows;
}

ports::FlowRow like(std::string step, std::string team, std::string what) {
  ports::FlowRow row;
  row.workflow = "campaign";
  row.version = 1;
  row.step = std::move(step);
  row.team = std::move(team);
  row.what = std::move(what);
  return row;
}

void add(std::vector<ports::FlowRow>& to, std::vector<ports::FlowRow> more) {
  to.insert(to.end(), more.begin(), more.end());
}

TEST(BottlenecksView, FindsAStepThatTakesFourDaysMore) {
  std::vector<ports::FlowRow> rows;
  const auto legal = like("review", "legal", "succeeded");
  add(rows, rows_of(legal, kCompared.before, kCompared.now, hours(24 * 3)));
  add(rows, rows_of(legal, kCompared.now, kCompared.to, hours(24 * 7)));
  const auto brief = like("brief", "ops", "succeeded");
  add(rows, rows_of(brief, kCompared.before, kCompared.to, hours(24)));
  const auto json = bottlenecks(kCompared, {{"campaign", rows}});
  ASSERT_EQ(json.at("items").size(), 1U);
  const auto& found = json.at("items").at(0);
  EXPECT_EQ(found.at("step"), "review");
  EXPECT_EQ(found.at("team"), "legal");
  EXPECT_TRUE(found.at("to_team").is_null());
  EXPECT_NEAR(found.at("effect_ms").get<double>(), 4.0 * 24 * 3'600'000, 0.3 * 24 * 3'600'000);
  EXPECT_LT(found.at("effect_low_ms").get<double>(), found.at("effect_ms").get<double>());
  EXPECT_EQ(found.at("runs_before"), 270);
  EXPECT_EQ(found.at("runs_now"), 90);
  EXPECT_THAT(found.at("sentence").get<std::string>(),
              testing::StartsWith("campaign: review at legal: 4.0 d longer than before ("));
  const auto french = bottlenecks(kCompared, {{"campaign", rows}}, context::Language::fr);
  EXPECT_THAT(french.at("items").at(0).at("sentence").get<std::string>(),
              testing::StartsWith("campaign : review chez legal : 4,0 j de plus qu’avant ("));
  EXPECT_EQ(json.at("compared"), 2);
  EXPECT_EQ(json.at("too_few"), 0);
}

TEST(BottlenecksView, FindsAHandOffBetweenTeamsOverItsSteps) {
  std::vector<ports::FlowRow> rows;
  for (const auto* step : {"review", "claims"}) {
    const auto handed = like(step, "legal", "from design");
    add(rows, rows_of(handed, kCompared.before, kCompared.now, hours(10)));
    add(rows, rows_of(handed, kCompared.now, kCompared.to, hours(30)));
  }
  const auto json = bottlenecks(kCompared, {{"campaign", rows}});
  ASSERT_EQ(json.at("items").size(), 1U);
  const auto& found = json.at("items").at(0);
  EXPECT_EQ(found.at("kind"), "hand_off");
  EXPECT_TRUE(found.at("step").is_null());
  EXPECT_EQ(found.at("team"), "design");
  EXPECT_EQ(found.at("to_team"), "legal");
  EXPECT_EQ(found.at("runs_now"), 180);
}

TEST(BottlenecksView, IsSilentWhereNothingChangedAndWhereTooLittleIsKnown) {
  std::vector<ports::FlowRow> rows;
  add(rows, rows_of(like("brief", "ops", "succeeded"), kCompared.before, kCompared.to, hours(24)));
  add(rows, rows_of(like("rare", "ops", "succeeded"), kCompared.before, kCompared.now, hours(24)));
  add(rows, rows_of(like("rare", "ops", "succeeded"), kCompared.to - 5, kCompared.to, hours(999)));
  add(rows, rows_of(like("brief", "ops", "people"), kCompared.now, kCompared.to, hours(999)));
  add(rows, rows_of(like("", "", "succeeded"), kCompared.now, kCompared.to, hours(999)));
  const auto json = bottlenecks(kCompared, {{"campaign", rows}});
  EXPECT_TRUE(json.at("items").empty());
  EXPECT_EQ(json.at("compared"), 1);
  EXPECT_EQ(json.at("too_few"), 1);
  EXPECT_EQ(json.at("now").at("to"), core::to_rfc3339(insight::begin_of_day(kToday)).substr(0, 10));
}

TEST(BottlenecksView, ComparesAtMostTwoThousandLengthsOfAPlace) {
  auto row = like("brief", "ops", "succeeded");
  row.day = kCompared.now;
  std::vector<ports::FlowRow> rows;
  for (int at = 0; at < 4; ++at) {
    row.took = 200 + at;
    row.count = 100'000;
    row.spent = hours(24 + at) * row.count;
    rows.push_back(row);
    auto before = row;
    before.day = kCompared.before;
    before.spent = hours(12 + at) * row.count;
    rows.push_back(before);
  }
  const auto json = bottlenecks(kCompared, {{"campaign", rows}});
  ASSERT_EQ(json.at("items").size(), 1U);
  EXPECT_EQ(json.at("items").at(0).at("runs_now"), 2'000);
  EXPECT_EQ(json.at("items").at(0).at("effect_ms"), 12 * 3'600'000);
}

}  // namespace
}  // namespace baton::views
