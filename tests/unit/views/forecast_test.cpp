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
  found.alike = {"step"};
  found.contributors = {{"legal waiting", std::chrono::hours(12), 40}};
  const auto json = forecast(found, 80, kForecastNoon, kForecastNoon + std::chrono::hours(5));
  EXPECT_EQ(json.at("left_ms").at("p50"), 3 * 3'600'000);
  EXPECT_EQ(json.at("ends").at("p90"), core::to_rfc3339(kForecastNoon + std::chrono::hours(48)));
  EXPECT_EQ(json.at("closed"), 80);
  EXPECT_EQ(json.at("contributors").at(0).at("state"), "legal waiting");
  EXPECT_EQ(json.at("alike"), core::Json::array({"step"}));
  EXPECT_EQ(json.at("level"), "runs with the same step");
  EXPECT_THAT(
      json.at("sentence").get<std::string>(),
      testing::StartsWith("about 3.0 h more, at most 2.0 d in nine of ten cases, going by 64 "
                          "runs like it; late in 42 % of cases; legal waiting"));
}

TEST(ForecastView, SaysThatFewRunsWereAlike) {
  insight::Remaining found;
  found.left = {std::chrono::hours(1), std::chrono::hours(3), std::chrono::hours(48)};
  found.runs = 1;
  found.widened = true;
  EXPECT_EQ(forecast(found, 80, kForecastNoon, {}).at("sentence"),
            "too little data: about 3.0 h more, at most 2.0 d in nine of ten cases, going by one "
            "run like it");
  found.runs = 64;
  const std::string sentence =
      "about 3.0 h more, at most 2.0 d in nine of ten cases, going by 64 runs like it (fewer than "
      "20 are more alike)";
  const auto json = forecast(found, 80, kForecastNoon, {});
  EXPECT_EQ(json.at("sentence"), sentence);
  ports::ForecastRow row;
  for (std::size_t at = 0; at < row.ends.size(); ++at)
    row.ends[at] = kForecastNoon + found.left[at];
  row.detail = core::dump(json);
  EXPECT_EQ(kept_forecast(row, kForecastNoon).at("sentence"), sentence);
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
  EXPECT_EQ(later.at("ends").at("p10"), core::to_rfc3339(kForecastNoon + std::chrono::hours(2)));
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

TEST(ForecastView, IsToldInFrenchTooAlsoWhereItIsKept) {
  insight::Remaining found;
  found.left = {std::chrono::hours(1), std::chrono::hours(3), std::chrono::hours(48)};
  found.late = 0.423;
  found.runs = 64;
  found.alike = {"step", "time_elapsed"};
  found.contributors = {{"legal waiting", std::chrono::hours(12), 40}};
  const std::string sentence =
      "encore 3,0 h environ, au plus 2,0 j dans neuf cas sur dix, d’après 64 exécutions "
      "semblables ; en retard dans 42 % des cas ; legal (en attente) : 12,0 h de plus que la "
      "médiane du modèle, "
      "sur 40 exécutions";
  const auto json = forecast(found, 80, kForecastNoon, {}, context::Language::fr);
  EXPECT_EQ(json.at("sentence"), sentence);
  EXPECT_EQ(json.at("level"), "les exécutions avec la même étape et le même temps écoulé");
  ports::ForecastRow row;
  for (std::size_t at = 0; at < row.ends.size(); ++at)
    row.ends[at] = kForecastNoon + found.left[at];
  row.detail = core::dump(forecast(found, 80, kForecastNoon, {}));
  const auto kept = kept_forecast(row, kForecastNoon, context::Language::fr);
  for (const auto* name : {"sentence", "level", "contributors", "late", "ends"})
    EXPECT_EQ(kept.at(name), json.at(name)) << name;
  EXPECT_EQ(kept_forecast(row, kForecastNoon).at("sentence"),
            core::Json::parse(row.detail).at("sentence"));
}

TEST(ForecastView, SaysForHowLongARunSleeps) {
  insight::Remaining found;
  found.left = {std::chrono::hours(49), std::chrono::hours(51), std::chrono::hours(60)};
  found.timer = std::chrono::hours(48);
  found.late = 1;
  found.runs = 64;
  const auto json = forecast(found, 80, kForecastNoon, {});
  EXPECT_EQ(json.at("sleeps_until"), core::to_rfc3339(kForecastNoon + std::chrono::hours(48)));
  EXPECT_EQ(
      json.at("sentence"),
      "it sleeps for 2.0 d more; from then on about 3.0 h more, at most 12.0 h in nine of ten "
      "cases, going by 64 runs like it; late in 100 % of cases");
  ports::ForecastRow row;
  for (std::size_t at = 0; at < row.ends.size(); ++at)
    row.ends[at] = kForecastNoon + found.left[at];
  row.detail = core::dump(json);
  const auto said = [&row](std::chrono::hours later, context::Language language) {
    return core::text_at(kept_forecast(row, kForecastNoon + later, language), "sentence");
  };
  EXPECT_EQ(
      said(std::chrono::hours(24), context::Language::fr),
      "elle patiente encore 1,0 j ; à partir de là, encore 3,0 h environ, au plus 12,0 h dans "
      "neuf cas sur dix, d’après 64 exécutions semblables ; en retard dans 100 % des cas");
  EXPECT_THAT(said(std::chrono::hours(50), context::Language::en),
              testing::StartsWith("about 1.0 h more, at most"));
}

// A step that began a day before noon and of which half still take three hours.
OpenStep open_step_of_view() {
  OpenStep step;
  step.step = "legal";
  step.since = kForecastNoon - std::chrono::hours(24);
  step.takes.emplace();
  step.takes->level = 2;
  step.takes->level_runs = step.takes->runs = 64;
  step.takes->widened = false;
  step.left.emplace();
  step.left->left = {std::chrono::hours(1), std::chrono::hours(3), std::chrono::hours(48)};
  step.left->late = 0.423;
  step.due_of = "due";
  step.due = kForecastNoon + std::chrono::hours(5);
  return step;
}

std::string sentence_of(const OpenStep& step, context::Language language = context::Language::en) {
  return core::text_at(open_steps({step}, kForecastNoon, language).at(0), "sentence");
}

TEST(ForecastView, SaysWhenEachOpenStepEnds) {
  const auto steps = open_steps({open_step_of_view()}, kForecastNoon);
  ASSERT_EQ(steps.size(), 1U);
  const auto& step = steps.at(0);
  EXPECT_EQ(step.at("step"), "legal");
  EXPECT_EQ(step.at("left_ms").at("p50"), 3 * 3'600'000);
  EXPECT_EQ(step.at("ends").at("p90"), core::to_rfc3339(kForecastNoon + std::chrono::hours(48)));
  EXPECT_EQ(step.at("due"), core::to_rfc3339(kForecastNoon + std::chrono::hours(5)));
  EXPECT_EQ(step.at("due_of"), "due");
  EXPECT_EQ(step.at("late"), 0.423);
  EXPECT_EQ(step.at("known_from"), "step");
  EXPECT_EQ(step.at("runs"), 64);
  EXPECT_EQ(step.at("too_few"), false);
  EXPECT_EQ(step.at("sentence"),
            "about 3.0 h more, at most 2.0 d in nine of ten cases, going by 64 such steps; late in "
            "42 % of cases");
  EXPECT_EQ(sentence_of(open_step_of_view(), context::Language::fr),
            "encore 3,0 h environ, au plus 2,0 j dans neuf cas sur dix, d’après 64 étapes "
            "semblables ; en retard dans 42 % des cas");
}

TEST(ForecastView, SaysWhereLittleIsKnownOfAStep) {
  auto step = open_step_of_view();
  step.left->late.reset();
  step.due.reset();
  step.due_of.clear();
  step.takes->level = 1;
  EXPECT_EQ(
      sentence_of(step),
      "about 3.0 h more, at most 2.0 d in nine of ten cases, going by 64 steps of the workflow "
      "that do the same");
  step.takes->level = 0;
  step.takes->level_runs = 3;
  EXPECT_EQ(open_steps({step}, kForecastNoon).at(0).at("too_few"), true);
  EXPECT_EQ(
      sentence_of(step),
      "too little data: about 3.0 h more, at most 2.0 d in nine of ten cases, going by 3 steps "
      "of all workflows that do the same");
  step.left->outlasts = true;
  EXPECT_EQ(sentence_of(step),
            "too little data: none of 3 steps of all workflows that do the same lasted for so "
            "long; as a guess, half of such steps take 3.0 h more at most, nine in ten 2.0 d");
  step.takes.reset();
  step.left.reset();
  EXPECT_EQ(sentence_of(step), "too little data: no step like it has ended");
  EXPECT_FALSE(open_steps({step}, kForecastNoon).at(0).contains("left_ms"));
  EXPECT_EQ(sentence_of(step, context::Language::fr),
            "trop peu de données : aucune étape semblable n’est terminée");
}

TEST(ForecastView, SaysThatAStepSleepsAndThatAClockStandsStill) {
  auto step = open_step_of_view();
  step.takes.reset();
  step.sleeps = true;
  step.left->left.fill(std::chrono::hours(48));
  step.left->late = 1;
  EXPECT_EQ(sentence_of(step), "it sleeps for 2.0 d more; late in 100 % of cases");
  step = open_step_of_view();
  step.due.reset();
  step.left->late.reset();
  EXPECT_THAT(sentence_of(step),
              testing::EndsWith("; the clock of its service level stands still"));
}

TEST(ForecastView, StepsThatAreKeptAreToldWithWhatIsLeftOfThemNow) {
  ports::ForecastRow row;
  row.ends.fill(kForecastNoon + std::chrono::hours(90));
  auto detail = forecast(insight::Remaining{}, 80, kForecastNoon, {});
  detail["steps"] = open_steps({open_step_of_view()}, kForecastNoon);
  row.detail = core::dump(detail);
  const auto kept = kept_forecast(row, kForecastNoon + std::chrono::hours(2));
  const auto& step = kept.at("steps").at(0);
  EXPECT_EQ(step.at("left_ms").at("p10"), 0);
  EXPECT_EQ(step.at("left_ms").at("p50"), 3'600'000);
  EXPECT_EQ(step.at("late"), 0.423);
  EXPECT_THAT(core::text_at(step, "sentence"), testing::StartsWith("about 1.0 h more"));
  const auto later =
      kept_forecast(row, kForecastNoon + std::chrono::hours(6), context::Language::fr);
  EXPECT_EQ(later.at("steps").at(0).at("late"), 1) << "its due time has passed";
  EXPECT_THAT(core::text_at(later.at("steps").at(0), "sentence"),
              testing::HasSubstr("en retard dans 100 % des cas"));
}

TEST(ForecastView, SaysThatARunHasOutlastedAllOthers) {
  insight::Remaining found;
  found.left = {std::chrono::hours(1), std::chrono::hours(9), std::chrono::hours(48)};
  found.late = 0.9;
  EXPECT_EQ(core::text_at(forecast(found, 60, kForecastNoon, {}), "sentence"),
            "too little data: none of the runs that have ended went on for so long; as a guess, "
            "half of such runs take 9.0 h more at most, nine in ten 2.0 d; late in 90 % of cases");
  EXPECT_THAT(
      core::text_at(forecast(found, 60, kForecastNoon, {}, context::Language::fr), "sentence"),
      testing::StartsWith("trop peu de données : aucune exécution terminée n’a duré aussi "
                          "longtemps ; selon une estimation, la moitié"));
}

// What an older server kept has its words and nothing to make others of.
TEST(ForecastView, WordsThatCannotBeMadeAnewStayAsTheyAre) {
  ports::ForecastRow row;
  row.detail = R"({"level": "all runs", "sentence": "half of 64 runs", "contributors": []})";
  const auto kept = kept_forecast(row, kForecastNoon, context::Language::fr);
  EXPECT_EQ(kept.at("sentence"), "half of 64 runs");
  EXPECT_EQ(kept.at("level"), "all runs");
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
  EXPECT_THAT(
      forecast({}, 0, kForecastNoon, {}, context::Language::fr).at("sentence").get<std::string>(),
      testing::HasSubstr("rien n’est prévu"));
}

}  // namespace
}  // namespace baton::views
