#pragma once

#include "baton/core/json.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace baton::simulator {

// The conditions of a vendor's query language, as far as the languages are alike: SOQL, JQL, GAQL
// and ServiceNow's encoded queries. A query is conditions `column operator value` with AND or `^`
// between them. What stands before WHERE is left out, and so is everything from ORDER BY or LIMIT
// on. Operators: = != <> < <= > >= ~ !~ LIKE IN, NOT IN, STARTSWITH, CONTAINS, of which words may
// be written in any case. Pure; any thread.
class Query {
 public:
  // Where the value of a column stands in a record.
  struct Columns {
    // The members on the way from the record to a column that is not listed.
    std::string below{};
    // Members, with dots between them, by the column's name. What is asked of a column at "*"
    // always holds.
    std::map<std::string, std::string> paths{};
  };

  // Reads the conditions. What is none is kept for unread(). `encoded`: as ServiceNow writes it,
  // with ^ between the conditions, and values without quotes.
  static Query read(std::string_view text, bool encoded = false);
  // True if all conditions hold for the record. A column of several values, such as labels, is
  // equal to each of them; an object is equal to its name, its key, its id or its value.
  bool holds(const core::Json& record, const Columns& columns) const;
  // The first part of the query that was not understood and that therefore changes nothing; empty
  // if there is none.
  const std::string& unread() const { return unread_; }

 private:
  struct Condition {
    std::string column{};
    std::string op{};
    std::vector<std::string> values{};
  };
  static bool holds(const Condition& condition, const core::Json& value);

  std::vector<Condition> conditions_{};
  std::string unread_{};
};

}  // namespace baton::simulator
