#pragma once

#include "baton/ports/runs.hpp"
#include "store/sqlite/connection.hpp"

#include <string>
#include <vector>

// How a search for runs is put to SQLite. Pure.
namespace baton::store {

// By what the rows of a search are found. The other conditions are held against each row.
enum class RunWay { id, key, words, connection, goal, status, workflow, newest };

// A statement with its parameters.
struct RunSql {
  std::string text;
  std::vector<SqlValue> values;
};

// The way by which a search probably looks at the fewest rows. `counts` are all run counts, and
// `by_words` tells that the index of words can be asked.
RunWay way_of(const ports::RunFilter& filter, const std::vector<ports::RunCount>& counts,
              bool by_words);

// The statement that finds the runs of a filter in this way, the newest first. Its words are not
// among the conditions: they are looked up by `match` (RunWay::words only), which may find too
// many.
RunSql run_search_sql(const ports::RunFilter& filter, RunWay way, std::string match = {});

}  // namespace baton::store
