#pragma once

#include "app/table.hpp"
#include "baton/core/json.hpp"

#include <string>

namespace baton::app::commands {

// The value of a KPI with its unit, "4.2 hours"; a dash where there is none.
std::string measured(const core::Json& kpi);
// Whether a KPI has reached its target, as a glyph and words in colour.
Cell kpi_state_cell(const core::Json& kpi);

}  // namespace baton::app::commands
