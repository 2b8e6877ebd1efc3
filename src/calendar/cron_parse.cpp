#include "baton/calendar/cron.hpp"
#include "baton/core/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace baton::calendar {

namespace {

// What may stand in one field.
struct FieldKind {
  // With its article.
  std::string_view name;
  int least;
  int most;
  // Names of the values from `least` on; empty if there are none.
  std::vector<std::string_view> names;
};

const std::array<FieldKind, 6>& field_kinds() {
  static const std::array<FieldKind, 6> kinds{{
      {"a second", 0, 59, {}},
      {"a minute", 0, 59, {}},
      {"an hour", 0, 23, {}},
      {"a day of the month", 1, 31, {}},
      {"a month",
       1,
       12,
       {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}},
      {"a day of the week", 0, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}},
  }};
  return kinds;
}

// The fields in their order; an expression of five begins with the minute.
namespace field_at {
enum Field : std::size_t { second, minute, hour, month_day, month, day_of_week };
}

struct Alias {
  std::string_view name;
  std::string_view means;
};
constexpr std::array<Alias, 7> kAliases{{{"@yearly", "0 0 1 1 *"},
                                         {"@annually", "0 0 1 1 *"},
                                         {"@monthly", "0 0 1 * *"},
                                         {"@weekly", "0 0 * * 0"},
                                         {"@daily", "0 0 * * *"},
                                         {"@midnight", "0 0 * * *"},
                                         {"@hourly", "0 * * * *"}}};

bool is_space(char c) { return c == ' ' || c == '\t'; }

// A part of the expression, and the byte at which it begins.
struct Word {
  std::string_view text;
  std::size_t at = 0;
};

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    const auto begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    words.push_back({text.substr(begin, at - begin), begin});
  }
  return words;
}

std::vector<Word> parts_of(Word word, char separator) {
  std::vector<Word> parts;
  for (std::size_t at = 0;;) {
    const auto end = std::min(word.text.find(separator, at), word.text.size());
    parts.push_back({word.text.substr(at, end - at), word.at + at});
    if (end == word.text.size()) return parts;
    at = end + 1;
  }
}

}  // namespace

// Reads the fields of one expression into a Cron.
class CronReader {
 public:
  CronReader(std::string_view text, core::Findings& findings) : text_(text), findings_(findings) {}

  std::optional<Cron> read() {
    if (text_.size() > Cron::kBytesMax) {
      fault({text_, 0}, "expected a cron expression of at most 256 characters");
      return std::nullopt;
    }
    auto words = words_of(text_);
    if (words.size() == 1 && words[0].text.starts_with('@')) {
      const auto means = alias(words[0]);
      if (means.empty()) return std::nullopt;
      words = words_of(means);
    }
    if (words.size() != 5 && words.size() != 6) {
      fault(
          {text_, 0},
          "expected 5 fields (minute, hour, day of the month, month, day of the week), or 6 with "
          "seconds in front, got " +
              std::to_string(words.size()),
          words.size() == 7 ? "a year cannot be given" : "\"0 9 * * MON-FRI\" is 9:00 on workdays");
      return std::nullopt;
    }
    cron_.text_ = text_;
    if (words.size() == 5) cron_.seconds_.set(0);
    for (std::size_t i = 0; i < words.size(); ++i) field(i + (6 - words.size()), words[i]);
    if (core::has_errors(findings_)) return std::nullopt;
    if (!ever_fires()) {
      fault({text_, 0}, "this can never fire: no such day ever comes",
            "30 and 31 are in no February, and 31 is not in every month");
      return std::nullopt;
    }
    return std::move(cron_);
  }

 private:
  void fault(Word part, std::string message, std::string hint = {}) {
    core::Finding finding;
    finding.rule = "cron/syntax";
    finding.message = std::move(message);
    finding.hint = std::move(hint);
    finding.at = {1, part.at + 1};
    finding.length = std::max<std::size_t>(part.text.size(), 1);
    findings_.push_back(std::move(finding));
  }

  std::string_view alias(Word word) {
    std::vector<std::string> names;
    for (const auto& one : kAliases) {
      if (core::same_no_case(one.name, word.text)) return one.means;
      names.emplace_back(one.name);
    }
    const auto hint = core::did_you_mean(word.text, names);
    fault(word, "there is no " + shown(word.text),
          hint.empty() ? "known are " + core::join(names) : hint);
    return {};
  }

  static std::string shown(std::string_view text) {
    return text.empty() ? "nothing" : "\"" + core::one_line(text, 40) + "\"";
  }

  static bool is_days(std::size_t field) {
    return field == field_at::month_day || field == field_at::day_of_week;
  }

  static std::string expected(std::size_t field) {
    const auto& kind = field_kinds()[field];
    auto text = "expected " + std::string(kind.name) + " from " + std::to_string(kind.least) +
                " to " + std::to_string(kind.most);
    if (!kind.names.empty())
      text += " or " + std::string(kind.names.front()) + " to " + std::string(kind.names.back());
    return text;
  }

  void field(std::size_t field, Word word) {
    const bool any = word.text.front() == '*' || word.text == "?";
    if (field == field_at::month_day) cron_.any_month_day_ = any;
    if (field == field_at::day_of_week) cron_.any_weekday_ = any;
    if (field <= field_at::hour && any) cron_.running_ = true;
    for (const auto& part : parts_of(word, ',')) item(field, part);
  }

