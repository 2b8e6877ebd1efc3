#include "context/written_moments.hpp"

#include "baton/core/text.hpp"
#include "context/held_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace baton::context {
namespace {

// The number that a word of one to `digits_max` digits is.
std::optional<int> number(std::string_view word, std::size_t digits_max) {
  if (word.empty() || word.size() > digits_max ||
      !std::all_of(word.begin(), word.end(), core::is_digit))
    return {};
  int value = 0;
  for (const char digit : word) value = value * 10 + (digit - '0');
  return value;
}

// The number of a word of exactly two digits, below `end`.
std::optional<int> two_digits(std::string_view word, int end) {
  const auto value = number(word, 2);
  if (word.size() != 2 || !value || *value >= end) return {};
  return value;
}

std::optional<int> year(std::string_view word) {
  return word.size() == 4 ? number(word, 4) : std::nullopt;
}

// A day of a month, which may be an ordinal: "30", "30th", "1er".
std::optional<int> day(std::string_view word) {
  constexpr auto kOrdinals = std::to_array<std::string_view>({"st", "nd", "rd", "th", "er", "e"});
  const auto digits = static_cast<std::size_t>(
      std::find_if_not(word.begin(), word.end(), core::is_digit) - word.begin());
  const auto value = number(word.substr(0, digits), 2);
  if (!value || *value < 1 || *value > 31) return {};
  const auto behind = word.substr(digits);
  if (!behind.empty() && !core::is_one_of(behind, kOrdinals)) return {};
  return value;
}

// Finds the dates and times of a text, from its first word to its last.
class Reader {
 public:
  explicit Reader(const std::vector<ComparedWord>& words) : words_(words) {
    moments_.has.resize(words.size());
  }

  WrittenMoments read() && {
    for (std::size_t at = 0; at < words_.size();) {
      auto length = date_of_numbers(at);
      if (length == 0) length = time(at);
      if (length == 0) length = day_and_month(at);
      if (length == 0) length = month_first(at);
      if (length == 0) length = year_alone(at);
      std::fill_n(moments_.has.begin() + static_cast<std::ptrdiff_t>(at), length, true);
      at += std::max<std::size_t>(length, 1);
    }
    return std::move(moments_);
  }

 private:
  // The word, or nothing behind the last one.
  std::string_view word(std::size_t at) const {
    return at < words_.size() ? std::string_view(words_[at].text) : std::string_view();
  }
  // The sign by which the word goes on with the number before it.
  char sign(std::size_t at) const {
    return at < words_.size() ? words_[at].written.goes_on_by : '\0';
  }
  bool pauses(std::size_t at) const {
    return at >= words_.size() || words_[at].written.behind_pause;
  }
  // Whether the word neither goes on with a number nor is gone on with.
  bool stands_alone(std::size_t at) const { return sign(at) == 0 && sign(at + 1) == 0; }

  // "2026-11-30", and "2026-11-30T10:20:00Z". How many words it has; zero: none begins here.
  std::size_t date_of_numbers(std::size_t at) {
    if (sign(at) != 0 || sign(at + 1) != '-' || sign(at + 2) != '-') return 0;
    const auto in_year = year(word(at));
    const auto month = two_digits(word(at + 1), 13);
    const auto last = word(at + 2);
    const auto ends = last.find('t');
    const auto on = two_digits(last.substr(0, ends), 32);
    if (!in_year || !month || *month == 0 || !on || *on == 0) return 0;
    if (ends != std::string_view::npos) {
      const auto length = time_behind(at + 3, two_digits(last.substr(ends + 1), 24));
      if (length == 0) return 0;
      moments_.dates.push_back({*in_year, *month, *on});
      return 3 + length;
    }
    moments_.dates.push_back({*in_year, *month, *on});
    return 3;
  }

  // What follows the hour of a time: "20", "20:30" and "20:00.123Z". How many words it has.
  std::size_t time_behind(std::size_t at, std::optional<int> hour) {
    const auto plain = [this](std::size_t which) {
      auto text = word(which);
      if (text.ends_with('z')) text.remove_suffix(1);
      return text;
    };
    const auto minute = two_digits(plain(at), 60);
    if (!hour || sign(at) != ':' || !minute) return 0;
    WrittenTime time{*hour, *minute};
    std::size_t length = 1;
    if (sign(at + 1) == ':') {
      const auto second = two_digits(plain(at + 1), 61);
      if (!second) return 0;
      time.second = *second;
      length = sign(at + 2) == '.' ? 3 : 2;
    }
    if (sign(at + length) == ':') return 0;
    length += half_of_day(at + length, time);
    moments_.times.push_back(time);
    return length;
  }

