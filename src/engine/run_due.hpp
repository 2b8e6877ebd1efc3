#pragma once

#include "engine/decision_draft.hpp"

#include <optional>

// When a run should have ended.
namespace baton::engine {

// A moment, and by which clock.
struct Due {
  core::Time at{};
  // True: wall time. False: steady time.
  bool on_wall = false;
};

// When a run of the plan should end that starts now; nullopt: at any time. `names`: what its
// expression sees. Errc::invalid if that gives no moment and no length of time; other errors are
// those of the expression, and of time_after().
core::Result<std::optional<Due>> due_of(const Plan& plan, const Moment& moment,
                                        const ViewBindings& names);

// Notes that the run is late, if its time has come.
void miss_due(DecisionDraft& draft);

// The time of a run has come.
void run_came_due(DecisionDraft& draft, const core::Event& event);

}  // namespace baton::engine
