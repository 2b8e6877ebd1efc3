#pragma once

#include <cstddef>
#include <string_view>

// The parts of a line of YAML, found without parsing it. Offsets are in bytes.
namespace baton::formats::yaml {

// The offset behind the closing quote of a text whose opening quote stands right before `at`; npos
// if it is not closed.
std::size_t after_quote(std::string_view text, std::size_t at, char quote);
// The offset of the colon behind the key that starts at `at`; npos if what starts there is no key.
std::size_t colon_of(std::string_view line, std::size_t at);
// The value from `at` on, without blanks at its ends and without a comment.
std::string_view value_of(std::string_view line, std::size_t at);

}  // namespace baton::formats::yaml
