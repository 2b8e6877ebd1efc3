#include "insight/attention_text.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"
#include "baton/core/words.hpp"
#include "baton/insight/attention.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace baton::insight {
namespace {

// Words and phrases by which people ask for a decision, in lower case and without accents. A word
// that ends with "*" stands for all that begin so.
constexpr auto kDecides = std::to_array<std::string_view>(
    {"approv*",  "decid*",      "decision*",  "confirm*",  "agree*",   "sign off",
     "go ahead", "green light", "final word", "final say", "which of", "which one",
     "whether",  "choos*",      "pick",       "prefer*",   "veto",     "valid*",
     "tranch*",  "accord",      "feu vert",   "arbitr*",   "chois*",   "lequel",
     "laquelle", "autoris*",    "authoris*",  "authoriz*", "refus*",   "reject*"});
// Words and phrases by which they ask for anything else, or turn to the reader.
constexpr auto kAsks = std::to_array<std::string_view>(
    {"please",       "pls",       "let me know", "let us know",  "need*",      "can we",
     "could we",     "should we", "shall we",    "waiting for",  "waiting on", "before we",
     "asap",         "urgent*",   "by tomorrow", "answer",       "reply",      "over to",
     "up to",        "you",       "your",        "yours",        "merci de",   "merci d",
     "peux",         "pouvez",    "pourriez",    "pourrais",     "faut il",    "doit on",
     "dis moi",      "dites",     "besoin",      "il nous faut", "attend*",    "a toi",
     "a vous",       "vous",      "votre",       "vos",          "tu",         "ton",
     "ta",           "tes",       "te",          "toi",          "svp",        "stp",
     "au plus vite", "repon*",    "qu en",       "on fait quoi", "is it",      "is the",
     "is this",      "is that",   "est ce"});
// Words and phrases by which somebody says that something is done or noted.
constexpr auto kAcknowledges = std::to_array<std::string_view>({"fyi",
                                                                "for information",
                                                                "thanks",
                                                                "thank",
                                                                "done",
                                                                "merged",
                                                                "deployed",
                                                                "uploaded",
                                                                "noted",
                                                                "received",
                                                                "moved",
                                                                "updated",
                                                                "published",
                                                                "no action",
                                                                "nothing to do",
                                                                "all good",
                                                                "fixed",
                                                                "archived",
                                                                "scheduled",
                                                                "pour info",
                                                                "merci",
                                                                "fait",
                                                                "recu",
                                                                "note",
                                                                "pour information",
                                                                "mis a jour",
                                                                "mise a jour",
                                                                "en ligne",
                                                                "rien a faire",
                                                                "corrige",
                                                                "archive",
                                                                "deplace",
                                                                "corrigee",
                                                                "archivee",
                                                                "deplacee"});
// Words that say nothing of their own beside those. None of them names a choice, a day to come,
// something to be done or something in the way. The last ones are signs.
constexpr auto kHarmless = std::to_array<std::string_view>(
    {"a",          "again",    "all",       "already",    "and",        "been",       "brilliant",
     "closed",     "cool",     "everyone",  "excellent",  "for",        "good",       "got",
     "great",      "in",       "is",        "it",         "its",        "just",       "kind",
     "landing",    "lot",      "lots",      "many",       "morning",    "much",       "my",
     "next",       "nice",     "of",        "ok",         "okay",       "on",         "page",
     "perfect",    "planning", "s",         "so",         "sprint",     "team",       "the",
     "this",       "ticket",   "to",        "ve",         "very",       "was",        "well",
     "tracking",   "with",     "wonderful", "yesterday",  "accueil",    "au",         "aux",
     "avec",       "beaucoup", "bien",      "bon",        "bonne",      "bonjour",    "bonsoir",
     "brief",      "c",        "ce",        "cela",       "ces",        "d",          "dans",
     "de",         "des",      "du",        "equipe",     "est",        "et",         "genial",
     "hier",       "j",        "je",        "l",          "la",         "le",         "les",
     "matin",      "parfait",  "pour",      "sur",        "super",      "termine",    "terminee",
     "tous",       "tout",     "tres",      "\U0001F44D", "\U0001F64F", "\U0001F389", "\U0001F642",
     "\U0001F60A", "\uFE0F"});

// Question marks: of Latin script, of Arabic, as wide as a CJK character, and joined with an
// exclamation mark or with another one.
constexpr auto kQuestionMarks = std::to_array<std::string_view>(
    {"?", "\u061F", "\uFF1F", "\u2047", "\u2048", "\u2049", "\u203D"});

// Check marks, a heart, a smile and sparkles. Any other sign may say "no" or "wait".
constexpr auto kHarmlessSigns =
    std::to_array<std::uint32_t>({0x2705, 0x2713, 0x2714, 0x2764, 0x263A, 0x2728});

// Whether a text has a sign that says something, such as a cross or an arrow. Signs are no words.
bool has_telling_sign(std::string_view text) {
  constexpr std::uint32_t kSignsFirst = 0x2100;
  constexpr std::uint32_t kSignsLast = 0x2BFF;
  for (std::size_t at = 0; at < text.size(); at += core::utf8::width(text, at)) {
    const auto point = core::utf8::decode(text, at);
    if (point < kSignsFirst || point > kSignsLast) continue;
    if (std::find(kHarmlessSigns.begin(), kHarmlessSigns.end(), point) == kHarmlessSigns.end())
      return true;
  }
  return false;
}

// The text in lower case and without accents, its words with one space between and around them.
std::string plain_words(std::string_view text) {
  std::string plain = " ";
  std::string token;
  const auto add = [&plain, &token] {
    for (const auto& word : core::words_of(token)) plain += word + " ";
    token.clear();
  };
  for (const char c : text) {
    const bool letter = (static_cast<unsigned char>(c) & 0x80U) != 0 || (c >= 'a' && c <= 'z') ||
                        (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter)
      token += c;
    else
      add();
  }
  add();
  return plain;
}

template <class Phrases>
bool has_one(const std::string& plain, const Phrases& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&plain](std::string_view phrase) {
    const bool begins = phrase.ends_with('*');
    const auto wanted = " " + std::string(begins ? phrase.substr(0, phrase.size() - 1) : phrase) +
                        (begins ? "" : " ");
    return plain.find(wanted) != std::string::npos;
  });
}

}  // namespace

bool asks_for_decision(std::string_view text) { return has_one(plain_words(text), kDecides); }

bool asks(std::string_view text) {
  const auto is_in = [text](std::string_view mark) { return text.find(mark) < text.size(); };
  if (std::any_of(kQuestionMarks.begin(), kQuestionMarks.end(), is_in)) return true;
  const auto plain = plain_words(text);
  return has_one(plain, kDecides) || has_one(plain, kAsks);
}

bool only_acknowledges(std::string_view text) {
  auto plain = plain_words(text);
  if (!has_one(plain, kAcknowledges) || has_telling_sign(text)) return false;
  for (const auto phrase : kAcknowledges) {
    const auto wanted = " " + std::string(phrase) + " ";
    for (auto at = plain.find(wanted); at != std::string::npos; at = plain.find(wanted, at))
      plain.replace(at, wanted.size(), " ");
  }
  std::string_view rest = core::trim(plain);
  while (!rest.empty())
    if (!core::is_one_of(core::take_part(rest, ' '), kHarmless)) return false;
  return true;
}

}  // namespace baton::insight
