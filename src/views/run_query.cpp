#include "baton/views/run_query.hpp"

#include "baton/core/words.hpp"
#include "baton/views/query.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace baton::views {
namespace {

using ports::RunTerm;

// The most terms, and the most words, of one query. Each is one more condition on each row.
constexpr std::size_t kTermsMax = 32;

// The runs that started before a moment, or from it on. Ids sort by the time at which they were
// made.
void only_before(core::Time moment, ports::RunFilter& filter) {
  const core::RunId id(core::first_id_of(moment));
  if (!filter.before || id < filter.before) filter.before = id;
}
void only_from(core::Time moment, ports::RunFilter& filter) {
  filter.after = std::max(filter.after, core::RunId(core::first_id_of(moment) - 1));
}

void add_time(const QueryTerm& term, core::Time now, ports::RunFilter& filter) {
  const core::Time moment = std::max(now - *core::parse_duration(term.value), core::Time());
  const bool recent = term.key == "since" || term.comparison == '<';
  if (recent != term.negated) {
    only_from(moment, filter);
  } else {
    only_before(moment, filter);
  }
}

std::optional<RunTerm::Of> column_of(std::string_view key) {
  if (key == "status") return RunTerm::Of::status;
  if (key == "template") return RunTerm::Of::workflow;
  if (key == "connection") return RunTerm::Of::connection;
  if (key == "key") return RunTerm::Of::key;
  if (key == "goal") return RunTerm::Of::goal;
  if (key == "id") return RunTerm::Of::id;
  return std::nullopt;
}

// An id that cannot be one is a mistake: nothing else could be found by it.
std::optional<core::Error> wrong_id(const QueryTerm& term) {
  if (term.key != "id") return std::nullopt;
  const auto id = core::RunId::parse(term.value);
  if (id) return std::nullopt;
  core::Error error = id.error();
  error.where = "line 1, column " + std::to_string(term.column);
  return error;
}

}  // namespace

std::vector<core::Error> add_query(std::string_view text, core::Time now,
                                   ports::RunFilter& filter) {
  const Query query = read_query(text, run_query_keys());
  std::vector<core::Error> mistakes;
  for (const QueryMistake& mistake : query.mistakes) mistakes.push_back(mistake.error());
  for (const QueryTerm& term : query.terms) {
    if (auto wrong = wrong_id(term)) {
      mistakes.push_back(*std::move(wrong));
    } else if (const auto column = column_of(term.key)) {
      filter.terms.push_back({*column, term.value, term.negated});
    } else {
      add_time(term, now, filter);
    }
  }
  for (const std::string& text_words : query.words)
    for (std::string& word : core::words_of(text_words))
      if (std::find(filter.words.begin(), filter.words.end(), word) == filter.words.end())
        filter.words.push_back(std::move(word));
  if (filter.terms.size() > kTermsMax || filter.words.size() > kTermsMax)
    mistakes.push_back(
        {core::Errc::too_large,
         "expected at most " + std::to_string(kTermsMax) + " terms and as many words",
         "query parameter q",
         {}});
  return mistakes;
}

}  // namespace baton::views
