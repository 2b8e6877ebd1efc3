#include "views/query_bounds.hpp"

#include "baton/core/days.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/time.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace baton::views {
namespace {

// The most terms, and the most words, of one query.
constexpr std::size_t kTermsMax = 32;

}  // namespace

std::vector<core::Error> mistakes_of(const Query& query) {
  std::vector<core::Error> mistakes;
  for (const QueryMistake& mistake : query.mistakes) mistakes.push_back(mistake.error());
  std::vector<std::string> words;
  add_words(query, words);
  if (query.terms.size() > kTermsMax || words.size() > kTermsMax)
    mistakes.push_back(
        {core::Errc::too_large,
         "expected at most " + std::to_string(kTermsMax) + " terms and as many words",
         "query parameter q",
         {}});
  return mistakes;
}

void add_words(const Query& query, std::vector<std::string>& words) {
  for (const std::string& text : query.words)
    for (std::string& word : core::words_of(text))
      if (std::find(words.begin(), words.end(), word) == words.end())
        words.push_back(std::move(word));
}

core::Time moment_of(const QueryTerm& term, core::Time now) {
  const auto ago = core::parse_duration(term.value);
  const core::Time moment = ago ? now - *ago : core::parse_day_or_moment(term.value).value();
  const auto last = core::time_of_id(std::numeric_limits<std::int64_t>::max());
  return std::clamp(moment, core::Time(), last);
}

bool keeps_recent(const QueryTerm& term) {
  const bool recent = term.key == "since" || term.comparison == '<';
  return recent != term.negated;
}

}  // namespace baton::views
