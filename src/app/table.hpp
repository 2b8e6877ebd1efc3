#pragma once

#include "app/terminal.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace baton::app {

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
  // What people copy, such as an id, or must read to its end: it is not cut, and a terminal may
  // wrap it.
  void keep_whole(std::size_t column) { whole_.insert(column); }
  // On a terminal the widest columns are cut until rows fit; `-o wide` and pipes get all of it.
  void print(Terminal& terminal) const;

 private:
  std::vector<std::size_t> fitted(std::size_t columns_max) const;

  std::vector<std::string> headings_;
  std::set<std::size_t> whole_{};
  std::vector<std::vector<Cell>> rows_;
};

// Columns that `text` takes: code points, without combining marks and with wide ones counted twice.
std::size_t width_of(std::string_view text);
// At most `columns` wide, with "…" at the end when something was cut.
std::string cut(std::string_view text, std::size_t columns);

}  // namespace baton::app
