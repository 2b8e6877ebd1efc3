#pragma once

#include "store/sqlite/database.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Turns the rows of a result into values. `read(use)` makes a value of the row at which `use` is.
namespace baton::store {

// All rows of a result.
template <class Read>
auto all(Statement::Use&& use, Read read) {
  std::vector<decltype(read(use))> rows;
  while (use.next()) rows.push_back(read(use));
  return rows;
}

// The first `limit` rows of a result that are whole. Those that are damaged are left out, and told
// by leave_out(): one of them must not stop what all others are needed for.
template <class Read>
auto whole(Database& database, Statement::Use&& use, std::size_t limit, Read read) {
  std::vector<decltype(read(use))> rows;
  while (rows.size() < limit && use.next()) {
    try {
      rows.push_back(read(use));
    } catch (const ports::RowDamaged& damage) {
      database.leave_out(damage);
    }
  }
  return rows;
}

// The only row of a result, if there is one.
template <class Read>
auto one(Statement::Use&& use, Read read) -> std::optional<decltype(read(use))> {
  if (!use.next()) return std::nullopt;
  return read(use);
}

}  // namespace baton::store
