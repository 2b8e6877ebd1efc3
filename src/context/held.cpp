#include "baton/context/cited.hpp"
#include "baton/context/packet.hpp"
#include "baton/core/text.hpp"
#include "baton/core/transition_traits.hpp"
#include "baton/core/words.hpp"
#include "context/held_words.hpp"
#include "context/written_words.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

// Whether what a language model wrote is what the journal says.
namespace baton::context {
namespace {

// A word as it is compared, and as it stands in its text.
struct ComparedWord {
  std::string text;
  WrittenWord written;
};

// The words of a text in their order, each as often as it stands there.
std::vector<ComparedWord> compared_words(std::string_view text) {
  std::vector<ComparedWord> words;
  for (const auto& written : written_words(text))
    for (auto& lower : core::words_of(written.text))
      words.push_back({compared_form(std::move(lower)), written});
  return words;
}

// The words of names, such as "jean" and "dupont" of "jean.dupont". Of "release team" only
// "release" tells it from others.
std::set<std::string> words_of_names(const std::set<std::string>& names) {
  std::set<std::string> all;
  for (const auto& name : names) {
    const auto words = core::words_of(name);
    for (const auto& word : words)
      if (words.size() == 1 || !is_word_of_work(word)) all.insert(compared_form(word));
  }
  return all;
}

// Whether somebody is named in this place, if it is a name: "bob" of "by bob" and of "bob has
// agreed to it".
bool is_place_of_a_doer(const std::vector<ComparedWord>& words, std::size_t at) {
  constexpr std::size_t kBetweenMax = 4;
  if (at > 0 && !words[at].written.behind_pause && leads_to_doer(words[at - 1].text)) return true;
  const auto goes_on = [&words](std::size_t next) {
    return next < words.size() && !words[next].written.behind_pause;
  };
  auto next = at + 1;
  while (goes_on(next) && next <= at + kBetweenMax && stands_before_deed(words[next].text)) ++next;
  // "The text approved by ada" does not say that the text did something.
  const bool by_another = goes_on(next + 1) && leads_to_doer(words[next + 1].text);
  return goes_on(next) && is_deed(words[next].text) && !by_another;
}

// Whether "first" or "premier" says a day.
bool is_first_of_a_month(const std::vector<ComparedWord>& words, std::size_t at) {
  if (words[at].text != "first" && words[at].text != "premier") return false;
  const auto& behind = at + 1 < words.size() ? words[at + 1].text : std::string();
  return behind == "of" || is_month(behind) || (at > 0 && is_month(words[at - 1].text));
}

// Whether a word has to stand in the journal's sentences. `names`: the words of all names that are
// known.
bool is_held(const std::vector<ComparedWord>& words, std::size_t at,
             const std::set<std::string>& names) {
  const auto& [word, written] = words[at];
  const bool number = std::any_of(word.begin(), word.end(), core::is_digit);
  if (number || is_held_word(word) || is_first_of_a_month(words, at)) return true;
  if (has_foreign_letter(written.text)) return true;
  const bool known = names.contains(word);
  const bool common = is_joining_word(word) || (!known && is_word_of_work(word));
  if (has_capital(written.text) && !(written.begins && common)) return true;
  const bool doer = is_place_of_a_doer(words, at);
  // Baton's own names are in lower case, and so may be any other that the model has made up.
  return common ? known && doer : known || doer || written.begins;
}

// What the sentences of a line say.
struct LineSays {
  std::set<std::string> words{};
  // The words of each sentence, in their order.
  std::vector<std::vector<std::string>> sentences{};
};

// By the number of the line. Each is looked at once however often it is cited.
using Known = std::map<std::int64_t, LineSays>;

// The words that stand together, one behind the other.
using Together = std::vector<std::string>;

// The words of each number of a text that has several, such as "12.5", "08:30" and "2026-05-04".
std::vector<Together> numbers_of_parts(const std::vector<ComparedWord>& words) {
  std::vector<Together> numbers;
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!words[at].written.of_number_before) continue;
    const bool goes_on = at > 1 && words[at - 1].written.of_number_before;
    if (!goes_on) numbers.push_back({words[at - 1].text});
    numbers.back().push_back(words[at].text);
  }
  return numbers;
}

// The words of each quotation of a text.
std::vector<Together> quotations_of(const std::vector<ComparedWord>& words) {
  std::vector<Together> quotations;
  int last = 0;
  for (const auto& [word, written] : words) {
    if (written.quotation == 0) continue;
    if (written.quotation != last) quotations.emplace_back();
    last = written.quotation;
    quotations.back().push_back(word);
  }
  return quotations;
}

