#include "context/held_words.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace baton::context {
namespace {

constexpr int kMonthsInYear = 12;
// Those of English, and behind them those of French.
constexpr auto kMonthNames = std::to_array<std::string_view>(
    {"january", "february", "march",     "april",   "may",      "june",
     "july",    "august",   "september", "october", "november", "december",
     "janvier", "fevrier",  "mars",      "avril",   "mai",      "juin",
     "juillet", "aout",     "septembre", "octobre", "novembre", "decembre"});

constexpr auto kDayWords = std::to_array<std::string_view>(
    {"monday",   "tuesday",  "wednesday", "thursday", "friday", "saturday", "sunday", "lundi",
     "mardi",    "mercredi", "jeudi",     "vendredi", "samedi", "dimanche", "today",  "yesterday",
     "tomorrow", "noon",     "midnight",  "aujourd",  "hier",   "demain",   "midi",   "minuit"});

// How something ended in French. A feminine or a plural has its letters behind these.
constexpr auto kFrenchEnds = std::to_array<std::string_view>(
    {"annule", "approuve", "echoue", "refuse", "rejete", "reussi", "suspendu"});
constexpr auto kEndWords = std::to_array<std::string_view>(
    {"approved", "rejected", "failed", "succeeded", "cancelled", "refused", "paused"});

// "t" is what is left of "didn’t".
constexpr auto kNegations = std::to_array<std::string_view>(
    {"not", "never", "nobody", "none", "cannot", "t", "pas", "jamais", "aucun", "aucune"});

constexpr auto kNumberWords = std::to_array<std::string_view>(
    {"zero",        "two",        "three",      "four",       "five",      "six",
     "seven",       "eight",      "nine",       "ten",        "eleven",    "twelve",
     "thirteen",    "fourteen",   "fifteen",    "sixteen",    "seventeen", "eighteen",
     "nineteen",    "twenty",     "thirty",     "forty",      "fifty",     "sixty",
     "seventy",     "eighty",     "ninety",     "hundred",    "hundreds",  "thousand",
     "thousands",   "million",    "millions",   "billion",    "billions",  "dozen",
     "dozens",      "half",       "twice",      "second",     "third",     "fourth",
     "fifth",       "sixth",      "seventh",    "eighth",     "ninth",     "tenth",
     "eleventh",    "twelfth",    "thirteenth", "fourteenth", "fifteenth", "sixteenth",
     "seventeenth", "eighteenth", "nineteenth", "twentieth",  "thirtieth", "deux",
     "trois",       "quatre",     "cinq",       "sept",       "huit",      "neuf",
     "dix",         "onze",       "douze",      "treize",     "quatorze",  "quinze",
     "seize",       "vingt",      "trente",     "quarante",   "cinquante", "soixante",
     "septante",    "huitante",   "nonante",    "cent",       "cents",     "mille",
     "milliard",    "milliards",  "dizaine",    "dizaines",   "douzaine",  "douzaines",
     "vingtaine",   "centaine",   "centaines",  "millier",    "milliers",  "demi",
     "demie",       "moitie",     "deuxieme",   "troisieme",  "quatrieme", "cinquieme",
     "sixieme",     "septieme",   "huitieme",   "neuvieme",   "dixieme"});

// A single letter is what is left of "c’est" and "Ada’s".
constexpr auto kJoiningWords = std::to_array<std::string_view>(
    {"c",        "d",         "l",         "n",       "qu",      "s",       "a",      "again",
     "all",      "although",  "an",        "and",     "are",     "as",      "at",     "be",
     "because",  "been",      "before",    "being",   "but",     "by",      "during", "each",
     "every",    "everybody", "everyone",  "for",     "from",    "had",     "has",    "have",
     "he",       "her",       "his",       "however", "i",       "if",      "in",     "is",
     "it",       "its",       "meanwhile", "no",      "now",     "of",      "on",     "once",
     "one",      "or",        "our",       "people",  "she",     "since",   "so",     "some",
     "somebody", "someone",   "still",     "that",    "the",     "their",   "then",   "there",
     "these",    "they",      "this",      "those",   "thus",    "to",      "until",  "was",
     "we",       "were",      "what",      "when",    "where",   "which",   "while",  "who",
     "with",     "without",   "yet",       "after",   "ainsi",   "alors",   "apres",  "au",
     "aux",      "avait",     "avant",     "avec",    "ce",      "cela",    "celle",  "celui",
     "ces",      "cet",       "cette",     "ceux",    "comme",   "dans",    "de",     "depuis",
     "des",      "donc",      "du",        "elle",    "elles",   "en",      "est",    "et",
     "etaient",  "etait",     "ete",       "fut",     "il",      "ils",     "la",     "le",
     "les",      "leur",      "leurs",     "lors",    "lorsque", "mais",    "nous",   "ont",
     "ou",       "par",       "pendant",   "pour",    "puis",    "puisque", "quand",  "que",
     "quelqu",   "qui",       "sans",      "si",      "sont",    "sous",    "sur",    "tous",
     "tout",     "toute",     "toutes",    "un",      "une",     "vous",    "y"});

constexpr auto kWordsOfWork = std::to_array<std::string_view>(
    {"approval", "approvals",   "decision", "group",  "request", "run",
     "step",     "steps",       "task",     "team",   "teams",   "work",
     "workflow", "approbation", "demande",  "equipe", "etape",   "execution",
     "groupe",   "personne",    "tache",    "travail"});

constexpr auto kDeeds = std::to_array<std::string_view>(
    {"accepted", "agreed",  "answered", "approved", "asked",    "commented", "confirmed", "decided",
     "declined", "did",     "objected", "refused",  "rejected", "replied",   "said",      "signed",
     "wrote",    "accepte", "approuve", "confirme", "decide",   "dit",       "ecrit",     "fait",
     "refuse",   "rejete",  "repondu",  "signe",    "valide"});

constexpr auto kBeforeDeeds = std::to_array<std::string_view>(
    {"also",  "already", "both",    "duly",     "eventually", "finally",    "first", "formally",
     "fully", "had",     "has",     "have",     "just",       "later",      "never", "not",
     "now",   "only",    "quickly", "recently", "then",       "who",        "a",     "aussi",
     "avait", "deja",    "en",      "enfin",    "ensuite",    "finalement", "l",     "lui",
     "n",     "ne",      "ont",     "pas",      "puis",       "qui",        "y"});

constexpr auto kToDoers = std::to_array<std::string_view>({"by", "from", "par"});

}  // namespace

