#pragma once

#include <cstddef>
#include <string_view>

// The parts of a line, as they are told apart before anything is parsed.
namespace baton::formats::yaml {

// The byte after the closing quote of a text that begins at `at`, behind its opening quote; npos
// when it is not closed.
std::size_t after_quote(std::string_view text, std::size_t at, char quote);
// Where the key that starts at `at` ends: its colon; npos when there is none.
std::size_t colon_of(std::string_view line, std::size_t at);
// The value from `at` on, without the blanks and the comment around it.
std::string_view value_of(std::string_view line, std::size_t at);

}  // namespace baton::formats::yaml
