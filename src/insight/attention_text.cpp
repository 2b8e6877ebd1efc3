#include "insight/attention_text.hpp"

#include "baton/core/words.hpp"
#include "baton/insight/attention.hpp"

#include <algorithm>
#include <array>
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
     "au plus vite", "repon*",    "qu en",       "on fait quoi"});
// Words by which somebody says that something is done or noted.
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
                                                                "pour information",
                                                                "merci",
                                                                "fait",
                                                                "recu",
                                                                "note",
                                                                "mis a jour",
                                                                "mise a jour",
                                                                "rien a faire",
                                                                "en ligne",
                                                                "corrige",
                                                                "archive",
                                                                "deplace"});

// Question marks: of Latin script, of Arabic, as wide as a CJK character, and joined with an
// exclamation mark or with another one.
constexpr auto kQuestionMarks = std::to_array<std::string_view>(
    {"?", "\u061F", "\uFF1F", "\u2047", "\u2048", "\u2049", "\u203D"});

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

bool acknowledges(std::string_view text) { return has_one(plain_words(text), kAcknowledges); }

}  // namespace baton::insight
