#pragma once

#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

// What is done to texts in more than one place. Pure; any thread.
namespace baton::core {

// Without the spaces and tabs at both ends, or whatever else is in `what`.
std::string_view trim(std::string_view text, std::string_view what = " \t");

// Letters of ASCII only, whatever the locale; every other byte stays as it is.
char lower(char letter);
std::string lower(std::string_view text);
bool same_no_case(std::string_view left, std::string_view right);
bool starts_no_case(std::string_view text, std::string_view beginning);

// Whether a character below U+0020 is in it, or DEL.
bool has_control(std::string_view text);

// Takes the part before the next separator, and the separator, off the front of `rest`; all of it
// when there is no further one.
std::string_view take_part(std::string_view& rest, char separator);

// "a, b, c" of a list of texts.
template <class Words>
std::string join(const Words& words, std::string_view between = ", ") {
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out += between;
    out += word;
  }
  return out;
}

// "a, b or c", for people, or with another word before the last.
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

// The beginning of a text, at most this many bytes of it, that ends between two characters (UTF-8).
std::string_view prefix(std::string_view text, std::size_t bytes_max);
// The same for people: "…" stands for what was left out.
std::string shortened(std::string_view text, std::size_t bytes_max);

// The same as one line that cannot pass for another: line breaks, control characters and marks that
// turn the direction of writing are spaces, bytes that are no UTF-8 are U+FFFD.
std::string one_line(std::string_view text, std::size_t bytes_max);

// JSON, indented or not, in which the same characters stand escaped, as \u009b: it reads back as
// the same, and cannot drive a terminal. Line feeds between its values stay.
std::string escape_controls(std::string_view json);

// Several lines as `one_line` writes them, each further one set off, so that it reads as a part of
// what began above: "\n  > ".
std::string set_off(std::string_view text);

}  // namespace baton::core
