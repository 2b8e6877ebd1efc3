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
  // The version that has them: the active one, or of a retired workflow the newest.
  int version = 0;
  // By their names. Those that somebody may drop, and does by name, are in `allowed`.
  std::vector<std::string> refused{};
  std::vector<std::string> allowed{};
};

// What `next`, a version of a workflow that is to become active, drops. `by_name`: the steps that
// somebody has named to be dropped. Nothing is known of a version that does not pass the checks any
// more. On any thread that reads the store.
Dropped dropped_by(ports::Templates& queries, PlanCache& plans, const core::Template& next,
                   const std::vector<std::string>& by_name);

}  // namespace baton::runtime
