#include "baton/views/event_query.hpp"

#include "baton/core/words.hpp"
#include "baton/views/query.hpp"
#include "views/query_bounds.hpp"

#include <utility>

namespace baton::views {
namespace {

ports::EventTerm::Of event_column(std::string_view key) {
  if (key == "source") return ports::EventTerm::Of::source;
  if (key == "subject") return ports::EventTerm::Of::subject;
  return ports::EventTerm::Of::type;
}

}  // namespace

std::vector<core::Error> add_query(std::string_view text, core::Time now,
                                   ports::EventSearch& search) {
  const Query query = read_query(text, event_query_keys());
  std::vector<core::Error> mistakes = mistakes_of(query);
  for (const QueryTerm& term : query.terms) {
    if (term.key == "since") {
      add_time(term, now, search.before, search.after);
    } else {
      search.terms.push_back({event_column(term.key), term.value, term.negated});
    }
  }
  add_words(query, search.words);
  return mistakes;
}

}  // namespace baton::views
