#pragma once

#include "baton/formats/source.hpp"
#include "formats/yaml/fault.hpp"

// Kinds of single characters, and faults that several checks report.
namespace baton::formats::yaml {

inline bool is_blank(char c) { return c == ' ' || c == '\t'; }
inline bool is_break(char c) { return c == '\n' || c == '\r'; }
// The end of the text counts as a space; Source::at() gives '\0' for it.
inline bool is_space(char c) { return is_blank(c) || is_break(c) || c == '\0'; }

// The offset of the first byte from `at` on that is neither space nor tab.
inline std::size_t skip_blanks(const Source& source, std::size_t at) {
  while (is_blank(source.at(at))) ++at;
  return at;
}

inline Fault comment_without_space(std::size_t offset) {
  return {"syntax/comment", "expected a space before the comment", "write a space before \"#\"",
          offset};
}

inline Fault too_little_indented(std::size_t offset) {
  return {
      "syntax/indentation",
      "this line belongs to a value that started above: expected more indentation than its key has",
      "indent the line, or close the value above", offset};
}

}  // namespace baton::formats::yaml
