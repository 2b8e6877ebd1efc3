#pragma once

#include "baton/core/template.hpp"
#include "baton/ports/store.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <string>
#include <vector>

// Which mandatory steps a workflow loses when another version of it becomes active.
namespace baton::runtime {

// The mandatory steps that are dropped.
struct Dropped {
  // The version that has them: the active one, or of a retired workflow the one that was active.
  int version = 0;
  // Those that were not named to be dropped.
  std::vector<std::string> refused{};
  // Those that were.
  std::vector<std::string> allowed{};
};

// What `next`, a version of a workflow that is to become active, drops. `by_name`: the steps that
// somebody has named to be dropped. On any thread that reads the store.
Dropped dropped_by(ports::Queries& queries, PlanCache& plans, const core::Template& next,
                   const std::vector<std::string>& by_name);

}  // namespace baton::runtime
