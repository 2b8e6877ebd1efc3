#pragma once

#include "store/sqlite/database.hpp"

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

// The only row of a result, if there is one.
template <class Read>
auto one(Statement::Use&& use, Read read) -> std::optional<decltype(read(use))> {
  if (!use.next()) return std::nullopt;
  return read(use);
}

}  // namespace baton::store
