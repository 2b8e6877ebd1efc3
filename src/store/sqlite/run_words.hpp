#pragma once

#include "baton/ports/rows.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/statements.hpp"

#include <string>
#include <string_view>

namespace baton::store {

// Keeps the index of the words of runs, by which lists are searched. Used inside the writer's
// transaction; borrows what it is given.
class RunWords {
 public:
  // How many new runs are added to the index at once. Until then a search looks at each of them,
  // which takes some hundred microseconds.
  static constexpr std::int64_t kRunsAtOnce = 500;

  RunWords(Database& database, Head& head) : database_(database), head_(head) {}

  // Call it when a run was inserted. Its words are added now or later.
  void inserted(const ports::RunRow& run);
  // Call it when a stored run is about to be deleted, or to get another title, with its columns as
  // they are stored.
  void forget(core::RunId run, std::string_view title, std::string_view key,
              std::string_view workflow);
  // Call it after forget(), when a stored run has its new title.
  void renamed(const ports::RunRow& run);

 private:
  void add_missing();
  bool has(core::RunId run) const { return run <= head_.words_to; }

  Database& database_;
  Head& head_;
  Statement add_{database_, sql::kAddWords};
  Statement delete_{database_, sql::kDeleteWords};
  Statement missing_{database_, sql::kRunsWithoutWords};
};

}  // namespace baton::store
