#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/failures.hpp"

#include <set>
#include <string>
#include <type_traits>

// What people are told of runs whose rows are damaged. Any thread.
namespace baton::runtime {

// The damaged runs that an answer leaves out, as JSON: {"count", "runs"}. "runs" has the ids of the
// first 20.
core::Json unreadable_json(const std::set<core::RunId>& damaged);
// The same for the log: "2 runs, whose rows are damaged: run_…, run_…".
std::string unreadable_text(const std::set<core::RunId>& damaged);

// Errc::conflict for a run that cannot be read, with the row that is damaged. The log has it, too.
core::Error unreadable_run(core::RunId run, const ports::RowDamaged& damage);

// Calls `read`, which reads a run and returns a core::Result, and returns its result. If it throws
// ports::RowDamaged, returns unreadable_run() of this run.
template <class Read>
std::invoke_result_t<Read&> if_readable(core::RunId run, Read read) {
  try {
    return read();
  } catch (const ports::RowDamaged& damage) {
    return unreadable_run(run, damage);
  }
}

}  // namespace baton::runtime
