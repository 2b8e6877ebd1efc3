#pragma once

#include "baton/core/json.hpp"
#include "baton/core/run.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"
#include "baton/runtime/runtime.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What readers of the store are told of runs and workflows. Each is called where a store's reads
// run, and may be called on any of its threads.
namespace baton::runtime {

// The run as its trigger and its journal say; nullopt when there is none. Throws ports::RowDamaged
// when either is not whole.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id);
// The same by a journal that has been read.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id,
                                  const std::vector<ports::JournalRow>& journal);

// What the store holds of a run that stands like this.
ports::RunBefore as_stored(const core::Run& run);

// The steps of a published version, in file order; none when there is no such version, or when it
// does not pass the checks any more.
std::vector<core::StepOutline> outline(ports::Queries& queries, PlanCache& plans,
                                       std::string_view workflow, int version);

// Who retired a workflow and when: {"actor", "at"}; empty when nobody did.
core::Json retired_by(ports::Queries& queries, std::string_view name);

// The SHA-256, in hex, of the text that was last published from this file; empty: none was.
std::string published_from(ports::Queries& queries, std::string_view file);

}  // namespace baton::runtime
