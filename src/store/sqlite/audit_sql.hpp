#pragma once

#include "baton/ports/audit.hpp"
#include "store/sqlite/database.hpp"

#include <string>
#include <vector>

// Makes the SQL of a search of the audit. Pure.
namespace baton::store {

// A statement with its parameters.
struct AuditSql {
  std::string text;
  std::vector<SqlValue> values;
};

// True when the rows are to be found by their act, so that audit_sql() needs the acts there are.
bool by_act(const ports::AuditFilter& filter);

// The statement that finds the rows of a filter, in its order. `acts`: the acts in the audit that
// the filter wants, if by_act(); they are looked up one by one, since SQLite would sort all rows of
// a range of them.
AuditSql audit_sql(const ports::AuditFilter& filter, const std::vector<std::string>& acts);

}  // namespace baton::store
