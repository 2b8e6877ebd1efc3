#include "baton/views/forecast.hpp"

#include <gmock/gmock.h>

namespace baton::views {
namespace {

const core::Time kForecastNoon = core::Time(std::chrono::hours(24 * 20'000));

TEST(ForecastView, SaysWhenARunEndsAndWhatItWasLearnedFrom) {
  insight::Remaining found;
  found.left = {std::chrono::hours(1), std::chrono::hours(3), std::chrono::hours(48)};
  found.late = 0.423;
  found.runs = 64;
  found.level = "runs with the same step";
  found.contributors = {{"legal waiting", std::chrono::hours(12), 40}};
  const auto json = forecast(found, 80, kForecastNoon, kForecastNoon + std::chrono::hours(5));
  EXPECT_EQ(json.at("left_ms").at("p50"), 3 * 3'600'000);
  EXPECT_EQ(json.at("ends").at("p90"), core::to_rfc3339(kForecastNoon + std::chrono::hours(48)));
  EXPECT_EQ(json.at("closed"), 80);
  EXPECT_EQ(json.at("contributors").at(0).at("state"), "legal waiting");
  EXPECT_THAT(json.at("sentence").get<std::string>(),
              testing::StartsWith("half of 64 runs like it took 3.0 h more at most, nine in ten "
                                  "2.0 d; late in 42 % of cases; legal waiting"));
}

TEST(ForecastView, WhatIsKeptIsToldWithWhatIsLeftNow) {
  insight::Remaining found;
  found.left = {std::chrono::hours(1), std::chrono::hours(3), std::chrono::hours(48)};
  found.late = 0.7;
  ports::ForecastRow row;
  row.made_at = kForecastNoon;
  row.late = found.late;
  row.at_risk = true;
  for (std::size_t at = 0; at < row.ends.size(); ++at)
    row.ends[at] = kForecastNoon + found.left[at];
  row.detail = core::dump(forecast(found, 80, kForecastNoon, {}));
  const auto later = kept_forecast(row, kForecastNoon + std::chrono::hours(2));
  EXPECT_EQ(later.at("left_ms").at("p10"), 0);
  EXPECT_EQ(later.at("left_ms").at("p50"), 3'600'000);
  EXPECT_EQ(later.at("ends").at("p50"), core::to_rfc3339(row.ends[1]));
  EXPECT_EQ(later.at("at_risk"), true);
  EXPECT_EQ(later.at("closed"), 80);
  const auto brief = forecast_in_short(row);
  EXPECT_EQ(brief.at("late"), 0.7);
  EXPECT_EQ(brief.at("ends").at("p90"), core::to_rfc3339(row.ends[2]));
  row.detail = "{";
  EXPECT_TRUE(kept_forecast(row, kForecastNoon).empty());
}

TEST(ForecastView, SaysThatThereIsTooLittleData) {
  insight::Remaining found;
  found.runs = 3;
  found.too_few = true;
  EXPECT_THAT(forecast(found, 3, kForecastNoon, {}).at("sentence").get<std::string>(),
              testing::StartsWith("too little data: "));
  const auto none = forecast({}, 0, kForecastNoon, {});
  EXPECT_FALSE(none.contains("left_ms"));
  EXPECT_THAT(none.at("sentence").get<std::string>(), testing::HasSubstr("nothing is forecast"));
}

}  // namespace
}  // namespace baton::views
