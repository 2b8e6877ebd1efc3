#include "store/sqlite/run_search.hpp"

#include "baton/core/text.hpp"
#include "baton/core/words.hpp"
#include "store/record/rules.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>

namespace baton::store {
namespace {

// A word stands for each term of the index that begins with it. One that begins more than so many
// says too little to be looked up: most runs are found by looking at the newest.
constexpr std::size_t kTermsMax = 64;
// From so many letters on, the beginning of a number is looked up all the same.
constexpr std::size_t kNumberLettersMin = 2;
// How many prepared statements are kept. There is one for each combination of conditions.
constexpr std::size_t kStatementsMax = 64;

// True for a word such as "104" or "mkt104". Numbers count up, so that those which begin so stand
// close together, and looking at the newest may find none for long. They are few enough for the
// index to gather.
bool begins_numbers(const std::string& word) {
  return word.size() >= kNumberLettersMin && core::is_digit(word.back());
}

}  // namespace

std::vector<ports::RunCount> RunSearch::counts() {
  std::vector<ports::RunCount> all;
  for (auto use = counts_.with(); use.next();) {
    all.push_back({std::string(use.text(0)), core::run_status(use.text(1)), use.integer(2) != 0,
                   use.integer(3)});
    if (!all.back().status)
      database_.leave_out(ports::RowDamaged("a count of runs of \"" + all.back().workflow +
                                            "\" is damaged: its status is not one we know"));
  }
  return all;
}

std::vector<ports::RunRow> RunSearch::find(const ports::RunFilter& filter, core::RunId words_to) {
  std::vector<ports::RunRow> found;
  const auto all = counts();
  const bool any = std::any_of(all.begin(), all.end(), [&filter](const ports::RunCount& each) {
    return filter.may_meet(each.workflow, each.status, each.failing);
  });
  if (!any) return found;
  const WordQuery match = match_of(filter);
  const RunWay way = way_of(filter, all, counted(filter, match));
  if (way != RunWay::words) {
    collect(filter, way, {}, found);
    return found;
  }
  ports::RunFilter part = filter;
  part.after = std::max(filter.after, words_to);
  collect(part, RunWay::newest, {}, found);
  part = filter;
  const core::RunId behind(words_to.value() + 1);
  if (!part.before || behind < part.before) part.before = behind;
  collect(part, RunWay::words, match.text, found);
  return found;
}

// How many runs the indexes hold of what is asked for.
RunsCounted RunSearch::counted(const ports::RunFilter& filter, const WordQuery& match) {
  using Of = ports::RunTerm::Of;
  RunsCounted counted;
  for (const auto of : {Of::id, Of::key, Of::calls_for, Of::late_above, Of::late_below})
    if (asked_for(filter, of) != nullptr) return counted;
  const auto first = [](Statement::Use use) { return use.next() ? use.integer(0) : 0; };
  // Words alone are not weighed against anything.
  if (match.usable())
    counted.words = filter.terms.empty() ? 0 : first(count_words_.with(match.text, kCountedMax));
  if (const auto* term = asked_for(filter, Of::connection))
    counted.connection = first(count_connection_.with(term->value, kCountedMax));
  if (const auto* term = asked_for(filter, Of::goal))
    counted.goal = first(count_goal_.with(term->value, kCountedMax));
  return counted;
}

// Adds rows until the page is full.
void RunSearch::collect(const ports::RunFilter& filter, RunWay way, const std::string& match,
                        std::vector<ports::RunRow>& found) {
  const RunSql sql = run_search_sql(filter, way, match);
  auto use = statement(sql.text).with_values(sql.values);
  while (found.size() < filter.limit && use.next()) {
    auto row = run_row(use);
    if (has_words(row, filter.words)) found.push_back(std::move(row));
  }
}

// Asks for each word that says enough: ("acme" OR "acmes") AND ("launch"). A word that begins no
// term is asked for as it is, and finds nothing. The words of a workflow that is asked for are
// words of its runs, too; with them the index passes over the runs of other workflows.
RunSearch::WordQuery RunSearch::match_of(const ports::RunFilter& filter) {
  WordQuery match;
  for (const std::string& word : filter.words) {
    auto terms = terms_of(word);
    if (terms.empty()) terms.push_back(word);
    if (terms.size() <= kTermsMax) {
      match.add(terms);
    } else if (begins_numbers(word)) {
      match.add_beginning(word);
    }
  }
  const auto* workflow = asked_for(filter, ports::RunTerm::Of::workflow);
  if (workflow == nullptr || !match.usable()) return match;
  for (const std::string& word : core::words_of(workflow->value)) match.add({word});
  return match;
}

// A term that begins so must be there.
void RunSearch::WordQuery::add_beginning(const std::string& word) {
  text.append(text.empty() ? "(\"" : " AND (\"").append(word).append("\" *)");
}

// Any of these terms must be there.
void RunSearch::WordQuery::add(const std::vector<std::string>& terms) {
  text += text.empty() ? "(" : " AND (";
  for (std::size_t at = 0; at < terms.size(); ++at)
    text.append(at == 0 ? "\"" : " OR \"").append(terms[at]).append("\"");
  text += ")";
}

// The terms of the index that begin with a word; one more than kTermsMax when there are too many.
std::vector<std::string> RunSearch::terms_of(const std::string& word) {
  std::vector<std::string> terms;
  for (std::string from = word; terms.size() <= kTermsMax;) {
    auto use = next_term_.with(from);
    if (!use.next() || !use.text(0).starts_with(word)) break;
    terms.emplace_back(use.text(0));
    from = terms.back() + '\0';  // the smallest text that is greater
  }
  return terms;
}

Statement& RunSearch::statement(const std::string& text) {
  if (const auto known = statements_.find(text); known != statements_.end()) return *known->second;
  if (statements_.size() >= kStatementsMax) statements_.clear();
  return *statements_.emplace(text, std::make_unique<Statement>(database_, text)).first->second;
}

}  // namespace baton::store
