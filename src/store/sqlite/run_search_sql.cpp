#include "store/sqlite/run_search_sql.hpp"

#include "store/sqlite/statements.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <string_view>
#include <tuple>
#include <utility>

namespace baton::store {
namespace {

using core::RunStatus;
using ports::RunFilter;
using ports::RunTerm;
using Of = RunTerm::Of;

constexpr std::array kAllStatuses{RunStatus::running,   RunStatus::waiting, RunStatus::paused,
                                  RunStatus::succeeded, RunStatus::failed,  RunStatus::cancelled};

// The statuses that the terms about status allow: of runs that are not failing, and of open runs
// that are.
struct Allowed {
  std::vector<std::string_view> fine{}, failing{};

  explicit Allowed(const RunFilter& filter) {
    RunFilter only;
    for (const RunTerm& term : filter.terms)
      if (term.of == Of::status) only.terms.push_back(term);
    for (const RunStatus status : kAllStatuses) {
      if (only.may_meet({}, status, false)) fine.push_back(to_text(status));
      if (!core::ended(status) && only.may_meet({}, status, true))
        failing.push_back(to_text(status));
    }
  }
  bool all() const { return fine.size() == kAllStatuses.size() && failing.size() == 3; }
  bool has_failing(std::string_view status) const {
    return std::find(failing.begin(), failing.end(), status) != failing.end();
  }
  bool has_fine(std::string_view status) const {
    return std::find(fine.begin(), fine.end(), status) != fine.end();
  }
};

bool is_open(std::string_view status) { return !core::ended(*core::run_status(status)); }

std::string listed(const std::vector<std::string_view>& words) {
  std::string text = "(";
  for (const std::string_view word : words)
    text.append(text.size() > 1 ? ", '" : "'").append(word).append("'");
  return text + ")";
}

// Puts a statement together. A plus before a column keeps SQLite from finding rows by its index.
class Builder {
 public:
  Builder(const RunFilter& filter, RunWay way) : filter_(filter), way_(way), allowed_(filter) {
    sql_.values = {filter.before ? filter.before.value() : std::numeric_limits<std::int64_t>::max(),
                   filter.after.value()};
  }

  RunSql build(std::string match) {
    if (way_ == RunWay::words) sql_.values.emplace_back(std::move(match));
    std::string rest;
    for (const RunTerm& term : filter_.terms)
      if (term.of != Of::status && !leads(term)) rest += " AND " + held(term);
    if (way_ != RunWay::status && !allowed_.all()) rest += " AND " + status_held();
    const std::string select = "SELECT " BATON_RUN_COLUMNS " FROM ";
    for (const std::string& branch : branches()) {
      if (!sql_.text.empty()) sql_.text += " UNION ALL ";
      sql_.text += select + branch + rest;
    }
    sql_.text += order();
    return std::move(sql_);
  }

 private:
  const char* order() const {
    if (way_ == RunWay::words) return " ORDER BY run_words.rowid DESC";
    return way_ == RunWay::late ? " ORDER BY forecasts.run DESC" : " ORDER BY id DESC";
  }

  // A new parameter, "?4".
  std::string parameter(SqlValue value) {
    sql_.values.push_back(std::move(value));
    return "?" + std::to_string(sql_.values.size());
  }

  // Whether rows are found by this term. Of several terms of one kind it is the first.
  bool leads(const RunTerm& term) {
    constexpr std::array<std::pair<RunWay, Of>, 6> kLeaders{{{RunWay::id, Of::id},
                                                             {RunWay::key, Of::key},
                                                             {RunWay::calls_for, Of::calls_for},
                                                             {RunWay::connection, Of::connection},
                                                             {RunWay::goal, Of::goal},
                                                             {RunWay::workflow, Of::workflow}}};
    const bool may = !term.negated && std::any_of(kLeaders.begin(), kLeaders.end(), [&](auto each) {
      return each == std::pair(way_, term.of);
    });
    if (may && leader_ == nullptr) leader_ = &term;
    return leader_ == &term;
  }