bool is_held_word(std::string_view word) {
  return month_number(word) > 0 || core::is_one_of(word, kDayWords) ||
         core::is_one_of(word, kEndWords) || core::is_one_of(word, kFrenchEnds) ||
         core::is_one_of(word, kNegations) || core::is_one_of(word, kNumberWords);
}

int month_number(std::string_view word) {
  const auto* const found = std::find(kMonthNames.begin(), kMonthNames.end(), word);
  if (found == kMonthNames.end()) return 0;
  return static_cast<int>(found - kMonthNames.begin()) % kMonthsInYear + 1;
}

bool is_english_month(std::string_view word) {
  return std::find(kMonthNames.begin(), kMonthNames.begin() + kMonthsInYear, word) !=
         kMonthNames.begin() + kMonthsInYear;
}

bool is_joining_word(std::string_view word) {
  return core::is_one_of(word, kJoiningWords) || core::is_one_of(word, kBeforeDeeds);
}

bool is_word_of_work(std::string_view word) { return core::is_one_of(word, kWordsOfWork); }

bool is_deed(std::string_view word) { return core::is_one_of(word, kDeeds); }

bool stands_before_deed(std::string_view word) { return core::is_one_of(word, kBeforeDeeds); }

bool leads_to_doer(std::string_view word) { return core::is_one_of(word, kToDoers); }

std::string compared_form(std::string word) {
  std::string_view stem = word;
  for (const char ending : {'s', 'e'}) {
    if (stem.ends_with(ending)) stem.remove_suffix(1);
    if (core::is_one_of(stem, kFrenchEnds)) return std::string(stem);
  }
  return word;
}

}  // namespace baton::context
