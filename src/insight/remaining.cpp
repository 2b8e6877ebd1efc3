#include "baton/insight/remaining.hpp"

#include "baton/context/phrase.hpp"
#include "insight/remaining_tables.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::insight {

using core::Duration;
using core::Time;

namespace {

using context::Language;
using context::Phrase;

constexpr Phrase kLengthInDays{"{n} d", "{n} j"};
constexpr Phrase kLengthInHours{"{n} h", "{n} h"};
constexpr Phrase kLengthInMinutes{"{n} min", "{n} min"};
constexpr Phrase kLengthInSeconds{"{n} s", "{n} s"};
constexpr Phrase kLongerThanMedian{
    "{state}: {extra} more than the template's median, from {runs} runs",
    "{state} : {extra} de plus que la médiane du modèle, sur {runs} exécutions"};

// How a state of a step is called, by the word at the end of the state's name.
constexpr std::array<Phrase, 9> kStateWords{{{"running", "en cours"},
                                             {"waiting", "en attente"},
                                             {"unknown", "inconnue"},
                                             {"gated", "retenue"},
                                             {"succeeded", "réussie"},
                                             {"failed", "en échec"},
                                             {"skipped", "sautée"},
                                             {"blocked", "bloquée"},
                                             {"cancelled", "annulée"}}};

// A state as people read it: "legal waiting", "legal (en attente)".
std::string state_in_words(const std::string& state, Language language) {
  if (language == Language::en) return state;
  if (state == "started") return "démarrage";
  const auto blank = state.rfind(' ');
  if (blank == std::string::npos) return state;
  const auto word = std::string_view(state).substr(blank + 1);
  for (const auto& known : kStateWords)
    if (known.en == word) return state.substr(0, blank) + " (" + std::string(known.fr) + ")";
  return state;
}

}  // namespace

std::string short_text(Duration length, Language language) {
  const double seconds = core::in_seconds(length);
  constexpr double kMinute = 60;
  constexpr double kHour = 60 * kMinute;
  constexpr double kDay = 24 * kHour;
  const auto write = [language](const Phrase& phrase, const char* format, double value) {
    std::array<char, 32> text{};
    (void)std::snprintf(text.data(), text.size(), format, value);
    return filled(phrase, language, {{"n", context::as_number(text.data(), language)}});
  };
  if (seconds >= kDay) return write(kLengthInDays, "%.1f", seconds / kDay);
  if (seconds >= kHour) return write(kLengthInHours, "%.1f", seconds / kHour);
  if (seconds >= kMinute) return write(kLengthInMinutes, "%.0f", seconds / kMinute);
  return write(kLengthInSeconds, "%.0f", seconds);
}

std::string words_of(const Contributor& contributor, Language language) {
  return filled(kLongerThanMedian, language,
                {{"state", state_in_words(contributor.state, language)},
                 {"extra", short_text(contributor.extra, language)},
                 {"runs", std::to_string(contributor.runs)}});
}

Model::Model() : Model(Options{}) {}
Model::Model(Options options) : tables_(std::make_unique<Tables>(options)) {}
Model::~Model() = default;
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;

void Model::close(Visits visits, Time ended) { tables_->close(visits, ended); }

std::uint32_t Model::closed() const { return tables_->closed(); }

std::optional<Remaining> Model::forecast(Visits visits, Time now, std::optional<Time> due) {
  return tables_->forecast(visits, now, due);
}

std::optional<Remaining> Model::forecast(Visits visits, const Timers& timers, Time now,
                                         std::optional<Time> due) {
  auto found = tables_->forecast(visits, now, due);
  if (!found || timers.ends.empty() || timers.ends.back().at <= now) return found;
  std::vector<Visit> until(visits.begin(), visits.end());
  until.insert(until.end(), timers.ends.begin(), timers.ends.end());
  const auto over = timers.ends.back().at;
  auto after = tables_->forecast(until, over, due);
  for (auto& left : after->left) left += over - now;
  after->timer = over - now;
  after->contributors = std::move(found->contributors);
  if (timers.alone) return after;
  if (found->left[1] > after->left[1]) {
    after->runs = found->runs;
    after->alike = std::move(found->alike);
    after->widened = found->widened;
    after->timer.reset();
  }
  for (std::size_t i = 0; i < after->left.size(); ++i)
    after->left[i] = std::max(after->left[i], found->left[i]);
  if (due) after->late = std::max(*after->late, *found->late);
  return after;
}

}  // namespace baton::insight