  // "pm" or "p.m." behind a time. How many words it has.
  std::size_t half_of_day(std::size_t at, WrittenTime& time) const {
    const bool parted = word(at + 1) == "m" && (word(at) == "a" || word(at) == "p");
    if (!parted && word(at) != "am" && word(at) != "pm") return 0;
    if (time.hour < 1 || time.hour > 12) return 0;
    time.hour = time.hour % 12 + (word(at).front() == 'p' ? 12 : 0);
    return parted ? 2 : 1;
  }

  // "10:20", "10:20:30", "10h20", "10 h 20".
  std::size_t time(std::size_t at) {
    if (sign(at) == ':') return 0;
    if (const auto length = time_behind(at + 1, hour(word(at))); length > 0) return 1 + length;
    if (!stands_alone(at)) return 0;
    const auto text = word(at);
    if (const auto h = text.find('h'); h != std::string_view::npos) {
      const auto minute = h + 1 == text.size() ? 0 : two_digits(text.substr(h + 1), 60);
      const auto at_hour = hour(text.substr(0, h));
      if (!at_hour || !minute) return 0;
      moments_.times.push_back({*at_hour, *minute});
      return 1;
    }
    const auto minute = two_digits(word(at + 2), 60);
    const auto at_hour = hour(text);
    if (word(at + 1) != "h" || !at_hour || !minute) return 0;
    moments_.times.push_back({*at_hour, *minute});
    return 3;
  }
  static std::optional<int> hour(std::string_view text) {
    const auto value = number(text, 2);
    return value && *value < 24 ? value : std::nullopt;
  }

  // "30 November", "30 November 2026", "1er mai 2026", "30th of November".
  std::size_t day_and_month(std::size_t at) {
    const auto on = stands_alone(at) ? day(word(at)) : std::nullopt;
    if (!on) return 0;
    const bool ordinal = !core::is_digit(word(at).back());
    const std::size_t between = ordinal && word(at + 1) == "of" ? 1 : 0;
    const auto named = at + 1 + between;
    const auto month = pauses(at + 1) ? 0 : month_number(word(named));
    if (month == 0) return 0;
    const auto in_year = pauses(named + 1) ? std::nullopt : year_at(named + 1);
    moments_.dates.push_back({in_year.value_or(0), month, *on});
    return 2 + between + (in_year ? 1 : 0);
  }

  // "November 30", "November 30, 2026", "novembre 2026".
  std::size_t month_first(std::size_t at) {
    const auto month = month_number(word(at));
    if (month == 0 || pauses(at + 1)) return 0;
    if (const auto in_year = year_at(at + 1)) {
      moments_.dates.push_back({*in_year, month, 0});
      return 2;
    }
    // French has the day in front. "In November 30 claims came" does not name a day.
    const auto before = at > 0 ? word(at - 1) : std::string_view();
    const auto on = stands_alone(at + 1) ? day(word(at + 1)) : std::nullopt;
    if (!is_english_month(word(at)) || before == "in" || before == "of" || !on) return 0;
    auto in_year = year_at(at + 2);
    // "On November 30, 2026 claims came" does not name a year.
    if (in_year && pauses(at + 2) && !pauses(at + 3) && !is_joining_word(word(at + 3)))
      in_year.reset();
    moments_.dates.push_back({in_year.value_or(0), month, *on});
    return in_year ? 3 : 2;
  }
  std::optional<int> year_at(std::size_t at) const {
    return stands_alone(at) ? year(word(at)) : std::nullopt;
  }

  // "in 2026", where nothing follows that could be counted.
  std::size_t year_alone(std::size_t at) {
    const auto in_year = year_at(at);
    const bool led = at > 0 && (word(at - 1) == "in" || word(at - 1) == "en");
    if (!in_year || !led || !pauses(at + 1)) return 0;
    moments_.dates.push_back({*in_year, 0, 0});
    return 1;
  }

  const std::vector<ComparedWord>& words_;
  WrittenMoments moments_{};
};

}  // namespace

WrittenMoments written_moments(const std::vector<ComparedWord>& words) {
  return Reader(words).read();
}

bool is_said_by(const WrittenDate& date, const WrittenDate& other) {
  const auto agrees = [](int said, int of_other) { return said == 0 || said == of_other; };
  return agrees(date.year, other.year) && agrees(date.month, other.month) &&
         agrees(date.day, other.day);
}

bool is_said_by(const WrittenTime& time, const WrittenTime& other) {
  return time.hour == other.hour && time.minute == other.minute &&
         (time.second < 0 || time.second == other.second);
}

}  // namespace baton::context
