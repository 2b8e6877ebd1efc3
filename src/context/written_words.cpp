#include "context/written_words.hpp"

#include "baton/core/letters.hpp"
#include "baton/core/text.hpp"
#include "baton/core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <cstdint>

namespace baton::context {
namespace {

// The first and the last of code points that lie in a row.
struct Points {
  std::uint32_t first;
  std::uint32_t last;
};
// Numerals among the code points of punctuation: superscripts and subscripts, fractions, Roman
// numerals, those in circles, in parentheses and with a full stop, and those of Hangzhou.
constexpr std::array<Points, 12> kNumerals{{{0xB2, 0xB3},
                                            {0xB9, 0xB9},
                                            {0xBC, 0xBE},
                                            {0x2070, 0x2070},
                                            {0x2074, 0x2079},
                                            {0x2080, 0x2089},
                                            {0x2150, 0x218B},
                                            {0x2460, 0x249B},
                                            {0x24EA, 0x24FF},
                                            {0x2776, 0x2793},
                                            {0x3007, 0x3007},
                                            {0x3021, 0x3029}}};

bool is_numeral_sign(std::uint32_t point) {
  return std::any_of(kNumerals.begin(), kNumerals.end(), [point](const Points& points) {
    return points.first <= point && point <= points.last;
  });
}

// How many bytes of punctuation or space a text begins with; zero if it begins with a letter, a
// digit or another numeral. Quotation marks, dashes and the like are U+0080 to U+00BF, U+2000 to
// U+2BFF, and U+3000 to U+303F.
std::size_t gap_at(std::string_view text) {
  constexpr unsigned char kLettersFrom = 0xB0;  // U+2C00
  const auto first = static_cast<unsigned char>(text.front());
  const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
  if (first >= 0x80 && core::utf8::sequence(text, 0) > 0 &&
      is_numeral_sign(core::utf8::decode(text, 0)))
    return 0;
  if (first == 0xC2) return std::min<std::size_t>(2, text.size());
  if ((first == 0xE2 && second < kLettersFrom) || (first == 0xE3 && second == 0x80))
    return std::min<std::size_t>(3, text.size());
  return first >= 0x80 || std::isalnum(first) != 0 ? 0 : 1;
}

// The sign by which a number goes on behind this gap: one that stands within numbers, dates and
// times, with a digit on either side. Zero: it ends there.
char sign_within_number(char before, std::string_view gap, char behind) {
  constexpr std::string_view kWithinNumbers = ".,:/-";
  const bool goes_on = gap.size() == 1 &&
                       kWithinNumbers.find(gap.front()) != std::string_view::npos &&
                       core::is_digit(before) && core::is_digit(behind);
  return goes_on ? gap.front() : '\0';
}

bool has_one_of(std::string_view gap, std::string_view signs) {
  return gap.find_first_of(signs) != std::string_view::npos;
}

// A mark that opens a quotation, and those that close it.
struct Marks {
  std::string_view opens;
  std::string_view close;
};
constexpr std::array<Marks, 13> kMarks{{{"“", "”"},
                                        {"„", "“”"},
                                        {"”", "”"},
                                        {"«", "»"},
                                        {"»", "«"},
                                        {"‹", "›"},
                                        {"‘", "’"},
                                        {"‚", "‘’"},
                                        {"「", "」"},
                                        {"『", "』"},
                                        {"\"", "\""},
                                        {"`", "`"},
                                        {"'", "'"}}};

// Knows which quotation a word of a text stands in.
class Quotations {
 public:
  // Reads what stands in front of a word. `first`: no word stands before it.
  void pass(std::string_view gap, bool first) {
    if (!first && (gap == "'" || gap == "’")) return;  // an apostrophe, as in "Ada’s"
    for (std::size_t at = 0; at < gap.size(); at += core::utf8::width(gap, at)) {
      const auto mark = gap.substr(at, core::utf8::width(gap, at));
      // "James' budget" does not open one.
      const bool may_open = mark != "'" || at + 1 == gap.size();
      see(mark, may_open);
    }
    const bool left_out =
        gap.find("…") != std::string_view::npos || gap.find("...") != std::string_view::npos;
    if (left_out && !open_.empty()) ++number_;
  }
  int current() const { return open_.empty() ? 0 : number_; }

 private:
  void see(std::string_view mark, bool may_open) {
    if (!open_.empty() && open_.back().find(mark) != std::string_view::npos) {
      open_.pop_back();
      return;
    }
    const auto* found = std::find_if(kMarks.begin(), kMarks.end(),
                                     [mark](const Marks& marks) { return marks.opens == mark; });
    if (found == kMarks.end() || !may_open) return;
    if (open_.empty()) ++number_;
    open_.push_back(found->close);
  }

  std::vector<std::string_view> open_{};  // what closes each one that is open, the innermost last
  int number_ = 0;
};

}  // namespace

std::vector<WrittenWord> written_words(std::string_view text) {
  std::vector<WrittenWord> words;
  Quotations quotations;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin_of_gap = at;
    for (std::size_t gap = 1; at < text.size() && gap > 0; at += gap) gap = gap_at(text.substr(at));
    const auto begin = at;
    while (at < text.size() && gap_at(text.substr(at)) == 0) ++at;
    if (at == begin) break;
    const auto gap = text.substr(begin_of_gap, begin - begin_of_gap);
    const bool first = words.empty();
    quotations.pass(gap, first);
    words.push_back({std::string(text.substr(begin, at - begin)),
                     first ? '\0' : sign_within_number(words.back().text.back(), gap, text[begin]),
                     first || (has_one_of(gap, ".!?") && has_one_of(gap, " \n")),
                     has_one_of(gap, ",;:.!?()"), quotations.current()});
  }
  return words;
}

bool has_numeral_sign(std::string_view word) {
  for (std::size_t at = 0; at < word.size(); at += core::utf8::width(word, at))
    if (is_numeral_sign(core::utf8::decode(word, at))) return true;
  return false;
}

bool has_capital(std::string_view word) {
  const auto first = core::utf8::decode(word, 0);
  return core::small_letter(first) != first;
}

bool has_foreign_letter(std::string_view word) {
  constexpr std::uint32_t kLatinEnd = 0x180;
  for (std::size_t at = 0; at < word.size(); at += core::utf8::width(word, at)) {
    const auto point = core::utf8::decode(word, at);
    const bool latin = point < kLatinEnd || (point >= 0x1E00 && point <= 0x1EFF);
    if (!latin && !core::is_accent(point)) return true;
  }
  return false;
}

}  // namespace baton::context
