#include "baton/formats/csv.hpp"

#include <algorithm>
#include <array>

namespace baton::formats {
namespace {

// Appends a text as one cell.
void append_csv_text(std::string& out, std::string_view text) {
  const bool formula = is_formula(text);
  if (!formula && text.find_first_of(",;\t\"\r\n") == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  if (formula) out += '\'';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

void append_csv_cell(std::string& out, const core::Json& cell) {
  if (cell.is_null()) return;
  if (cell.is_string()) return append_csv_text(out, *cell.get_ptr<const std::string*>());
  if (cell.is_structured()) return append_csv_text(out, core::dump(cell));
  core::append(out, cell);
}

}  // namespace

bool is_formula(std::string_view text) {
  // The last four are the first four as wide as a CJK character, U+FF1D and so on.
  constexpr std::array<std::string_view, 11> kBeginnings{
      "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [text](std::string_view one) { return text.starts_with(one); });
}

void append_csv_line(std::string& out, const std::vector<core::Json>& cells, char separator) {
  bool first = true;
  for (const auto& cell : cells) {
    if (!first) out += separator;
    first = false;
    append_csv_cell(out, cell);
  }
  out += "\r\n";
}

}  // namespace baton::formats
