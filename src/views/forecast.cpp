#include "baton/views/forecast.hpp"

#include "baton/context/phrase.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string_view>

namespace baton::views {

using context::Language;
using context::Phrase;

namespace {

std::int64_t milliseconds_ahead(core::Duration length) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(length).count();
}

constexpr Phrase kNothingForecast{
    "no run of this workflow has ended yet, so nothing is forecast",
    "aucune exécution de ce modèle n’est terminée : rien n’est prévu"};
constexpr Phrase kHowLongForecast{
    "about {half} more, at most {most} in nine of ten cases, going by {runs}",
    "encore {half} environ, au plus {most} dans neuf cas sur dix, d’après {runs}"};
constexpr Phrase kRunsLikeIt{"{n} runs like it", "{n} exécutions semblables"};
constexpr Phrase kOneRunLikeIt{"one run like it", "une exécution semblable"};
constexpr Phrase kWidenedForecast{" (fewer than 20 are more alike)",
                                  " (moins de 20 le sont davantage)"};
constexpr Phrase kSleepsForecast{"it sleeps for {timer} more; from then on ",
                                 "elle patiente encore {timer} ; à partir de là, "};
constexpr Phrase kOutlastsForecast{
    "too little data: none of the runs that have ended went on for so long; as a guess, half of "
    "such runs take {half} more at most, nine in ten {most}",
    "trop peu de données : aucune exécution terminée n’a duré aussi longtemps ; selon une "
    "estimation, la moitié de telles exécutions prend encore {half} au plus, neuf sur dix {most}"};
constexpr Phrase kLateForecast{"; late in {percent} % of cases",
                               " ; en retard dans {percent} % des cas"};
constexpr Phrase kTooLittleForecast{"too little data: ", "trop peu de données : "};
constexpr Phrase kNextOfForecast{"; ", " ; "};

constexpr Phrase kNoStepForecast{"too little data: no step like it has ended",
                                 "trop peu de données : aucune étape semblable n’est terminée"};
constexpr Phrase kStepSleepsForecast{"it sleeps for {half} more", "elle patiente encore {half}"};
constexpr Phrase kStepOutlastsForecast{
    "too little data: none of {runs} lasted for so long; as a guess, half of such steps take "
    "{half} more at most, nine in ten {most}",
    "trop peu de données : pas une parmi {runs} n’a duré aussi longtemps ; selon une estimation, "
    "la moitié de telles étapes prend encore {half} au plus, neuf sur dix {most}"};
constexpr Phrase kStepStandsForecast{"; the clock of its service level stands still",
                                     " ; l’horloge de son niveau de service est arrêtée"};

// The steps that one is compared with, by the level of the path under which their times are kept.
struct ComparedSteps {
  std::string_view name;
  Phrase words;
};
constexpr std::array<ComparedSteps, 3> kComparedSteps{
    {{"verb",
      {"{n} steps of all workflows that do the same",
       "{n} étapes de tous les modèles qui font de même"}},
     {"workflow",
      {"{n} steps of the workflow that do the same", "{n} étapes du modèle qui font de même"}},
     {"step", {"{n} such steps", "{n} étapes semblables"}}}};

std::string sentence_of_forecast(const insight::Remaining& found, Language language) {
  constexpr double kPercent = 100;
  const bool outlasts = found.runs == 0;
  const bool few = found.too_few || found.runs < insight::Model::kComparable;
  const auto timer = found.timer.value_or(core::Duration());
  // Moments are kept to the millisecond, so that the difference may be a little below zero.
  const auto behind_timer = [&](core::Duration left) {
    return insight::short_text(std::max(left - timer, core::Duration()), language);
  };
  std::string text;
  if (few && !outlasts) text = context::in(kTooLittleForecast, language);
  if (timer > core::Duration())
    text += filled(kSleepsForecast, language, {{"timer", insight::short_text(timer, language)}});
  text += filled(outlasts ? kOutlastsForecast : kHowLongForecast, language,
                 {{"runs", filled(found.runs == 1 ? kOneRunLikeIt : kRunsLikeIt, language,
                                  {{"n", std::to_string(found.runs)}})},
                  {"half", behind_timer(found.left[1])},
                  {"most", behind_timer(found.left[2])}});
  if (found.widened && !few) text += context::in(kWidenedForecast, language);
  if (found.late)
    text += filled(kLateForecast, language,
                   {{"percent", std::to_string(std::lround(*found.late * kPercent))}});
  for (const auto& contributor : found.contributors)
    text += std::string(context::in(kNextOfForecast, language)) +
            insight::words_of(contributor, language);
  return text;
}

// Writes the words of a forecast.
void put_words_of_forecast(core::Json& json, const insight::Remaining& found, Language language) {
  json["level"] = insight::level_words(found.alike, language);
  json["contributors"] = core::Json::array();
  for (const auto& one : found.contributors)
    json["contributors"].push_back({{"state", one.state},
                                    {"extra_ms", milliseconds_ahead(one.extra)},
                                    {"runs", one.runs},
                                    {"words", insight::words_of(one, language)}});
  json["sentence"] = sentence_of_forecast(found, language);
}

std::int64_t whole_at(const core::Json& json, std::string_view name) {
  const auto* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

bool is_true_at(const core::Json& json, std::string_view name) {
  const auto* value = core::find(json, name);
  return value != nullptr && value->is_boolean() && value->get<bool>();
}

const core::Json& list_of_forecast(const core::Json& json, std::string_view name) {
  static const core::Json none = core::Json::array();
  const auto* list = core::find(json, name);
  return list != nullptr && list->is_array() ? *list : none;
}

constexpr std::array<const char*, insight::kLevels.size()> kLevelNames{"p10", "p50", "p90"};

// When the timer ends on which a forecast that is kept hangs; nullopt if it hangs on none.
std::optional<core::Time> sleeps_until(const core::Json& json) {
  const auto until = core::parse_rfc3339(core::text_at(json, "sleeps_until"));
  return until ? std::optional(*until) : std::nullopt;
}

// What words are made of, read back from a forecast that is kept.
insight::Remaining remaining_in(const core::Json& json, core::Time now) {
  insight::Remaining found;
  const auto* left = core::find(json, "left_ms");
  for (std::size_t at = 0; left != nullptr && at < kLevelNames.size(); ++at)
    found.left[at] = std::chrono::milliseconds(whole_at(*left, kLevelNames[at]));
  const auto* late = core::find(json, "late");
  if (late != nullptr && late->is_number()) found.late = late->get<double>();
  found.runs = static_cast<std::uint32_t>(whole_at(json, "runs"));
  found.too_few = is_true_at(json, "too_few");
  found.widened = is_true_at(json, "widened");
  if (const auto until = sleeps_until(json); until && *until > now) found.timer = *until - now;
  for (const auto& name : list_of_forecast(json, "alike"))
    if (name.is_string()) found.alike.push_back(name.get<std::string>());
  for (const auto& one : list_of_forecast(json, "contributors"))
    found.contributors.push_back({core::text_at(one, "state"),
                                  std::chrono::milliseconds(whole_at(one, "extra_ms")),
                                  static_cast<std::uint32_t>(whole_at(one, "runs"))});
  return found;
}

// The sentence of a step, made of its other members.
std::string sentence_of_step(const core::Json& json, Language language) {
  constexpr double kPercent = 100;
  const auto* left = core::find(json, "left_ms");
  if (left == nullptr) return std::string(context::in(kNoStepForecast, language));
  const auto words_of_left = [&](const char* level) {
    return insight::short_text(std::chrono::milliseconds(whole_at(*left, level)), language);
  };
  std::string text;
  if (is_true_at(json, "sleeps")) {
    text = filled(kStepSleepsForecast, language, {{"half", words_of_left("p50")}});
  } else {
    const bool outlasts = is_true_at(json, "outlasts");
    if (is_true_at(json, "too_few") && !outlasts) text = context::in(kTooLittleForecast, language);
    std::string runs;
    for (const auto& known : kComparedSteps)
      if (known.name == core::text_at(json, "known_from"))
        runs = filled(known.words, language, {{"n", std::to_string(whole_at(json, "runs"))}});
    text +=
        filled(outlasts ? kStepOutlastsForecast : kHowLongForecast, language,
               {{"runs", runs}, {"half", words_of_left("p50")}, {"most", words_of_left("p90")}});
  }
  const auto* late = core::find(json, "late");
  if (late != nullptr && late->is_number())
    text += filled(kLateForecast, language,
                   {{"percent", std::to_string(std::lround(kPercent * late->get<double>()))}});
  else if (!core::text_at(json, "due_of").empty())
    text += context::in(kStepStandsForecast, language);
  return text;
}

// Writes when a step ends, and how long that is from now.
void put_ends_of_step(core::Json& json, const std::array<core::Time, insight::kLevels.size()>& ends,
                      core::Time now) {
  for (std::size_t at = 0; at < kLevelNames.size(); ++at) {
    const auto end = std::max(ends[at], now);
    json["left_ms"][kLevelNames[at]] = milliseconds_ahead(end - now);
    json["ends"][kLevelNames[at]] = core::to_rfc3339(end);
  }
}

// Counts what is left of the steps of a kept forecast from `now`, and makes their words anew.
void bring_steps_up_to_date(core::Json& steps, core::Time now, Language language) {
  for (auto& step : steps) {
    if (!step.is_object()) continue;
    if (const auto* told = core::find(step, "ends")) {
      std::array<core::Time, insight::kLevels.size()> ends{};
      for (std::size_t at = 0; at < ends.size(); ++at) {
        const auto end = core::parse_rfc3339(core::text_at(*told, kLevelNames[at]));
        ends[at] = end ? *end : now;
      }
      put_ends_of_step(step, ends, now);
    }
    const auto due = core::parse_rfc3339(core::text_at(step, "due"));
    if (due && *due <= now) step["late"] = 1.0;
    step["sentence"] = sentence_of_step(step, language);
  }
}

}  // namespace

core::Json open_steps(const std::vector<OpenStep>& steps, core::Time now, Language language) {
  core::Json list = core::Json::array();
  for (const auto& one : steps) {
    core::Json json{{"step", one.step},
                    {"since", core::to_rfc3339(one.since)},
                    {"due", one.due ? core::Json(core::to_rfc3339(*one.due)) : core::Json()},
                    {"due_of", one.due_of.empty() ? core::Json() : core::Json(one.due_of)},
                    {"late", nullptr},
                    {"sleeps", one.sleeps}};
    if (one.left) {
      std::array<core::Time, insight::kLevels.size()> ends{};
      for (std::size_t at = 0; at < ends.size(); ++at)
        ends[at] = core::plus(now, one.left->left[at]);
      put_ends_of_step(json, ends, now);
      if (one.left->late) json["late"] = *one.left->late;
    } else if (one.due && *one.due <= now) {
      json["late"] = 1.0;
    }
    if (one.takes) {
      json["known_from"] = kComparedSteps.at(one.takes->level).name;
      json["runs"] = one.takes->level_runs;
      json["widened"] = one.takes->widened;
      json["too_few"] = one.takes->level_runs < insight::Model::kComparable;
      json["outlasts"] = one.left && one.left->outlasts;
    }
    json["sentence"] = sentence_of_step(json, language);
    list.push_back(std::move(json));
  }
  return list;
}

core::Json forecast(const std::optional<insight::Remaining>& found, std::uint32_t closed,
                    core::Time now, std::optional<core::Time> due, Language language) {
  core::Json json{{"closed", closed},
                  {"due", due ? core::Json(core::to_rfc3339(*due)) : core::Json()},
                  {"sentence", context::in(kNothingForecast, language)}};
  if (!found) return json;
  for (std::size_t at = 0; at < kLevelNames.size(); ++at) {
    json["left_ms"][kLevelNames[at]] = milliseconds_ahead(found->left[at]);
    json["ends"][kLevelNames[at]] = core::to_rfc3339(now + found->left[at]);
  }
  json["runs"] = found->runs;
  json["alike"] = found->alike;
  json["widened"] = found->widened;
  json["too_few"] = found->too_few;
  json["late"] = found->late ? core::Json(*found->late) : core::Json();
  if (found->timer)
    json["sleeps_until"] = core::to_rfc3339(core::nearest_millisecond(now + *found->timer));
  put_words_of_forecast(json, *found, language);
  return json;
}

core::Json at_levels(const std::array<core::Time, insight::kLevels.size()>& moments) {
  core::Json json = core::Json::object();
  for (std::size_t at = 0; at < kLevelNames.size(); ++at)
    json[kLevelNames[at]] = core::to_rfc3339(moments[at]);
  return json;
}

core::Json kept_forecast(const ports::ForecastRow& row, core::Time now, Language language) {
  auto json = core::parse_json(row.detail);
  if (!json || !json->is_object()) return core::Json::object();
  for (std::size_t at = 0; at < kLevelNames.size(); ++at) {
    // What should have ended by now, and has not, ends now at the earliest.
    const auto end = std::max(row.ends[at], now);
    (*json)["left_ms"][kLevelNames[at]] = milliseconds_ahead(end - now);
    (*json)["ends"][kLevelNames[at]] = core::to_rfc3339(end);
  }
  (*json)["at_risk"] = row.at_risk;
  // One that was kept before Baton said what runs have in common names none, and keeps its words
  // until it is made again.
  if (json->contains("alike")) put_words_of_forecast(*json, remaining_in(*json, now), language);
  if (const auto steps = json->find("steps"); steps != json->end() && steps->is_array())
    bring_steps_up_to_date(*steps, now, language);
  return *std::move(json);
}

core::Json forecast_in_short(const ports::ForecastRow& row) {
  return {{"late", row.late ? core::Json(*row.late) : core::Json()},
          {"at_risk", row.at_risk},
          {"made_at", core::to_rfc3339(row.made_at)},
          {"ends", at_levels(row.ends)}};
}

}  // namespace baton::views
