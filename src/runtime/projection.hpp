#pragma once

#include "baton/engine/decide.hpp"
#include "baton/ports/rows.hpp"

namespace baton::runtime {

// The rows that a decision changes; its transitions move into the journal entry. `before`: what was
// stored of the run before it.
ports::RunChange project(const engine::Plan& plan, engine::Decision& decision,
                         const core::Event& cause, core::Time now, ports::RunBefore before,
                         core::EventId trigger);

}  // namespace baton::runtime