  static SqlValue id_of(const RunTerm& term) {
    const auto id = core::RunId::parse(term.value);
    return id ? id->value() : std::int64_t{0};
  }
  static std::string from_lane(const RunTerm& term) { return term.value + "."; }
  // The first text behind all lanes of the connection: a slash comes after a dot.
  static std::string to_lane(const RunTerm& term) { return term.value + "/"; }

  // A condition that is held against each row.
  std::string held(const RunTerm& term) {
    const std::string equals = term.negated ? " <> " : " = ";
    switch (term.of) {
      case Of::workflow: return "+workflow" + equals + parameter(term.value);
      case Of::key: return "+key" + equals + parameter(term.value);
      case Of::goal: return "+goal" + equals + parameter(term.value);
      case Of::id: return "+id" + equals + parameter(id_of(term));
      case Of::connection:
        return (term.negated ? "NOT (+connection = " : "(+connection = ") + parameter(term.value) +
               " OR EXISTS (SELECT 1 FROM steps WHERE steps.run = runs.id AND +performing = 1 AND "
               "+lane >= " +
               parameter(from_lane(term)) + " AND +lane < " + parameter(to_lane(term)) + "))";
      case Of::late_above:
      case Of::late_below:
        return std::string(term.negated ? "NOT " : "") +
               "(+open = 1 AND EXISTS (SELECT 1 FROM forecasts WHERE forecasts.run = runs.id AND " +
               lateness(term) + "))";
      case Of::calls_for: return "+calls_for" + equals + parameter(number_of(term));
      case Of::version: return "+version" + equals + parameter(number_of(term));
      case Of::version_above:
        return (term.negated ? "+version <= " : "+version > ") + parameter(number_of(term));
      case Of::version_below:
        return (term.negated ? "+version >= " : "+version < ") + parameter(number_of(term));
      case Of::status: break;
    }
    return "1";
  }

  // A condition on the forecast of a run.
  std::string lateness(const RunTerm& term) {
    return std::string("+forecasts.late >= 0 AND +forecasts.late ") +
           (term.of == Of::late_above ? "> " : "< ") + parameter(number_of(term));
  }
  static SqlValue number_of(const RunTerm& term) {
    std::int64_t number = 0;
    std::from_chars(term.value.data(), term.value.data() + term.value.size(), number);
    return number;
  }

  std::string status_held() const {
    return "((+failing = 0 AND +status IN " + listed(allowed_.fine) +
           ") OR (+failing = 1 AND +status IN " + listed(allowed_.failing) + "))";
  }

  // What stands behind FROM, once for each index in which rows are found.
  std::vector<std::string> branches() {
    const std::string runs = "runs WHERE id < ?1 AND id > ?2";
    switch (way_) {
      case RunWay::newest: return {runs};
      case RunWay::words:
        return {
            "run_words CROSS JOIN runs ON runs.id = run_words.rowid WHERE run_words MATCH ?3 "
            "AND run_words.rowid < ?1 AND run_words.rowid > ?2"};
      case RunWay::late:
        // There are as many forecasts as open runs, so that they are gone over in their order.
        return {
            "forecasts CROSS JOIN runs ON runs.id = forecasts.run WHERE forecasts.run < ?1 AND "
            "forecasts.run > ?2"};
      case RunWay::status: return by_status(runs);
      case RunWay::connection: return by_connection(runs);
      case RunWay::id: return {runs + " AND id = " + parameter(id_of(*leader_))};
      case RunWay::key:
        return {runs + " AND key = " + parameter(leader_->value) + " AND key <> ''"};
      case RunWay::calls_for:
        return {runs + " AND calls_for = " + parameter(number_of(*leader_)) + " AND calls_for > 0"};
      case RunWay::goal:
        return {runs + " AND goal = " + parameter(leader_->value) + " AND goal <> ''"};
      case RunWay::workflow: return {runs + " AND workflow = " + parameter(leader_->value)};
    }
    return {runs};
  }

