#pragma once

#include "baton/engine/decide.hpp"
#include "baton/ports/rows.hpp"

#include <string>
#include <vector>

namespace baton::runtime {

// The rows that a decision changes; its transitions move into the journal entry. `revision_before`
// and `live_before`: of the run before it.
ports::RunChange project(const engine::Plan& plan, engine::Decision& decision,
                         const core::Event& cause, core::Time now, std::int64_t revision_before,
                         const std::vector<std::string>& live_before, core::EventId trigger);

}  // namespace baton::runtime