Known words_of_lines(const std::vector<Cited>& written, const std::vector<Cited>& journal) {
  Known known;
  std::set<std::int64_t> cited;
  for (const auto& sentence : written) cited.insert(sentence.lines.begin(), sentence.lines.end());
  for (const auto& sentence : journal) {
    for (const auto line : sentence.lines) {
      if (!cited.contains(line)) continue;
      auto& says = known[line];
      auto& words = says.sentences.emplace_back();
      for (auto& word : compared_words(sentence.text)) words.push_back(std::move(word.text));
      says.words.insert(words.begin(), words.end());
    }
  }
  return known;
}

// Whether a sentence of one of the lines has the word. Each line has a sentence.
bool is_said_by(const std::vector<std::int64_t>& lines, const Known& known,
                const std::string& word) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](std::int64_t line) { return known.at(line).words.contains(word); });
}

// Whether a sentence of one of the lines has these words one behind the other. So "5.12" is not
// taken from "12.5".
bool are_said_together(const std::vector<std::int64_t>& lines, const Known& known,
                       const Together& together) {
  return std::any_of(lines.begin(), lines.end(), [&](std::int64_t line) {
    const auto& sentences = known.at(line).sentences;
    return std::any_of(sentences.begin(), sentences.end(), [&together](const auto& words) {
      return std::search(words.begin(), words.end(), together.begin(), together.end()) !=
             words.end();
    });
  });
}

// Whether the lines that a sentence cites say what it says.
bool is_supported(const Cited& sentence, const Known& known, const std::set<std::string>& names) {
  const auto& lines = sentence.lines;
  const auto is_known = [&known](std::int64_t line) { return known.contains(line); };
  if (lines.empty() || lines.size() > kCitedLinesMax ||
      !std::all_of(lines.begin(), lines.end(), is_known))
    return false;
  const auto words = compared_words(sentence.text);
  for (std::size_t at = 0; at < words.size(); ++at)
    if (is_held(words, at, names) && !is_said_by(lines, known, words[at].text)) return false;
  const auto said = [&](const Together& together) {
    return are_said_together(lines, known, together);
  };
  const auto numbers = numbers_of_parts(words);
  const auto quotations = quotations_of(words);
  return !words.empty() && std::all_of(numbers.begin(), numbers.end(), said) &&
         std::all_of(quotations.begin(), quotations.end(), said);
}

// Collects what a transition calls people, groups and steps.
struct NamesOfTransition {
  std::set<std::string>& names;

  template <class Transition>
  void operator()(const Transition& t) {
    if constexpr (requires { t.requester; }) add(t.requester);
    if constexpr (requires { t.actor; }) add(t.actor);
    if constexpr (requires { t.on_behalf_of; }) add(t.on_behalf_of);
    if constexpr (requires { t.owner; }) add(t.owner);
    if constexpr (requires { t.group; }) names.insert(t.group);
    if constexpr (requires { t.groups; }) names.insert(t.groups.begin(), t.groups.end());
    if constexpr (requires { t.users; }) {
      for (const auto& user : t.users) names.emplace(core::person_written(user));
    }
    if constexpr (requires { t.event.at("data"); }) add_author(t.event);
    if constexpr (requires { t.output.at("data"); }) {
      for (const auto& member : t.output) add_author(member);
    }
  }

 private:
  void add(const core::Actor& actor) { names.emplace(actor.name()); }
  void add_author(const core::Json& event) {
    if (!event.is_object()) return;
    if (const auto said = said_in(event)) names.insert(said->by);
  }
};

}  // namespace

std::set<std::string> names_in(const std::vector<Line>& journal) {
  std::set<std::string> names;
  for (const auto& line : journal) {
    for (const auto& transition : *line.transitions) {
      names.insert(core::step_of(transition).name);
      std::visit(NamesOfTransition{names}, transition);
    }
  }
  return names;
}

Held hold(const std::vector<Cited>& written, const std::vector<Cited>& journal,
          const std::set<std::string>& names) {
  Held held;
  const auto known = words_of_lines(written, journal);
  const auto known_names = words_of_names(names);
  for (const auto& sentence : written) {
    if (is_supported(sentence, known, known_names)) {
      held.kept.push_back(sentence);
    } else {
      ++held.dropped;
    }
  }
  return held;
}

}  // namespace baton::context
