#pragma once

#include "baton/core/template.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <map>
#include <string>

namespace baton::runtime {

// What workflows take and give, by name.
using Faces = std::map<std::string, core::WorkflowFace>;

// The faces of the active versions of the workflows that the steps of one workflow (`of`) run,
// directly or through others. Those that do not exist, or cannot be read, are left out. Called on a
// reader's thread.
Faces faces_around(ports::Templates& queries, PlanCache& plans, const core::WorkflowFace& of);

}  // namespace baton::runtime
