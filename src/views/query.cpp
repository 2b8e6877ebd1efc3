#include "baton/views/query.hpp"

#include "baton/core/days.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/run.hpp"
#include "baton/core/text.hpp"
#include "baton/core/time.hpp"
#include "baton/core/utf8.hpp"
#include "baton/core/version_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace baton::views {
namespace {

// The last one stands for all runs that have not ended.
constexpr std::array<std::string_view, 7> kStatuses{"running", "waiting",   "paused", "succeeded",
                                                    "failed",  "cancelled", "open"};
constexpr std::array kRunKeys{
    QueryKey{"status", {}, QueryValue::word, kStatuses},
    QueryKey{"template", "workflow"},
    QueryKey{"version", {}, QueryValue::version},
    QueryKey{"connection"},
    QueryKey{"key"},
    QueryKey{"goal"},
    QueryKey{"id"},
    QueryKey{"age", {}, QueryValue::duration},
    QueryKey{"since", {}, QueryValue::moment},
    QueryKey{"late", {}, QueryValue::share},
};
constexpr std::array kEventKeys{
    QueryKey{"type"},
    QueryKey{"source"},
    QueryKey{"subject"},
    QueryKey{"since", {}, QueryValue::moment},
};

// How a value is read that is neither any text nor one of the words of its key.
struct ValueRow {
  QueryValue value;
  bool (*fits)(std::string_view text);
  std::string_view expected;
  std::string_view examples;
};
constexpr std::array kValueRows{
    ValueRow{QueryValue::duration,
             [](std::string_view text) { return core::parse_duration(text).has_value(); },
             "a length of time", "30m, 4h, 1d"},
    ValueRow{QueryValue::moment,
             [](std::string_view text) {
               return core::parse_duration(text).has_value() ||
                      core::parse_day_or_moment(text).has_value();
             },
             "a length of time, a day or a moment", "30m, 4h, 2026-05-04"},
    ValueRow{QueryValue::share, [](std::string_view text) { return share_of(text).has_value(); },
             "a share from 0% to 100%", "50%, >50%, <20%"},
    ValueRow{QueryValue::version,
             [](std::string_view text) { return core::parse_version(text).has_value(); },
             "the number of a version", "3, <3, >3"},
};

bool is_space(char letter) {
  return std::string_view(" \t\n\r\f\v").find(letter) != std::string_view::npos;
}

// Where the quoted part ends that begins at or behind `at`, with a minus, a key and a comparison
// before it; `at` itself when there is none.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
  std::size_t to = at;
  if (to < text.size() && text[to] == '-') ++to;
  std::size_t key = to;
  while (key < text.size() && !is_space(text[key]) && text[key] != '"' && text[key] != ':') ++key;
  if (key > to && key < text.size() && text[key] == ':') to = key + 1;
  if (to < text.size() && (text[to] == '<' || text[to] == '>')) ++to;
  if (to >= text.size() || text[to] != '"') return at;
  const auto close = text.find('"', to + 1);
  return close == std::string_view::npos ? text.size() : close + 1;
}

// A part of the text that stands by itself, and where it begins.
struct Piece {
  std::string_view raw;
  std::size_t column = 0;
};

// Cuts at spaces that are not in quotes.
std::vector<Piece> pieces(std::string_view text) {
  std::vector<Piece> all;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = end_of_quoted(text, at);
    if (end == at)
      while (end < text.size() && !is_space(text[end])) ++end;
    all.push_back({text.substr(at, end - at), core::utf8::count(text.substr(0, at)) + 1});
    at = end;
  }
  return all;
}

std::string_view unquoted(std::string_view text) {
  if (!text.starts_with('"')) return text;
  text.remove_prefix(1);
  if (text.ends_with('"')) text.remove_suffix(1);
  return text;
}

// The parts of "-key:>value".
struct Parts {
  bool negated = false;
  std::string_view key{};
  char comparison = '=';
  std::string_view value{};  // empty: it is no term
};

Parts parts_of(std::string_view raw) {
  Parts parts;
  if (raw.starts_with('-')) {
    parts.negated = true;
    raw.remove_prefix(1);
  }
  const auto colon = raw.find(':');
  if (colon == std::string_view::npos || colon == 0) return {};
  parts.key = raw.substr(0, colon);
  const bool is_key = std::all_of(parts.key.begin(), parts.key.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || letter == '_';
  });
  if (!is_key) return {};
  raw.remove_prefix(colon + 1);
  if (raw.starts_with('<') || raw.starts_with('>')) {
    parts.comparison = raw.front();
    raw.remove_prefix(1);
  }
  parts.value = unquoted(raw);
  return parts;
}

