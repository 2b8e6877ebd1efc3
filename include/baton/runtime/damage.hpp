#pragma once

#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/ports/failures.hpp"

#include <set>
#include <string>

// What people are told of runs and events whose rows are damaged. Any thread.
namespace baton::runtime {

// The damaged runs that an answer leaves out, as JSON: {"count", "runs"}. "runs" has the ids of the
// first 20.
core::Json unreadable_json(const std::set<core::RunId>& damaged);
// The same of events: {"count", "events"}.
core::Json unreadable_json(const std::set<core::EventId>& damaged);
// The same of runs for the log: "2 runs, whose rows are damaged: run_…, run_…".
std::string unreadable_text(const std::set<core::RunId>& damaged);

// The refusal (Errc::conflict) of a request for `what`, which cannot be read because a row is
// damaged. It names the row, and is logged as a warning.
core::Error unreadable(const std::string& what, const ports::RowDamaged& damage);
// The same for a run.
core::Error unreadable_run(core::RunId run, const ports::RowDamaged& damage);

}  // namespace baton::runtime
