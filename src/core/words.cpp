#include "baton/core/words.hpp"

#include "baton/core/letters.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace baton::core {

namespace {

// The letters that lose their accents lie in this range. The store keeps words, so no letter may
// change in another way than before: a search would no longer find what was stored earlier.
constexpr std::uint32_t kLatinFirst = 0xC0;
constexpr std::uint32_t kLatinLast = 0x17F;

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || is_digit(letter);
}

// True for the code points that people read as a gap or a mark between words.
bool is_between(std::uint32_t point) {
  const bool latin_sign =
      point >= 0x80 && point < kLatinFirst && point != 0xAA && point != 0xB5 && point != 0xBA;
  const bool sign = (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F);
  return latin_sign || sign || point == 0xFEFF;
}

// The small letter of a Greek or Cyrillic capital letter. Those outside of these ranges stay, for
// the reason above.
std::uint32_t small(std::uint32_t point) {
  const bool greek = point >= 0x391 && point <= 0x3A9;
  const bool cyrillic = point >= 0x410 && point <= 0x42F;
  return greek || cyrillic ? point + 0x20 : point;
}

// Appends a code point beyond ASCII to a word. False: it stands between words.
bool add_letter(std::uint32_t point, std::string& word) {
  if (is_between(point)) return false;
  if (is_accent(point)) return true;
  if (point < kLatinFirst || point > kLatinLast) {
    utf8::append(word, small(point));
    return true;
  }
  const auto letter = small_letter(point);
  if (letter == 'i') {  // U+0130, the only one of them whose small letter is of ASCII
    word += 'i';
    return true;
  }
  const auto plain = ascii_letters(letter);
  word += plain;
  return !plain.empty();
}

// Appends the code point at `at`, of `width` bytes. False: it stands between words.
bool add_letter_at(std::string_view text, std::size_t at, std::size_t width, std::string& word) {
  if (width == 0) return false;
  if (width > 1) return add_letter(utf8::decode(text, at), word);
  const char letter = lower(text[at]);
  if (!is_letter_or_digit(letter)) return false;
  word += letter;
  return true;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&words, &word] {
    const bool known = std::find(words.begin(), words.end(), word) != words.end();
    if (!word.empty() && !known) words.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < text.size(); at += utf8::width(text, at))
    if (!add_letter_at(text, at, utf8::sequence(text, at), word)) end_word();
  end_word();
  return words;
}

bool all_begin_one(const std::vector<std::string>& wanted, const std::vector<std::string>& words) {
  return std::all_of(wanted.begin(), wanted.end(), [&words](const std::string& beginning) {
    return std::any_of(words.begin(), words.end(), [&beginning](const std::string& word) {
      return word.starts_with(beginning);
    });
  });
}

}  // namespace baton::core
