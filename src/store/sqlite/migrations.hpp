#pragma once

#include "baton/store/sqlite.hpp"
#include "store/sqlite/connection.hpp"

#include <span>
#include <string_view>

namespace baton::store {

// One numbered file of src/store/sql: forward only, never edited once released.
struct Migration {
  int number = 0;
  std::string_view name;
  std::string_view sql;
};
// In order; embedded at build time.
std::span<const Migration> migrations();

// Looks at the file read-only, before anything writes to it. A missing or empty one is fine. Throws
// StoreRefused when it is another program's or a newer baton's, ports::StoreBroken when it is
// damaged.
void look_over(const SqliteOptions& options);

// Applies what is missing, each in its own transaction together with its row in `migrations`: a
// kill leaves either all of it or nothing.
void migrate(Connection& connection, const SqliteOptions& options);

}  // namespace baton::store
