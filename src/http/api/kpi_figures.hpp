#pragma once

#include "baton/core/json.hpp"
#include "baton/goals/tree.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/runtime/kpi_figures.hpp"

#include <vector>

// The values of KPIs, as JSON.
namespace baton::http {

using runtime::KpiFigures;

// All KPIs that there are.
std::vector<const kpis::Definition*> all_of(const kpis::Definitions& kpis);
// How many of the KPIs of a goal, and of all that is beneath it, have reached their targets:
// {"reached", "missed", "no_data"}. Those without a target are left out.
core::Json kpis_beneath(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Tree& tree,
                        const goals::Node& node);
// The KPIs that a goal itself names, with their values. One that is not described is told by its
// name alone.
core::Json kpis_of(KpiFigures& figures, const kpis::Definitions& kpis, const goals::Node& node);
// A KPI in a list: what its file says, and its value over its window.
core::Json kpi_json(KpiFigures& figures, const kpis::Definition& kpi);

}  // namespace baton::http
