#include "baton/context/cited.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "baton/core/words.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>

// Whether what a language model wrote is what the journal says.
namespace baton::context {
namespace {

// Words with which a sentence may begin without naming anything, and words that are written with a
// capital letter wherever they stand.
constexpr auto kCommonWords = std::to_array<std::string_view>(
    {"c",      "d",       "l",    "n",       "qu",   "s",       "a",      "after", "all",
     "also",   "an",      "and",  "as",      "at",   "because", "before", "but",   "by",
     "for",    "from",    "he",   "however", "i",    "in",      "it",     "its",   "no",
     "nobody", "on",      "once", "one",     "only", "people",  "she",    "since", "so",
     "still",  "that",    "the",  "their",   "then", "there",   "they",   "this",  "to",
     "two",    "what",    "when", "while",   "with", "apres",   "au",     "aux",   "avant",
     "avec",   "ce",      "cela", "cette",   "dans", "de",      "depuis", "des",   "elle",
     "en",     "ensuite", "et",   "il",      "la",   "le",      "les",    "mais",  "puis",
     "quand",  "sans",    "un",   "une"});
// Words that say a date or how something ended, in both languages, without accents. Each has to
// stand in the journal's sentences.
constexpr auto kHeldWords = std::to_array<std::string_view>(
    {"january",   "february",  "march",    "april",    "may",      "june",      "july",
     "august",    "september", "october",  "november", "december", "janvier",   "fevrier",
     "mars",      "avril",     "mai",      "juin",     "juillet",  "aout",      "septembre",
     "octobre",   "novembre",  "decembre", "monday",   "tuesday",  "wednesday", "thursday",
     "friday",    "saturday",  "sunday",   "lundi",    "mardi",    "mercredi",  "jeudi",
     "vendredi",  "samedi",    "dimanche", "approved", "rejected", "failed",    "succeeded",
     "cancelled", "approuve",  "rejete",   "echoue",   "reussi",   "annule",    "refused",
     "refuse",    "paused",    "suspendue"});

// A word of a sentence as it is compared, and whether it has to stand in the journal's sentences.
struct Word {
  std::string text;
  bool held = false;
};

// A word with the letters that it was written with, which words_of() lowers.
struct WrittenWord {
  std::string text;
  // It goes on with the number of the word before, as the 5 of "12.5" and the 30 of "08:30" do.
  bool of_number_before = false;
};

// How many bytes of punctuation or space a text begins with; zero if it begins with a letter or a
// digit. Quotation marks, dashes and the like are two bytes from 0xC2 on, or three from 0xE2 on.
std::size_t gap_at(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first == 0xC2) return std::min<std::size_t>(2, text.size());
  if (first == 0xE2) return std::min<std::size_t>(3, text.size());
  return first >= 0x80 || std::isalnum(first) != 0 ? 0 : 1;
}

// Whether a number goes on behind this gap: it is one sign that stands within numbers, dates and
// times, with a digit on either side.
bool goes_on_with_number(char before, std::string_view gap, char behind) {
  constexpr std::string_view kWithinNumbers = ".,:/-";
  return gap.size() == 1 && kWithinNumbers.find(gap.front()) != std::string_view::npos &&
         core::is_digit(before) && core::is_digit(behind);
}

std::vector<WrittenWord> written_words(std::string_view text) {
  std::vector<WrittenWord> words;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin_of_gap = at;
    for (std::size_t gap = 1; at < text.size() && gap > 0; at += gap) gap = gap_at(text.substr(at));
    const auto begin = at;
    while (at < text.size() && gap_at(text.substr(at)) == 0) ++at;
    if (at == begin) break;
    const bool goes_on =
        !words.empty() &&
        goes_on_with_number(words.back().text.back(),
                            text.substr(begin_of_gap, begin - begin_of_gap), text[begin]);
    words.push_back({std::string(text.substr(begin, at - begin)), goes_on});
  }
  return words;
}

// Whether a word begins with a capital letter: its first letter is another one in lower case. Latin
// letters with accents are two bytes; those from U+00C0 to U+00DE are capitals.
bool has_capital(std::string_view word) {
  const auto first = static_cast<unsigned char>(word.front());
  if (first >= 'A' && first <= 'Z') return true;
  if (first != 0xC3 || word.size() < 2) return false;
  const auto second = static_cast<unsigned char>(word[1]);
  return second >= 0x80 && second <= 0x9E;
}