template <class Words>
std::vector<std::string> texts(const Words& words) {
  return {words.begin(), words.end()};
}

QueryMistake unknown_key(std::string_view key, std::span<const QueryKey> keys) {
  std::vector<std::string> names;
  for (const QueryKey& each : keys) names.emplace_back(each.name);
  std::string meant = core::nearest(key, names);
  const auto hint_is = meant.empty() ? QueryMistake::Hint::none : QueryMistake::Hint::meant;
  return {{},
          QueryMistake::Of::key,
          std::move(meant),
          hint_is,
          "there is no key \"" + core::one_line(key, 40) + "\": expected " + core::any_of(names) +
              ", or quotes around words with a colon"};
}

// Sets `mistake` when this value may not stand behind this key.
bool fits(const QueryKey& key, const Parts& parts, QueryMistake& mistake) {
  using Hint = QueryMistake::Hint;
  const auto came = (parts.comparison == '=' ? "" : std::string(1, parts.comparison)) +
                    core::one_line(parts.value, 40);
  const auto refuse = [&](Hint hint_is, std::string hint, std::string expected) {
    mistake = {{},
               QueryMistake::Of::value,
               std::move(hint),
               hint_is,
               "expected " + std::move(expected) + " behind " + std::string(key.name) +
                   ":, got \"" + came + '"'};
    return false;
  };
  const auto* row = std::find_if(kValueRows.begin(), kValueRows.end(),
                                 [&key](const ValueRow& one) { return one.value == key.value; });
  if (row != kValueRows.end())
    return row->fits(parts.value) ||
           refuse(Hint::examples, std::string(row->examples), std::string(row->expected));
  const bool compared = parts.comparison != '=';
  if (key.value == QueryValue::text)
    return !compared ||
           refuse(Hint::none, {},
                  "a value without < and >, which compare lengths of time, shares and versions");
  const auto words = texts(key.words);
  if (!compared && std::find(words.begin(), words.end(), parts.value) != words.end()) return true;
  const std::string meant = compared ? std::string() : core::nearest(parts.value, words);
  return refuse(meant.empty() ? Hint::values : Hint::meant,
                meant.empty() ? core::join(words) : meant, "one of " + core::any_of(words));
}

}  // namespace

core::Error QueryMistake::error() const {
  core::Error error{core::Errc::invalid, message, "line 1, column " + std::to_string(column), {}};
  if (hint_is == Hint::meant) error.hint = "did you mean \"" + hint + "\"?";
  if (hint_is == Hint::examples) error.hint = "such as " + hint;
  return error;
}

std::optional<double> share_of(std::string_view text) {
  constexpr double kWhole = 100;
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const bool plain = !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos &&
                     text.front() != '.' && text.back() != '.';
  if (!plain) return std::nullopt;
  double percent = 0;
  const auto read =
      std::from_chars(text.data(), text.data() + text.size(), percent, std::chars_format::fixed);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  if (!whole || percent < 0 || percent > kWhole) return std::nullopt;
  return percent / kWhole;
}

Query read_query(std::string_view text, std::span<const QueryKey> keys) {
  Query query;
  for (const auto& [raw, column] : pieces(text)) {
    const Parts parts = parts_of(raw);
    if (parts.value.empty()) {
      query.words.emplace_back(unquoted(raw));
      continue;
    }
    const auto key = std::find_if(keys.begin(), keys.end(), [&parts](const QueryKey& each) {
      return each.name == parts.key || (!each.also.empty() && each.also == parts.key);
    });
    QueryMistake mistake;
    if (key == keys.end()) {
      mistake = unknown_key(parts.key, keys);
    } else if (fits(*key, parts, mistake)) {
      query.terms.push_back({std::string(key->name), std::string(parts.value), parts.comparison,
                             parts.negated, column});
      continue;
    }
    mistake.raw = raw;
    mistake.column = column;
    query.mistakes.push_back(std::move(mistake));
  }
  return query;
}

std::span<const QueryKey> run_query_keys() { return kRunKeys; }
std::span<const QueryKey> event_query_keys() { return kEventKeys; }

}  // namespace baton::views
