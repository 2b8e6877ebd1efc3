#pragma once

#include "formats/yaml/fault.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::formats::yaml {

// Walks over the lines of a YAML text in block style and finds the first that does not fit the
// layout of those before it.
class Layout {
 public:
  explicit Layout(std::string_view text) : text_(text) {}

  // The first slip in the lines that begin at or before byte `last`.
  std::optional<Fault> first_slip(std::size_t last);

 private:
  enum class Kind {
    none,
    open_key,
    key,
    item,
    words
  };  // open_key: no value in its line, so what is deeper belongs to it
  struct Line {
    std::size_t number = 0;
    std::size_t begin = 0;   // of the line, in bytes
    std::size_t indent = 0;  // of what it holds, behind any "- "
    Kind kind = Kind::none;
    std::string_view name{};  // of its key, or all of it
  };
  // The lines that stand at one indentation, below one another.
  struct Level {
    std::size_t indent = 0;
    bool list = false;
    std::size_t items = 0;
    Line first{};
  };
  struct Closed {
    Line by{};
    Kind first = Kind::none;  // of the lines of the level
  };
  struct Open {
    char what = '\0';  // a quote or a bracket that is not closed yet
    std::size_t offset = 0;
    std::size_t indent = 0;  // of the line it opened in
    std::size_t depth = 0;   // of brackets
  };

  std::optional<Fault> take(std::size_t begin, std::string_view line);
  std::optional<Fault> take_content(std::size_t begin, std::string_view line, std::size_t at);
  std::optional<Fault> place(const Line& line, bool item);
  std::optional<Fault> place_beside(const Line& line, bool item);
  std::optional<Fault> place_deeper(const Line& line, bool item);
  std::optional<Fault> misplaced(const Line& line, std::size_t sibling_indent) const;
  static Fault missing_colon(const Line& line);
  std::optional<Fault> continue_open(std::size_t begin, std::string_view line);
  // Notes what the value at `at` leaves open: a quote, brackets, a block of text.
  void note_value(std::size_t begin, std::string_view line, std::size_t at, std::size_t indent);

  std::string_view text_;
  std::size_t number_ = 0;
  std::vector<Level> levels_{};
  std::map<std::size_t, Closed> closed_{};  // by indentation: the line that closed the level
  Line previous_{};
  std::optional<Open> open_{};
  bool gave_up_ = false;                // keys of another form ("? key") are left to the parser
  std::optional<std::size_t> block_{};  // inside a block of text, whose key has this indentation
};

}  // namespace baton::formats::yaml
