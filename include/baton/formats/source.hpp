#pragma once

#include "baton/core/finding.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace baton::formats {

// A text, and where its lines begin: it turns byte offsets into the positions that people see.
// Borrows the text. Immutable; any thread may use it.
class Source {
 public:
  // Reads the text once, from end to end.
  explicit Source(std::string_view text);

  // The text as it was given.
  std::string_view text() const { return text_; }
  // The byte at `offset`; '\0' past the end.
  char at(std::size_t offset) const { return offset < text_.size() ? text_[offset] : '\0'; }
  // Line and column of the byte at `offset`; of the end of the text for an offset past it.
  core::Position position(std::size_t offset) const;
  // The line of that number, counted from 1, without its line break; empty if there is none.
  std::string_view line(std::size_t number) const;
  // The offset at which the line of that number begins; the length of the text if there is none.
  std::size_t line_start(std::size_t number) const;
  // The number of lines; what follows the last line break is a line too.
  std::size_t lines() const { return starts_.size(); }
  // The number of bytes between the start of the line and `offset`: the indentation that YAML
  // counts.
  std::size_t indent(std::size_t offset) const;

 private:
  std::size_t line_number(std::size_t offset) const;
  // The number of code points before `offset`.
  std::size_t points_before(std::size_t offset) const;

  std::string_view text_;
  std::vector<std::size_t> starts_;
  // The number of code points before each block of bytes. With it, a position in a line of a
  // megabyte costs no more than any other.
  std::vector<std::size_t> points_;
};

// The text of a file without the UTF-8 byte order mark that some editors put in front of it.
std::string_view file_text(std::string_view bytes);

// The number of code points in well-formed UTF-8. Of a part that begins or ends within a sequence,
// it counts the sequences that begin there.
std::size_t code_points(std::string_view text);

}  // namespace baton::formats
