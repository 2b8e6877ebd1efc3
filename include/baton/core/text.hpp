#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

// What more than one room does to texts. Pure; any thread.
namespace baton::core {

// The text without the spaces and tabs at both ends, or without the characters in `what`.
std::string_view trim(std::string_view text, std::string_view what = " \t");

// True for one of the ten digits of ASCII.
constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// Lower case for the letters of ASCII, whatever the locale; every other byte stays the same.
char lower(char letter);
// The whole text in lower case, letter by letter as above.
std::string lower(std::string_view text);
// True if the two texts differ at most in the case of letters of ASCII.
bool same_no_case(std::string_view left, std::string_view right);
// True if `text` begins with `beginning`, whatever the case of letters of ASCII.
bool starts_no_case(std::string_view text, std::string_view beginning);

// True if one of the characters is a control character of ASCII: below U+0020, or DEL.
bool has_control(std::string_view text);

// True for one plain e-mail address, such as ana@example.com: no list of addresses, no name beside
// the address, and a domain that has a dot. RFC 5321 bounds its length.
bool is_email_address(std::string_view text);
// True if whoever reads the text sees each of its characters, and in their order: it is UTF-8, and
// has no control characters, no line breaks, no marks that change the direction of writing and no
// characters without a width. Two names of which this holds look alike only where letters do.
bool reads_as_written(std::string_view text);

// Removes the part before the next separator from the front of `rest`, and the separator with it,
// and returns that part. Returns all of `rest` if it holds no separator.
std::string_view take_part(std::string_view& rest, char separator);

// The words one after the other, with `between` in between: "a, b, c".
template <class Words>
std::string join(const Words& words, std::string_view between = ", ") {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

// The words as a choice for people, "a, b or c". `last` stands before the last word.
template <class Words>
std::string any_of(const Words& words, std::string_view last = " or ") {
  std::string out;
  const auto end = std::end(words);
  for (auto at = std::begin(words); at != end; ++at) {
    if (at != std::begin(words)) out += std::next(at) == end ? last : std::string_view(", ");
    out += std::string_view(*at);
  }
  return out;
}

// True if the word is one of these.
template <class Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// The beginning of a text: at most `bytes_max` bytes, cut between two characters (UTF-8).
std::string_view prefix(std::string_view text, std::size_t bytes_max);

// The same for people, with "…" at the end if something was left out.
std::string shortened(std::string_view text, std::size_t bytes_max);

// At most `bytes_max` bytes of the text as one line that cannot pass for another line. Line breaks,
// control characters and marks that change the direction of writing become spaces, and bytes that
// are not UTF-8 become U+FFFD. "…" stands at the end if something was left out.
std::string one_line(std::string_view text, std::size_t bytes_max);

// JSON text, indented or not, with those same characters written as escapes ("\u009b"): it reads
// back as the same value, and cannot drive a terminal. Line feeds between values stay.
std::string escape_controls(std::string_view json);

// A text of several lines, each cleaned as one_line() does. Every line after the first begins with
// "  > ", so that it reads as a part of the first one.
std::string set_off(std::string_view text);

}  // namespace baton::core
