#include "baton/views/run_query.hpp"

#include "baton/core/version_number.hpp"
#include "baton/views/query.hpp"
#include "views/query_bounds.hpp"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace baton::views {
namespace {

using ports::RunTerm;

std::optional<RunTerm::Of> column_of(std::string_view key) {
  if (key == "status") return RunTerm::Of::status;
  if (key == "template") return RunTerm::Of::workflow;
  if (key == "connection") return RunTerm::Of::connection;
  if (key == "key") return RunTerm::Of::key;
  if (key == "goal") return RunTerm::Of::goal;
  if (key == "id") return RunTerm::Of::id;
  return std::nullopt;
}

// What is asked of the probability that a run ends late, in parts of ten thousand. A share by
// itself means at least so much.
RunTerm late_term(const QueryTerm& term) {
  constexpr double kParts = 10'000;
  auto parts = std::llround(*share_of(term.value) * kParts);
  if (term.comparison == '=') --parts;
  const auto of = term.comparison == '<' ? RunTerm::Of::late_below : RunTerm::Of::late_above;
  return {of, std::to_string(parts), term.negated};
}

RunTerm version_term(const QueryTerm& term) {
  auto of = RunTerm::Of::version;
  if (term.comparison == '>') of = RunTerm::Of::version_above;
  if (term.comparison == '<') of = RunTerm::Of::version_below;
  return {of, std::to_string(*core::parse_version(term.value)), term.negated};
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
  std::vector<core::Error> mistakes = mistakes_of(query);
  for (const QueryTerm& term : query.terms) {
    if (auto wrong = wrong_id(term)) {
      mistakes.push_back(*std::move(wrong));
    } else if (const auto column = column_of(term.key)) {
      filter.terms.push_back({*column, term.value, term.negated});
    } else if (term.key == "late") {
      filter.terms.push_back(late_term(term));
    } else if (term.key == "version") {
      filter.terms.push_back(version_term(term));
    } else {
      add_time(term, now, filter.before, filter.after);
    }
  }
  add_words(query, filter.words);
  return mistakes;
}

}  // namespace baton::views
