#pragma once

#include "baton/cel/budget.hpp"
#include "baton/engine/decide.hpp"
#include "baton/ports/rows.hpp"

namespace baton::runtime {

// The rows that a decision changes. Its transitions are moved into the journal entry. `now`: when
// the decision was made, by the wall clock. `before`: what is stored of the run. `trigger`: the
// event that started the run. `clock`: by which expressions are stopped. RunRow::calls_for leaves
// out what was written to the run: that is in its journal.
ports::RunChange project(const engine::Plan& plan, engine::Decision& decision,
                         const core::Event& cause, core::Time now, ports::RunBefore before,
                         core::EventId trigger, cel::Budget::Clock clock = cel::thread_time);

}  // namespace baton::runtime
