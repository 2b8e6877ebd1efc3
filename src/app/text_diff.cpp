#include "app/text_diff.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace baton::app {

namespace {

// Lines that are shown around a place where the texts differ.
constexpr std::size_t kAround = 3;
// Pairs of lines that are compared at most; each takes four bytes.
constexpr std::size_t kPairsMax = 4'000'000;

using Lines = std::vector<std::string_view>;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void add(std::vector<DiffLine>& script, char mark, std::string_view line) {
  script.push_back({mark, std::string(line)});
}

void add_replaced(std::vector<DiffLine>& script, const Lines& before, const Lines& after) {
  for (const auto line : before) add(script, '-', line);
  for (const auto line : after) add(script, '+', line);
}

// Adds the shortest way from `before` to `after`, by their longest common subsequence.
void add_changes(std::vector<DiffLine>& script, const Lines& before, const Lines& after) {
  const std::size_t rows = before.size();
  const std::size_t columns = after.size();
  if (rows * columns > kPairsMax) return add_replaced(script, before, after);
  // How many lines the ends of both have in common, from line `i` of the one and `j` of the other.
  std::vector<std::uint32_t> common((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& {
    return common[i * (columns + 1) + j];
  };
  for (std::size_t i = rows; i-- > 0;) {
    for (std::size_t j = columns; j-- > 0;)
      at(i, j) =
          before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  }
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && before[i] == after[j]) {
      add(script, ' ', before[i]);
      ++i, ++j;
    } else if (j == columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
      add(script, '-', before[i++]);
    } else {
      add(script, '+', after[j++]);
    }
  }
}

// Every line of both texts with its mark. What both begin and end with is not compared further.
std::vector<DiffLine> script_of(const Lines& before, const Lines& after) {
  const auto [first, first_after] =
      std::mismatch(before.begin(), before.end(), after.begin(), after.end());
  const auto [last, last_after] =
      std::mismatch(before.rbegin(), std::make_reverse_iterator(first), after.rbegin(),
                    std::make_reverse_iterator(first_after));
  std::vector<DiffLine> script;
  std::for_each(before.begin(), first, [&](const auto line) { add(script, ' ', line); });
  add_changes(script, Lines(first, last.base()), Lines(first_after, last_after.base()));
  std::for_each(last.base(), before.end(), [&](const auto line) { add(script, ' ', line); });
  return script;
}

std::string range(std::size_t first, std::size_t count) {
  return std::to_string(count == 0 ? first : first + 1) + ',' + std::to_string(count);
}

}  // namespace

std::vector<DiffLine> text_diff(std::string_view before, std::string_view after) {
  const auto script = script_of(lines_of(before), lines_of(after));
  const auto changed = [](const DiffLine& line) { return line.mark != ' '; };
  std::vector<DiffLine> shown;
  std::size_t line_before = 0;  // where `from` stands in each text
  std::size_t line_after = 0;
  for (std::size_t from = 0; from < script.size();) {
    // A hunk ends where more than twice as many lines are the same as are shown around a change.
    const auto begin = script.begin() + static_cast<std::ptrdiff_t>(from);
    const auto change = std::find_if(begin, script.end(), changed);
    if (change == script.end()) break;
    auto end = change;
    for (auto next = change; next != script.end();) {
      end = std::find_if_not(next, script.end(), changed);
      next = std::find_if(end, script.end(), changed);
      if (next - end > static_cast<std::ptrdiff_t>(2 * kAround)) break;
    }
    const auto around = static_cast<std::ptrdiff_t>(kAround);
    const auto first = change - std::min(around, change - begin);
    const auto last = end + std::min(around, script.end() - end);
    line_before += static_cast<std::size_t>(first - begin);
    line_after += static_cast<std::size_t>(first - begin);
    const auto count = [&](char other) {
      return static_cast<std::size_t>(
          std::count_if(first, last, [other](const auto& line) { return line.mark != other; }));
    };
    const std::size_t of_before = count('+');
    const std::size_t of_after = count('-');
    shown.push_back(
        {'@', "@@ -" + range(line_before, of_before) + " +" + range(line_after, of_after) + " @@"});
    shown.insert(shown.end(), first, last);
    line_before += of_before;
    line_after += of_after;
    from = static_cast<std::size_t>(last - script.begin());
  }
  return shown;
}

}  // namespace baton::app