  void item(std::size_t field, Word part) {
    if (special(field, part)) return;
    const auto slash = part.text.find('/');
    const Word range{part.text.substr(0, slash), part.at};
    const auto& kind = field_kinds()[field];
    int first = kind.least;
    int last = kind.most;
    const bool stepped = slash != std::string_view::npos;
    if (range.text != "*" && !(range.text == "?" && is_days(field) && !stepped)) {
      const auto dash = range.text.find('-');
      const auto from = value(field, {range.text.substr(0, dash), range.at});
      if (!from) return;
      first = *from;
      if (dash != std::string_view::npos) {
        const Word end{range.text.substr(dash + 1), range.at + dash + 1};
        const auto to = value(field, end);
        if (!to) return;
        // FRI-SUN ends with the Sunday that is 7.
        last = field == field_at::day_of_week && *to == 0 && first > 0 &&
                       !core::is_digit(end.text.front())
                   ? 7
                   : *to;
        if (last < first) return backwards(field, range, first, last);
      } else if (!stepped) {
        last = first;
      } else if (field == field_at::day_of_week) {
        first %= 7;  // the Sunday that is 7 is the one with which the days begin
        last = 6;
      }
    } else if (field == field_at::day_of_week) {
      last = 6;
    }
    int step = 1;
    if (stepped) {
      const Word text{part.text.substr(slash + 1), part.at + slash + 1};
      const auto read = read_number(text.text);
      if (!read || *read < 1 || *read > kind.most)
        return fault(text, "expected a step from 1 to " + std::to_string(kind.most) + ", got " +
                               shown(text.text));
      step = *read;
    }
    for (int at = first; at <= last; at += step) set(field, at);
  }

  void backwards(std::size_t field, Word range, int first, int last) {
    const auto& kind = field_kinds()[field];
    const auto number = [](int value) { return std::to_string(value); };
    fault(range, "expected a range that begins before it ends, got " + shown(range.text),
          "write " + number(first) + "-" + number(kind.most) + "," + number(kind.least) + "-" +
              number(last));
  }

  void set(std::size_t field, int value) {
    const auto at = static_cast<std::size_t>(value);
    switch (field) {
      case field_at::second: cron_.seconds_.set(at); break;
      case field_at::minute: cron_.minutes_.set(at); break;
      case field_at::hour: cron_.hours_.set(at); break;
      case field_at::month_day: cron_.month_days_.set(at); break;
      case field_at::month: cron_.months_.set(at); break;
      default: cron_.weekdays_.set(at % 7);
    }
  }

  static std::optional<int> read_number(std::string_view text) {
    int number = 0;
    if (text.empty() || text.size() > 4 || !core::is_digit(text.front())) return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
  }

  // A number or a name of the field. What is neither is a finding.
  std::optional<int> value(std::size_t field, Word word) {
    const auto& kind = field_kinds()[field];
    if (const auto read = read_number(word.text); read && *read >= kind.least && *read <= kind.most)
      return *read;
    for (std::size_t i = 0; i < kind.names.size(); ++i) {
      if (core::same_no_case(kind.names[i], word.text)) return kind.least + static_cast<int>(i);
    }
    fault(word, expected(field) + ", got " + shown(word.text), hint(field, word.text));
    return std::nullopt;
  }

  static std::string hint(std::size_t field, std::string_view text) {
    const auto& names = field_kinds()[field].names;
    for (const auto name : names) {
      if (text.size() > 3 && core::starts_no_case(text, name)) return "write " + std::string(name);
    }
    if (text == "24" && field == field_at::hour) return "midnight is hour 0";
    if (text == "60" && field <= field_at::minute) return "the next full one is 0";
    if (text == "H" || text == "h") return "a value that is chosen by a hash is not supported";
    return {};
  }

  // Days that are no fixed number; false if the part is none of these.
  bool special(std::size_t field, Word part) {
    const auto text = core::lower(part.text);
    auto& special_days = cron_.special_;
    if (field == field_at::month_day) {
      if (text == "l") return special_days.last = true;
      if (text == "lw" || text == "wl") return special_days.last_working = true;
      if (text.size() < 2 || text.back() != 'w') return false;
      const auto day = value(field, {part.text.substr(0, text.size() - 1), part.at});
      if (day) special_days.nearest.set(static_cast<std::size_t>(*day));
      return true;
    }
    if (field != field_at::day_of_week) return false;
    if (text == "l") {
      fault(part, "expected a day before L, such as 5L for the last Friday of the month");
      return true;
    }
    if (const auto sharp = text.find('#'); sharp != std::string::npos) {
      const auto day = value(field, {part.text.substr(0, sharp), part.at});
      const Word count{part.text.substr(sharp + 1), part.at + sharp + 1};
      const auto nth = read_number(count.text);
      if (!nth || *nth < 1 || *nth > 5)
        fault(count,
              "expected which one of the month after #, from 1 to 5, got " + shown(count.text));
      else if (day)
        special_days.nth_weekday[*nth - 1].set(static_cast<std::size_t>(*day % 7));
      return true;
    }
    if (text.size() < 2 || text.back() != 'l') return false;
    const auto day = value(field, {part.text.substr(0, text.size() - 1), part.at});
    if (day) special_days.last_weekday.set(static_cast<std::size_t>(*day % 7));
    return true;
  }

  // The calendar repeats itself after 400 years.
  bool ever_fires() const {
    const std::chrono::local_days begin(std::chrono::year(2000) / 1 / 1);
    for (auto day = begin; day < begin + std::chrono::days(146'097); day += std::chrono::days(1))
      if (cron_.fits_day(day)) return true;
    return false;
  }

  std::string_view text_;
  core::Findings& findings_;
  Cron cron_;
};

Cron::Parsed Cron::parse(std::string_view text) {
  Parsed parsed;
  parsed.cron = CronReader(text, parsed.findings).read();
  return parsed;
}

}  // namespace baton::calendar
