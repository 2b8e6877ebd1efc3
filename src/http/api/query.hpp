#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What comes in by URL, decoded and checked.
namespace baton::http {

// Percent-decoding of one path segment. Refused: a broken escape, text that is not UTF-8, control
// characters.
core::Result<std::string> decode_segment(std::string_view segment);

// The parameters of a query string. A name that is not expected is an error with a "did you mean",
// since a filter that is misspelt and dropped in silence shows too much.
class Query {
 public:
  static core::Result<Query> parse(std::string_view query,
                                   std::initializer_list<std::string_view> expected);

  // Empty when it is not given.
  std::string_view text(std::string_view name) const;
  bool has(std::string_view name) const;
  core::Result<std::int64_t> number(std::string_view name, std::int64_t otherwise, std::int64_t min,
                                    std::int64_t max) const;
  // `limit`, 1 to kPageSizeMax.
  core::Result<std::size_t> limit() const;
  // A typed id; unset when it is not given.
  template <class Id>
  core::Result<Id> id(std::string_view name) const {
    if (!has(name)) return Id{};
    auto id = Id::parse(text(name));
    if (!id)
      return core::Error{id.error().code, id.error().message,
                         "query parameter " + std::string(name), id.error().hint};
    return *id;
  }

 private:
  std::vector<std::pair<std::string, std::string>> values_;
};

// The members of a JSON body, by name and type; what is wrong is named by its JSON pointer. Members
// that are not expected are errors, as in Query.
class Members {
 public:
  // An empty body counts as {} when `optional`.
  static core::Result<Members> parse(std::string_view body,
                                     std::initializer_list<std::string_view> expected,
                                     bool optional = false);

  // The same, but members that are not expected are added to `mistakes`, so that all that is wrong
  // can be told at once.
  static core::Result<Members> parse(std::string_view body,
                                     std::initializer_list<std::string_view> expected,
                                     std::vector<core::Error>& mistakes);

  core::Result<std::string> text(std::string_view name) const;  // required, not empty
  core::Result<std::string> text_or(std::string_view name, std::string_view otherwise) const;
  // A list of names, each once; none when it is missing.
  core::Result<std::vector<std::string>> names(std::string_view name) const;
  // Any JSON; null when it is missing.
  core::Json take(std::string_view name);

 private:
  core::Json body_;
};

}  // namespace baton::http
