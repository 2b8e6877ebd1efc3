#pragma once

#include "baton/ports/runs.hpp"
#include "store/sqlite/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Makes the SQL of a search for runs. Pure.
namespace baton::store {

// The index by which the rows of a search are found. The other conditions are checked for each row.
enum class RunWay { id, key, calls_for, words, connection, goal, late, status, workflow, newest };

// A statement with its parameters.
struct RunSql {
  std::string text;
  std::vector<SqlValue> values;
};

// For conditions of a filter that no kept count covers: how many runs the index of each has. Unset:
// the filter has no such condition, or the index cannot tell. kCountedMax means that many or more.
struct RunsCounted {
  std::optional<std::int64_t> words{}, connection{}, goal{};
};
// Counting so far takes some milliseconds.
inline constexpr std::int64_t kCountedMax = 20'000;

// The first condition of a filter that asks for something of this kind; nullptr when none does.
const ports::RunTerm* asked_for(const ports::RunFilter& filter, ports::RunTerm::Of of);
// The way by which a search probably looks at the fewest rows. `counts` are all run counts.
RunWay way_of(const ports::RunFilter& filter, const std::vector<ports::RunCount>& counts,
              const RunsCounted& counted);

// The statement that finds the runs of a filter in this way, the newest first. Its words are not
// among the conditions: they are looked up by `match` (RunWay::words only), which may find too
// many.
RunSql run_search_sql(const ports::RunFilter& filter, RunWay way, std::string match = {});

}  // namespace baton::store
