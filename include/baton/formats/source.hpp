#pragma once

#include "baton/core/finding.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace baton::formats {

// A text and where its lines begin: turns byte offsets into the positions that people see. Borrows
// the text.
class Source {
 public:
  explicit Source(std::string_view text);

  std::string_view text() const { return text_; }
  // The byte at `offset`, or '\0' past the end.
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  // Line and column (in code points) of a byte; past the end: where the text ends.
  core::Position position(std::size_t offset) const;
  // The line without its line break; empty when there is none. Lines count from 1.
  std::string_view line(std::size_t number) const;
  std::size_t line_start(std::size_t number) const;
  std::size_t lines() const { return starts_.size(); }
  // Bytes between the start of the line and `offset`: the indentation that YAML counts.
  std::size_t indent(std::size_t offset) const;

 private:
  std::size_t line_number(std::size_t offset) const;
  // Code points before `offset`.
  std::size_t points_before(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
  std::vector<std::size_t> points_;  // code points before each block of bytes: a position in a line
                                     // of a megabyte costs no more than any
};

// What a file says, behind the byte order mark that editors of another system put there.
std::string_view file_text(std::string_view bytes);

// Number of code points in well-formed UTF-8.
std::size_t code_points(std::string_view text);

}  // namespace baton::formats
