#pragma once

#include "baton/core/result.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The query language of lists, the same in the API, the command line and the console:
// `status:failed template:x age:>1d some words`. A term is KEY:VALUE, KEY:>VALUE or KEY:<VALUE,
// with a minus in front for "not"; a value or a word with spaces stands in quotes. All else is
// words. Pure; any thread.
namespace baton::views {

// What may stand after a key and its colon.
enum class QueryValue {
  text,
  // A duration of the template language, "1d12h", which can be compared with < and >.
  duration,
  // A duration as how long ago, a day in UTC, "2026-05-04", or an RFC 3339 moment.
  moment,
  // One of QueryKey::words.
  word,
  // A share as "50%", which can be compared with < and >; without, it means at least so much.
  share,
  // The number of a version, which can be compared with < and >.
  version,
};

// A key that a list knows.
struct QueryKey {
  // Its name, by which QueryTerm::key has it.
  std::string_view name;
  // Another name that means the same; may be empty.
  std::string_view also{};
  // What may stand after it.
  QueryValue value = QueryValue::text;
  // The values that there are, for QueryValue::word.
  std::span<const std::string_view> words{};
};

// A condition on the items of the list. An item must meet all of them.
struct QueryTerm {
  // The key, by its first name.
  std::string key;
  // What stands behind it, without quotes.
  std::string value;
  // '=', '<' or '>'.
  char comparison = '=';
  // True if it must not hold.
  bool negated = false;
  // Where it begins in the text: the number of code points before it, and one.
  std::size_t column = 0;
};

// A part of the text that looks like a term and is none.
struct QueryMistake {
  // What is wrong with it.
  enum class Of { key, value };
  // What `hint` is: what was probably meant, examples of what is expected, or all values that may
  // stand there, which the message has too.
  enum class Hint { none, meant, examples, values };
  // As it was written.
  std::string raw;
  // Whether its key or its value is wrong.
  Of of = Of::key;
  // What helps to mend it, for a program that completes what is typed; empty for Hint::none.
  std::string hint;
  // What the hint is.
  Hint hint_is = Hint::none;
  // What to say of it, for people.
  std::string message;
  // Where it begins, as QueryTerm::column.
  std::size_t column = 0;

  // As an error with its place, "line 1, column 7".
  core::Error error() const;
};

// A text as it was read.
struct Query {
  std::vector<QueryTerm> terms{};
  // What is no term, without quotes.
  std::vector<std::string> words{};
  // When there are any, the other members are not to be used.
  std::vector<QueryMistake> mistakes{};
};

// The share of a term, 0 to 1; nullopt unless it is written as "50%" or "2.5%", up to 100.
std::optional<double> share_of(std::string_view text);

// Reads a text by the keys that the list knows. A key with nothing behind it is a word, and so is
// what cannot be a key, such as 12:30.
Query read_query(std::string_view text, std::span<const QueryKey> keys);

// The keys of the list of runs, in the order in which they are told to people.
std::span<const QueryKey> run_query_keys();
// The keys of the list of events.
std::span<const QueryKey> event_query_keys();

}  // namespace baton::views