  // SQLite merges the branches by id. With an OR it would sort all runs of these statuses.
  std::vector<std::string> by_status(const std::string& runs) const {
    std::vector<std::string> branches;
    for (const std::string_view status : allowed_.fine) {
      const bool both = !is_open(status) || allowed_.has_failing(status);
      branches.push_back(runs + " AND status = '" + std::string(status) + "'" +
                         (both ? "" : " AND +failing = 0"));
    }
    std::vector<std::string_view> only;
    for (const std::string_view status : allowed_.failing)
      if (!allowed_.has_fine(status)) only.push_back(status);
    if (!only.empty())
      branches.push_back(runs + " AND failing = 1" +
                         (only.size() == 3 ? std::string() : " AND +status IN " + listed(only)));
    if (branches.empty()) branches.push_back(runs + " AND 0");
    return branches;
  }

  std::vector<std::string> by_connection(const std::string& runs) {
    const std::string name = parameter(leader_->value);
    return {
        runs + " AND connection = " + name + " AND connection <> ''",
        "runs WHERE +id < ?1 AND +id > ?2 AND id IN (SELECT run FROM steps WHERE performing = 1 "
        "AND lane >= " +
            parameter(from_lane(*leader_)) + " AND lane < " + parameter(to_lane(*leader_)) +
            ") AND +connection <> " + name};
  }

  const RunFilter& filter_;
  RunWay way_;
  Allowed allowed_;
  const RunTerm* leader_ = nullptr;
  RunSql sql_{};
};

// How many runs the terms of one kind leave, by the counts; as many as there can be where a damaged
// count does not tell.
std::int64_t left_by(const RunFilter& filter, Of of, const std::vector<ports::RunCount>& counts) {
  RunFilter only;
  for (const RunTerm& term : filter.terms)
    if (term.of == of) only.terms.push_back(term);
  return ports::count(only, counts).value_or(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

const RunTerm* asked_for(const RunFilter& filter, Of of) {
  const auto found =
      std::find_if(filter.terms.begin(), filter.terms.end(),
                   [of](const RunTerm& term) { return term.of == of && !term.negated; });
  return found == filter.terms.end() ? nullptr : &*found;
}

RunWay way_of(const RunFilter& filter, const std::vector<ports::RunCount>& counts,
              const RunsCounted& counted) {
  if (asked_for(filter, Of::id) != nullptr) return RunWay::id;
  if (asked_for(filter, Of::key) != nullptr) return RunWay::key;
  if (asked_for(filter, Of::calls_for) != nullptr) return RunWay::calls_for;
  if (asked_for(filter, Of::late_above) != nullptr || asked_for(filter, Of::late_below) != nullptr)
    return RunWay::late;
  RunWay way = RunWay::newest;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  const auto weigh = [&way, &least](RunWay other, std::int64_t rows) {
    if (rows < least) std::tie(way, least) = std::pair(other, rows);
  };
  if (!Allowed(filter).all()) weigh(RunWay::status, left_by(filter, Of::status, counts));
  if (asked_for(filter, Of::workflow) != nullptr)
    weigh(RunWay::workflow, left_by(filter, Of::workflow, counts));
  // Where counting stopped there may be as many as there are runs.
  const std::int64_t runs = left_by({}, Of::id, counts);
  const auto weigh_counted = [&weigh, runs](RunWay other, const std::optional<std::int64_t>& rows) {
    if (rows) weigh(other, *rows < kCountedMax ? *rows : std::max(runs, kCountedMax));
  };
  weigh_counted(RunWay::connection, counted.connection);
  weigh_counted(RunWay::words, counted.words);
  weigh_counted(RunWay::goal, counted.goal);
  return way;
}

RunSql run_search_sql(const RunFilter& filter, RunWay way, std::string match) {
  return Builder(filter, way).build(std::move(match));
}

}  // namespace baton::store
