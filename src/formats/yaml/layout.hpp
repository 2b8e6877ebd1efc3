#pragma once

#include "formats/yaml/fault.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::formats::yaml {

// Walks over the lines of a YAML text in block style and finds the first line that does not fit the
// layout of those before it. It guesses what the author meant, for a message; it decides nothing.
class Layout {
 public:
  explicit Layout(std::string_view text) : text_(text) {}

  // The first slip in the lines that begin at or before byte `last`.
  std::optional<Fault> first_slip(std::size_t last);

 private:
  // What a line holds. `open_key`: a key without a value in its line, so that deeper lines belong
  // to it. `words`: no key.
  enum class Kind { none, open_key, key, item, words };
  struct Line {
    std::size_t number = 0;
    // The offset at which the line begins.
    std::size_t begin = 0;
    // The column of what it holds, behind any "- ".
    std::size_t indent = 0;
    Kind kind = Kind::none;
    // Its key, or all of it if it has none.
    std::string_view name{};
  };
  // The lines that stand at one indentation, below one another.
  struct Level {
    std::size_t indent = 0;
    bool list = false;
    std::size_t items = 0;
    Line first{};
  };
  // A level that has ended.
  struct Closed {
    // The line that ended it, by standing further left.
    Line by{};
    // The kind of its first line.
    Kind first = Kind::none;
  };
  // A quote or bracket that is not closed yet.
  struct Open {
    char what = '\0';
    std::size_t offset = 0;
    // The indentation of the line in which it was opened.
    std::size_t indent = 0;
    // How many brackets are open.
    std::size_t depth = 0;
  };

  std::optional<Fault> take(std::size_t begin, std::string_view line);
  std::optional<Fault> take_content(std::size_t begin, std::string_view line, std::size_t at);
  std::optional<Fault> place(const Line& line, bool item);
  std::optional<Fault> place_beside(const Line& line, bool item);
  std::optional<Fault> place_deeper(const Line& line, bool item);
  std::optional<Fault> misplaced(const Line& line, std::size_t sibling_indent) const;
  static Fault missing_colon(const Line& line);
  std::optional<Fault> continue_open(std::size_t begin, std::string_view line);
  // Notes whether the value at `at` leaves a quote, brackets or a block of text open.
  void note_value(std::size_t begin, std::string_view line, std::size_t at, std::size_t indent);

  std::string_view text_;
  std::size_t number_ = 0;
  std::vector<Level> levels_{};
  // The levels that have ended, by their indentation.
  std::map<std::size_t, Closed> closed_{};
  Line previous_{};
  std::optional<Open> open_{};
  // A key of the form "? key" was met. Nothing after it is looked at.
  bool gave_up_ = false;
  // The indentation of the key of the block of text that the walk is in.
  std::optional<std::size_t> block_{};
};

}  // namespace baton::formats::yaml
