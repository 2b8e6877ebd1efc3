#pragma once

#include "app/terminal.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

// A text in a table, and its colour.
struct Cell {
  std::string text;
  Colour colour = Colour::plain;
};

// Rows in columns, for people. Widths count characters as a terminal shows them, not bytes.
class Table {
 public:
  explicit Table(std::vector<std::string> headings) : headings_(std::move(headings)) {}
  void add(std::vector<Cell> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.empty(); }
  std::size_t size() const { return rows_.size(); }
  // Says that a column, counted from 0, is not cut: people copy it, such as an id, or must read it
  // to its end. Its lines may wrap.
  void keep_whole(std::size_t column) { whole_.insert(column); }
  // Prints the table. On a terminal the widest columns are cut until the rows fit; with `-o wide`,
  // and into a pipe, nothing is cut. With `-o md` it is a table of Markdown.
  void print(Terminal& terminal) const;

 private:
  void print_markdown(Terminal& terminal) const;
  std::vector<std::size_t> fitted(std::size_t columns_max) const;

  std::vector<std::string> headings_;
  std::set<std::size_t> whole_{};
  std::vector<std::vector<Cell>> rows_;
};

// How many columns of a terminal a text takes: wide characters take two, combining marks none.
std::size_t width_of(std::string_view text);
// The text, cut to at most so many columns, with "…" at the end when something was cut.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace baton::app
