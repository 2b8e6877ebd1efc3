#pragma once

#include "baton/engine/plan.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/stretches.hpp"
#include "baton/ports/rows.hpp"

#include <vector>

// The figures that are kept beside the runs, as rows of the store.
namespace baton::runtime {

// What an entry of a run's journal adds to the figures of its workflow. `stretches` has read the
// journal up to that entry, and reads it too. `plan` is that of the run from the end of the entry
// on. `before` is the plan that it had until then; it is read only if the entry migrates the run,
// and what ended by that is counted by it.
std::vector<ports::FlowRow> flow_of(insight::Stretches& stretches, const engine::Plan& plan,
                                    const ports::JournalRow& entry, const engine::Plan* before);

// The stretches of a run, once they have read its whole journal.
insight::Stretches stretches_of(const std::vector<ports::JournalRow>& journal);

}  // namespace baton::runtime
