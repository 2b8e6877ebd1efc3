#pragma once

#include "baton/core/actor.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/step_ref.hpp"
#include "baton/core/time.hpp"
#include "baton/core/transition.hpp"

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What happened to a run, in sentences that are made from its journal, each with the lines of the
// journal that say it. No language model is asked. Pure; any thread.
namespace baton::context {

// The languages that sentences can be in.
enum class Language { en, fr };
// The word of a language, "en".
std::string_view to_text(Language language);
// The language that the parameter `lang` of a query names; English when it is empty. Errc::invalid
// for another word.
core::Result<Language> language_asked(std::string_view lang);

// One line of a journal. The transitions are borrowed.
struct Line {
  // The number of the line: ports::JournalRow::sequence.
  std::int64_t sequence = 0;
  core::Time at{};  // wall time
  const std::vector<core::Transition>* transitions = nullptr;
};

// A sentence and the lines that say it.
struct Cited {
  // The sentence.
  std::string text{};
  // The numbers of the lines that say it; at least one.
  std::vector<std::int64_t> lines{};
  // When the last of them was written, in wall time.
  core::Time at{};
  // The step that it is about; empty: the run.
  core::StepRef step{};
  // How important it is to a reader who has little time. 3: why the run exists, and what people
  // said and decided. 2: what was asked, failed or came late. 1: what went as it should.
  int weight = 1;
};

// The sentences of a journal, in its order. Each sentence is made only from the lines that it
// cites. So where a line is missing, the sentences that cite it are missing, and no other sentence
// changes. `steps`: only what is about the run and these steps; empty: about all of them.
std::vector<Cited> sentences(const std::vector<Line>& journal, Language language,
                             const std::set<std::string>& steps = {});

// At most `most` of them, in their order: those of the greatest weight, and of one weight the
// newest.
std::vector<Cited> weightiest(std::vector<Cited> sentences, std::size_t most);

// The answer of hold().
struct Held {
  // The sentences that passed.
  std::vector<Cited> kept{};
  // Sentences whose citation does not hold.
  std::size_t dropped = 0;
};

// The most lines that one sentence may cite. A sentence about more of them says nothing that could
// be looked up.
inline constexpr std::size_t kCitedLinesMax = 100;

// Checks sentences that a language model wrote against what the journal says. One is dropped if it
// cites no line, or more than kCitedLinesMax, or one that has no sentence in `journal`, or if
// something in it stands in none of the sentences of its lines: a number, in digits or in words, a
// date or a time of day as a whole, how something ended, a negation, a quotation, or a name. A part
// of a date or of a time is no other number. A name is
// - a word with a capital letter, or with a letter of another alphabet than the Latin one,
// - a word of one of the `names`,
// - the word with which a sentence begins, and the one that says who decided or said something,
// but for common words: "It was approved", "People agreed".
Held hold(const std::vector<Cited>& written, const std::vector<Cited>& journal,
          const std::set<std::string>& names = {});

// What a journal calls people, groups and steps, as hold() takes it.
std::set<std::string> names_in(const std::vector<Line>& journal);

// Schema `CitedSentence` of docs/openapi.yaml.
core::Json to_json(const Cited& sentence);

}  // namespace baton::context
