#pragma once

#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <vector>

// Whether a run can be migrated to another version of its workflow, and what that would mean. The
// engine applies the same rules once more when the run takes the command in. Called on a reader's
// thread.
namespace baton::runtime {

// Why the run cannot be migrated to the version `to`: one error that says everything, and behind it
// one for each reason, with the JSON pointer "/to". Empty if it can be migrated. Errc::not_found
// when there is no such version, or else Errc::conflict.
std::vector<core::Error> unmigratable(ports::Templates& queries, PlanCache& plans,
                                      const core::Run& run, int to);

// As Runtime::preview_migration().
core::Result<core::Json> preview_migration(ports::Queries& queries, PlanCache& plans,
                                           core::RunId id, int to);

}  // namespace baton::runtime
