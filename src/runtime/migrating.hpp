#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <vector>

// Whether a run may go on by another version of its workflow, and what that would mean. The engine
// applies the same rules when it comes to the command's event. Called on a reader's thread.
namespace baton::runtime {

// Why the run cannot go on by the version `to`: one error that says all, and behind it one for each
// thing that is in the way, with the JSON pointer "/to". Empty if it can. Errc::not_found when
// there is no such version, Errc::conflict.
std::vector<core::Error> unmigratable(ports::Templates& queries, PlanCache& plans,
                                      const core::Run& run, int to);

// As Runtime::preview_migration().
core::Result<core::Json> preview_migration(ports::Queries& queries, PlanCache& plans,
                                           core::RunId id, int to);

}  // namespace baton::runtime
