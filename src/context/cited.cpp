#include "baton/context/cited.hpp"

#include "baton/core/enum_text.hpp"
#include "baton/core/text.hpp"
#include "baton/core/transition_traits.hpp"
#include "context/cited_words.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <utility>

namespace baton::context {
namespace {

constexpr core::EnumText<Language, 2> kLanguageText{{"en", "fr"}};

// The name of a month in each language.
struct Month {
  std::string_view en;
  std::string_view fr;
};

}  // namespace

std::string_view to_text(Language language) { return kLanguageText.of(language); }

core::Result<Language> language_asked(std::string_view lang) {
  if (lang.empty()) return Language::en;
  if (const auto named = kLanguageText.read(lang)) return *named;
  return core::Error{core::Errc::invalid,
                     "expected en or fr, got \"" + core::one_line(lang, 40) + '"',
                     "query parameter lang",
                     {}};
}

std::string moment_in_words(core::Time at, Language language) {
  constexpr std::array<Month, 12> kMonths{{{"January", "janvier"},
                                           {"February", "février"},
                                           {"March", "mars"},
                                           {"April", "avril"},
                                           {"May", "mai"},
                                           {"June", "juin"},
                                           {"July", "juillet"},
                                           {"August", "août"},
                                           {"September", "septembre"},
                                           {"October", "octobre"},
                                           {"November", "novembre"},
                                           {"December", "décembre"}}};
  const auto days = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(days);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(at - days).count();
  const auto& month = kMonths.at(static_cast<unsigned>(date.month()) - 1);
  const bool french = language == Language::fr;
  std::array<char, 16> clock{};
  (void)std::snprintf(clock.data(), clock.size(), "%02d:%02d UTC", static_cast<int>(minutes / 60),
                      static_cast<int>(minutes % 60));
  const auto day = static_cast<unsigned>(date.day());
  return std::to_string(day) + (french && day == 1 ? "er " : " ") +
         std::string(french ? month.fr : month.en) + " " +
         std::to_string(static_cast<int>(date.year())) + (french ? " à " : ", ") + clock.data();
}

std::vector<Cited> sentences(const std::vector<Line>& journal, Language language,
                             const std::set<std::string>& steps) {
  std::vector<Cited> all;
  for (const auto& line : journal) {
    for (const auto& transition : *line.transitions) {
      const auto& step = core::step_of(transition);
      if (!steps.empty() && !step.empty() && !steps.contains(step.name)) continue;
      for (auto& one : told(transition, line.at, language))
        all.push_back({std::move(one.text), {line.sequence}, line.at, step, one.weight});
    }
  }
  return all;
}

std::vector<Cited> weightiest(std::vector<Cited> sentences, std::size_t most) {
  if (sentences.size() <= most) return sentences;
  std::vector<std::size_t> order(sentences.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&sentences](std::size_t one, std::size_t other) {
    const auto weight = sentences[one].weight;
    const auto of_other = sentences[other].weight;
    return weight != of_other ? weight > of_other : one > other;
  });
  order.resize(most);
  std::sort(order.begin(), order.end());
  std::vector<Cited> kept;
  for (const auto at : order) kept.push_back(std::move(sentences[at]));
  return kept;
}

core::Json to_json(const Cited& sentence) {
  core::Json json{{"text", sentence.text},
                  {"lines", sentence.lines},
                  {"at", core::to_rfc3339(sentence.at)},
                  {"weight", sentence.weight}};
  if (!sentence.step.empty()) json["step"] = sentence.step.name;
  if (sentence.step.has_item()) json["item"] = sentence.step.item;
  return json;
}

}  // namespace baton::context
