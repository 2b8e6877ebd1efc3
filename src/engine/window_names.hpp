#pragma once

#include "baton/engine/plan.hpp"

#include <string>
#include <vector>

namespace baton::engine {

// Sets PlanWindow::id of the windows of a workflow.
void name_windows(const std::string& workflow, std::vector<PlanTrigger>& triggers);

}  // namespace baton::engine
