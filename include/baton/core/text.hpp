#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace baton::core {

// Without the spaces and tabs around it.
std::string_view trim(std::string_view text);
// The letters of ASCII in lower case, all else as it is.
std::string lower(std::string_view text);
// Whether two texts are the same but for the case of ASCII's letters.
bool same_no_case(std::string_view left, std::string_view right);

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