std::vector<Word> words_in(std::string_view text) {
  std::vector<Word> words;
  bool first = true;
  for (const auto& written : written_words(text)) {
    for (const auto& lower : core::words_of(written.text)) {
      const bool number =
          std::any_of(lower.begin(), lower.end(), [](char c) { return c >= '0' && c <= '9'; });
      const bool name =
          has_capital(written.text) && !(first && core::is_one_of(lower, kCommonWords));
      words.push_back({lower, number || name || core::is_one_of(lower, kHeldWords)});
    }
    first = false;
  }
  return words;
}

// What the sentences of a line say.
struct LineSays {
  std::set<std::string> words{};
  // The words of each sentence, in their order.
  std::vector<std::vector<std::string>> sentences{};
};

// By the number of the line. Each is looked at once however often it is cited.
using Known = std::map<std::int64_t, LineSays>;

// The words of a text in their order, each as often as it stands there.
std::vector<std::string> words_in_order(const std::vector<WrittenWord>& written) {
  std::vector<std::string> words;
  for (const auto& one : written)
    for (auto& lower : core::words_of(one.text)) words.push_back(std::move(lower));
  return words;
}

// The words of each number of a text that has several, such as "12.5", "08:30" and "2026-05-04".
std::vector<std::vector<std::string>> numbers_of_parts(std::string_view text) {
  std::vector<std::vector<WrittenWord>> numbers;
  for (auto& word : written_words(text)) {
    if (!word.of_number_before) numbers.emplace_back();
    numbers.back().push_back(std::move(word));
  }
  std::vector<std::vector<std::string>> found;
  for (const auto& number : numbers)
    if (number.size() > 1) found.push_back(words_in_order(number));
  return found;
}

Known words_of_lines(const std::vector<Cited>& written, const std::vector<Cited>& journal) {
  Known known;
  std::set<std::int64_t> cited;
  for (const auto& sentence : written) cited.insert(sentence.lines.begin(), sentence.lines.end());
  for (const auto& sentence : journal) {
    for (const auto line : sentence.lines) {
      if (!cited.contains(line)) continue;
      auto& says = known[line];
      for (auto& word : core::words_of(sentence.text)) says.words.insert(std::move(word));
      says.sentences.push_back(words_in_order(written_words(sentence.text)));
    }
  }
  return known;
}

// Whether a sentence of one of the lines has the word. Each line has a sentence.
bool is_said_by(const std::vector<std::int64_t>& lines, const Known& known, const Word& word) {
  return std::any_of(lines.begin(), lines.end(),
                     [&](std::int64_t line) { return known.at(line).words.contains(word.text); });
}

// Whether a sentence of one of the lines has the parts of the number one behind the other. So
// "5.12" is not taken from "12.5".
bool is_number_of(const std::vector<std::int64_t>& lines, const Known& known,
                  const std::vector<std::string>& parts) {
  return std::any_of(lines.begin(), lines.end(), [&](std::int64_t line) {
    const auto& sentences = known.at(line).sentences;
    return std::any_of(sentences.begin(), sentences.end(), [&parts](const auto& words) {
      return std::search(words.begin(), words.end(), parts.begin(), parts.end()) != words.end();
    });
  });
}

}  // namespace

Held hold(const std::vector<Cited>& written, const std::vector<Cited>& journal) {
  Held held;
  const auto known = words_of_lines(written, journal);
  const auto is_known = [&known](std::int64_t line) { return known.contains(line); };
  for (const auto& sentence : written) {
    const auto& lines = sentence.lines;
    const auto words = words_in(sentence.text);
    const auto numbers = numbers_of_parts(sentence.text);
    const bool holds =
        !lines.empty() && lines.size() <= kCitedLinesMax && !words.empty() &&
        std::all_of(lines.begin(), lines.end(), is_known) &&
        std::all_of(
            words.begin(), words.end(),
            [&](const Word& word) { return !word.held || is_said_by(lines, known, word); }) &&
        std::all_of(numbers.begin(), numbers.end(),
                    [&](const auto& parts) { return is_number_of(lines, known, parts); });
    if (!holds) {
      ++held.dropped;
      continue;
    }
    held.kept.push_back(sentence);
  }
  return held;
}

}  // namespace baton::context
