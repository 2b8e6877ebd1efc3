#include "cel/syntax_hint.hpp"

#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baton::cel {

namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), core::is_digit);
}

// The hint for a length of time without quotes, such as 24h. For 2d it says "48h", because
// durations have no days. Empty if the unit is not known.
std::string length_hint(std::string_view number, std::string_view unit) {
  static constexpr std::array<std::string_view, 4> kUnits{"h", "m", "s", "ms"};
  if (std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end())
    return "write duration(\"" + std::string(number) + std::string(unit) + "\")";
  const int hours = unit == "d" ? 24 : unit == "w" ? 168 : 0;
  int count = 0;
  constexpr int kCountMax = 100'000;
  const auto parsed = std::from_chars(number.data(), number.data() + number.size(), count);
  if (hours == 0 || parsed.ec != std::errc() || count > kCountMax) return {};
  return "write duration(\"" + std::to_string(count * hours) + "h\"): a day is 24h";
}

// The moment around the offset, such as 2026-12-01T09:00, with seconds and a zone added; empty if
// there is none.
std::string moment_at(std::string_view text, std::size_t offset) {
  const auto belongs = [](char c) {
    return core::is_digit(c) || c == '-' || c == ':' || c == 'T' || c == 'Z' || c == '.';
  };
  auto begin = std::min(offset, text.size());
  while (begin > 0 && belongs(text[begin - 1])) --begin;
  auto end = offset;
  while (end < text.size() && belongs(text[end])) ++end;
  std::string moment(text.substr(begin, end - begin));
  constexpr std::string_view kForm = "dddd-dd-ddTdd:dd";
  const bool fits = moment.size() >= kForm.size() &&
                    std::equal(kForm.begin(), kForm.end(), moment.begin(), [](char form, char c) {
                      return form == 'd' ? core::is_digit(c) : form == c;
                    });
  if (!fits) return {};
  if (moment.size() == kForm.size()) moment += ":00";
  if (moment.back() != 'Z') moment += 'Z';
  return moment;
}

// The number that is written in groups of digits, as 10,000 and 10_000 and 10 000, without what
// stands between them. `first` is the group before the offset. Empty if it is no such number.
std::string ungrouped(std::string_view text, std::string_view first, std::size_t offset) {
  constexpr std::size_t kGroup = 3;
  std::string number(first);
  auto at = offset > 0 && text[offset - 1] == ' ' ? offset - 1 : offset;
  while (at < text.size() && std::string_view(",_ ").find(text[at]) != std::string_view::npos) {
    const auto group = text.substr(at + 1, kGroup);
    const auto end = at + 1 + kGroup;
    const bool whole = group.size() == kGroup && all_digits(group) &&
                       (end >= text.size() || !core::is_digit(text[end]));
    if (!whole) break;
    number += group;
    at = end;
  }
  return number.size() > first.size() ? number : std::string();
}

// What the end of the text lacks; empty if that is not known.
std::string_view end_hint(std::string_view text, std::string_view before) {
  if (before == "%") return "write a share as a number, such as 0.1";
  const auto mark = text.find('?');
  if (mark == std::string_view::npos) return {};
  if (mark + 1 < text.size() && text[mark + 1] == '.')
    return "write .? before a field that may be absent, and .orValue(…) behind it";
  const bool optional = mark > 0 && (text[mark - 1] == '.' || text[mark - 1] == '[');
  return optional || text.find(':', mark) != std::string_view::npos ? std::string_view()
                                                                    : kChoiceHint;
}

// What CEL has in place of a word of another language; empty if the words are not known.
std::string_view word_hint(std::string_view before, std::string_view got) {
  const auto either = [](std::string_view word, std::string_view lower, std::string_view upper) {
    return word == lower || word == upper;
  };
  if (either(got, "and", "AND")) return "write &&";
  if (either(got, "or", "OR")) return "write ||";
  if (either(before, "not", "NOT") || either(got, "not", "NOT"))
    return "write ! before what must not hold";
  if (either(got, "is", "IS") || either(got, "equals", "EQUALS")) return "write ==";
  if (either(got, "contains", "matches"))
    return "write text.contains(\"part\"), or text.matches(\"pattern\")";
  if (got == ",") return "a list is written in brackets: x in [\"a\", \"b\"]";
  return {};
}

}  // namespace

std::string syntax_hint(std::string_view text, const UnexpectedToken& stop) {
  if (all_digits(stop.before)) {
    if (auto hint = length_hint(stop.before, stop.got); !hint.empty()) return hint;
    if (const auto moment = moment_at(text, stop.offset); !moment.empty())
      return "write timestamp(\"" + moment + "\")";
    const auto ahead = core::trim(text.substr(0, stop.offset - stop.before.size()), " ,");
    const bool in_list = ahead.ends_with(" in");
    if (const auto number = ungrouped(text, stop.before, stop.offset); !number.empty() && !in_list)
      return "write " + number;
  }
  const bool braces = stop.got == "}" && text.find('{') != std::string_view::npos &&
                      text.find(':') == std::string_view::npos;
  if (stop.got == "," && text.find_first_not_of(" ,\n", stop.offset) == std::string_view::npos)
    return "remove the comma";
  if (const auto hint = stop.got.empty() ? end_hint(text, stop.before) : std::string_view();
      !hint.empty())
    return std::string(hint);
  if (braces) return "write ${…} with one pair of braces: {…} is a map, as {\"key\": value}";
  return std::string(word_hint(stop.before, stop.got));
}

}  // namespace baton::cel
