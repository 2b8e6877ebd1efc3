#include "store/sqlite/audit_sql.hpp"

#include "store/sqlite/statements.hpp"

#include <limits>
#include <utility>

namespace baton::store {
namespace {

// Puts a statement together. A plus before a column keeps SQLite from finding rows by its index.
class AuditBuilder {
 public:
  explicit AuditBuilder(const ports::AuditFilter& filter) : filter_(filter) {
    const auto before =
        filter.before > 0 ? filter.before : std::numeric_limits<std::int64_t>::max();
    sql_.values = {filter.after.value_or(before), static_cast<std::int64_t>(filter.limit)};
  }

  AuditSql build(const std::vector<std::string>& acts) {
    const std::string held = this->held();
    if (by_act(filter_)) {
      for (const std::string& act : acts) add(" AND act = " + parameter(act) + held);
      if (acts.empty()) add(" AND 0");
    } else {
      add(held);
    }
    sql_.text += filter_.after ? " ORDER BY sequence" : " ORDER BY sequence DESC";
    sql_.text += " LIMIT ?2";
    return std::move(sql_);
  }

 private:
  std::string parameter(const std::string& value) {
    sql_.values.emplace_back(value);
    return "?" + std::to_string(sql_.values.size());
  }

  // The conditions beside that on the act by which rows are found. They are found by their object
  // rather than by their actor, because one person does more than is done to one thing.
  std::string held() {
    std::string text;
    const bool by_object = !filter_.object.empty();
    if (by_object) text += " AND object = " + parameter(filter_.object);
    if (!filter_.actor.empty())
      text += (by_object ? " AND +actor = " : " AND actor = ") + parameter(filter_.actor);
    if (!filter_.act.empty() && !by_act(filter_)) {
      const std::string act = parameter(filter_.act);
      text.append(" AND (+act = ").append(act).append(" OR substr(act, 1, length(").append(act);
      text.append(") + 1) = ").append(act).append(" || '.')");
    }
    return text;
  }

  void add(const std::string& conditions) {
    if (!sql_.text.empty()) sql_.text += " UNION ALL ";
    sql_.text += "SELECT " BATON_AUDIT_COLUMNS " FROM audit WHERE sequence ";
    sql_.text += (filter_.after ? "> ?1" : "< ?1") + conditions;
  }

  const ports::AuditFilter& filter_;
  AuditSql sql_{};
};

}  // namespace

bool by_act(const ports::AuditFilter& filter) {
  return !filter.act.empty() && filter.object.empty() && filter.actor.empty();
}

AuditSql audit_sql(const ports::AuditFilter& filter, const std::vector<std::string>& acts) {
  return AuditBuilder(filter).build(acts);
}

}  // namespace baton::store
