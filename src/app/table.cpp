#include "app/table.hpp"

#include "baton/core/utf8.hpp"

#include <algorithm>
#include <ostream>

namespace baton::app {
namespace {

constexpr std::size_t kGap = 2;  // between two columns
// A column is not cut below this width, where its text would say nothing. The rows wrap instead.
constexpr std::size_t kCellColumnsMin = 8;

// How many columns a terminal takes for a character. Only the blocks that occur in names and titles
// are listed here; Unicode Standard Annex 11 has all of them.
std::size_t columns_of(std::uint32_t code) {
  if (code >= 0x300 && code <= 0x36f) return 0;
  if ((code >= 0x200b && code <= 0x200d) || (code >= 0xfe00 && code <= 0xfe0f)) return 0;
  const bool wide = (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) ||
                    (code >= 0xac00 && code <= 0xd7a3) || (code >= 0xf900 && code <= 0xfaff) ||
                    (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60) ||
                    (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd);
  return wide ? 2 : 1;
}

// A text that stays within its cell, and that a page shows as it is: it makes no link, no picture
// and no HTML of it.
std::string markdown_cell(std::string_view text) {
  constexpr std::string_view kMeaning = "\\|`[]<";
  std::string out;
  for (const char letter : text) {
    if (kMeaning.find(letter) != std::string_view::npos) out += '\\';
    out += letter;
  }
  return out;
}

}  // namespace

std::size_t width_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    columns += columns_of(core::utf8::decode(text, at));
    at += core::utf8::width(text, at);
  }
  return columns;
}

std::string cut(std::string_view text, std::size_t columns_max) {
  if (width_of(text) <= columns_max) return std::string(text);
  std::size_t columns = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto wanted = columns_of(core::utf8::decode(text, at));
    if (columns + wanted + 1 > columns_max) break;
    columns += wanted;
    at += core::utf8::width(text, at);
  }
  return std::string(text.substr(0, at)) + "…";
}

std::vector<std::size_t> Table::fitted(std::size_t columns_max) const {
  std::vector<std::size_t> widths;
  for (const auto& heading : headings_) widths.push_back(width_of(heading));
  for (const auto& row : rows_) {
    for (std::size_t column = 0; column < row.size(); ++column)
      widths[column] = std::max(widths[column], width_of(printable(row[column].text)));
  }
  if (columns_max == 0 || widths.empty()) return widths;
  std::size_t total = kGap * (widths.size() - 1);
  std::vector<std::size_t*> to_cut;
  for (std::size_t column = 0; column < widths.size(); ++column) {
    const bool whole = whole_.contains(column);
    if (!whole) to_cut.push_back(&widths[column]);
    // The last column may wrap, so the others are not cut to make place for it.
    const bool runs_over = whole && column + 1 == widths.size();
    total += runs_over ? std::min(widths[column], kCellColumnsMin) : widths[column];
  }
  while (total > columns_max && !to_cut.empty()) {
    auto* widest =
        *std::max_element(to_cut.begin(), to_cut.end(),
                          [](const auto* one, const auto* other) { return *one < *other; });
    if (*widest <= kCellColumnsMin) break;
    --*widest;
    --total;
  }
  return widths;
}

// A table of Markdown (https://github.github.com/gfm/#tables-extension-).
void Table::print_markdown(Terminal& terminal) const {
  const auto line = [&terminal](const std::vector<std::string>& cells) {
    for (const std::string& cell : cells)
      terminal.out() << "| " << markdown_cell(printable(cell)) << ' ';
    terminal.out() << "|\n";
  };
  line(headings_);
  line(std::vector<std::string>(headings_.size(), "---"));
  for (const auto& row : rows_) {
    std::vector<std::string> cells;
    for (const Cell& cell : row) cells.push_back(cell.text);
    line(cells);
  }
}

void Table::print(Terminal& terminal) const {
  if (terminal.format() == Format::md) return print_markdown(terminal);
  const auto widths = fitted(terminal.columns());
  const auto print_row = [&](const std::vector<Cell>& row) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      const std::string text = cut(printable(row[column].text), widths[column]);
      terminal.out() << terminal.paint(text, row[column].colour);
      if (column + 1 < row.size())
        terminal.out() << std::string(widths[column] - width_of(text) + kGap, ' ');
    }
    terminal.out() << '\n';
  };
  std::vector<Cell> head;
  for (const auto& heading : headings_) head.push_back({heading, Colour::dim});
  print_row(head);
  for (const auto& row : rows_) print_row(row);
}

}  // namespace baton::app
