#include "baton/core/words.hpp"

#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace baton::core {

namespace {

// The letters without accents of U+00C0 to U+017F; a space stands for what is no letter, and a
// digit for a row of kPairs.
constexpr std::string_view kPlain =
    "aaaaaa0ceeeeiiiidnooooo ouuuuy12"
    "aaaaaa0ceeeeiiiidnooooo ouuuuy1y"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii33jjkkkllllllllll"
    "nnnnnnnnnoooooo44rrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
constexpr std::uint32_t kPlainFrom = 0xC0;
static_assert(kPlain.size() == 0x180 - kPlainFrom);
constexpr std::string_view kPairs[] = {"ae", "th", "ss", "ij", "oe"};

bool is_letter_or_digit(char letter) {
  return (letter >= 'a' && letter <= 'z') || is_digit(letter);
}

// True for the code points that people read as a gap or a mark between words.
bool is_between(std::uint32_t point) {
  const bool latin_sign =
      point >= 0x80 && point < kPlainFrom && point != 0xAA && point != 0xB5 && point != 0xBA;
  const bool sign = (point >= 0x2000 && point <= 0x2BFF) || (point >= 0x3000 && point <= 0x303F);
  return latin_sign || sign || point == 0xFEFF;
}

std::uint32_t small(std::uint32_t point) {
  const bool greek = point >= 0x391 && point <= 0x3A9;
  const bool cyrillic = point >= 0x410 && point <= 0x42F;
  return greek || cyrillic ? point + 0x20 : point;
}

// Appends a code point beyond ASCII to a word. False: it stands between words.
bool add_letter(std::uint32_t point, std::string& word) {
  if (is_between(point)) return false;
  if (is_accent(point)) return true;
  if (point < kPlainFrom || point - kPlainFrom >= kPlain.size()) {
    utf8::append(word, small(point));
    return true;
  }
  const char plain = kPlain[point - kPlainFrom];
  if (plain == ' ') return false;
  if (is_digit(plain)) {
    word += kPairs[plain - '0'];
  } else {
    word += plain;
  }
  return true;
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
