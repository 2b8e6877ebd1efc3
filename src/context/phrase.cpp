#include "baton/context/phrase.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::context {

namespace {

// The units that Baton names itself.
constexpr std::array<Phrase, 8> kUnits{{{"seconds", "secondes"},
                                        {"minutes", "minutes"},
                                        {"hours", "heures"},
                                        {"days", "jours"},
                                        {"runs", "exécutions"},
                                        {"steps", "étapes"},
                                        {"events", "événements"},
                                        {"points", "points"}}};

}  // namespace

std::string_view in(const Phrase& phrase, Language language) {
  return language == Language::fr ? phrase.fr : phrase.en;
}

std::string filled(const Phrase& phrase, Language language, const PhraseValues& values) {
  std::string text;
  auto rest = in(phrase, language);
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const auto close = rest.find('}', open);
    const auto name = rest.substr(open + 1, close - open - 1);
    text += rest.substr(0, open);
    for (const auto& [known, value] : values)
      if (known == name) text += value;
    rest.remove_prefix(close + 1);
  }
  return text.append(rest);
}

std::string as_number(std::string number, Language language) {
  if (language == Language::fr) std::replace(number.begin(), number.end(), '.', ',');
  return number;
}

std::string unit_in(const std::string& unit, Language language) {
  for (const auto& known : kUnits)
    if (known.en == unit) return std::string(in(known, language));
  return unit;
}

std::string as_sentence(std::string text) {
  const bool ends = text.ends_with('.') || text.ends_with('!') || text.ends_with('?');
  return ends ? text : text + ".";
}

}  // namespace baton::context
