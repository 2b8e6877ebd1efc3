#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/words.hpp"
#include "baton/views/query.hpp"

#include <algorithm>
#include <string>
#include <vector>

// What the queries of all lists have in common.
namespace baton::views {

// The mistakes of a text as errors. One more is added when it has more terms or words than a search
// takes, since each is one more condition on each row.
std::vector<core::Error> mistakes_of(const Query& query);

// Adds the words of a query that are not among `words` yet.
void add_words(const Query& query, std::vector<std::string>& words);

// The moment that a term about a time names, within those at which ids can be made.
core::Time moment_of(const QueryTerm& term, core::Time now);
// True when the term keeps what came after that moment, and false when what came before it.
bool keeps_recent(const QueryTerm& term);

// Narrows the bounds of a search, both exclusive, by a term about a time. Ids sort by the time at
// which they were made.
template <class Id>
void add_time(const QueryTerm& term, core::Time now, Id& before, Id& after) {
  const Id id(core::first_id_of(moment_of(term, now)));
  if (keeps_recent(term)) {
    after = std::max(after, Id(id.value() - 1));
  } else if (!before || id < before) {
    before = id;
  }
}

}  // namespace baton::views
