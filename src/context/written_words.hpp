#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace baton::context {

// A word of a text, with the letters that it was written with, and how it stands there.
struct WrittenWord {
  // Its letters; core::words_of() lowers them.
  std::string text{};
  // The sign by which it goes on with the number of the word before, as the 5 of "12.5" and the 30
  // of "08:30" do. Zero: it does not.
  char goes_on_by = '\0';
  // It begins a sentence.
  bool begins = false;
  // A comma, a colon or the end of a sentence stands between it and the word before.
  bool behind_pause = false;
  // Which quotation it stands in, counted from 1, where a text that is left out of one, written
  // "…", begins another; 0: it is not quoted.
  int quotation = 0;
};

// Whether a word has a numeral other than a digit: "½", "②", "³", "Ⅳ".
bool has_numeral_sign(std::string_view word);

// The words of a text in their order. Pure; any thread.
std::vector<WrittenWord> written_words(std::string_view text);

// Whether a word begins with a capital letter: its first letter is another one in lower case.
bool has_capital(std::string_view word);
// Whether a word has a letter that no English or French word has, such as one of another alphabet.
bool has_foreign_letter(std::string_view word);

}  // namespace baton::context
