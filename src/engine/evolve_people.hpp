#pragma once

#include "baton/core/run.hpp"

#include <optional>

// The part of evolve() that changes approvals and tasks. This code replays every journal that was
// ever stored, so a transition must always lead to the same state.
// `at`: when the transition was noted, in wall time. Pure; any thread.
namespace baton::engine {

// The approval that is asked now. What became of `before`, the one that was asked before it, is
// kept in Approval::earlier.
core::Approval asked(const core::ApprovalRequested& t, core::Time at,
                     std::optional<core::Approval> before);
void apply(const core::ApprovalDecided& t, core::Time at, core::Approval& approval);
void apply(const core::ApprovalEscalated& t, core::Time at, core::Approval& approval);

// What a run holds of a task.
core::Size size_of(const core::Task& task);
// When a task is asked for again, who did it before and what they filled in stay, because it is for
// them to correct.
void apply(const core::TaskRequested& t, core::Time at, core::Task& task);
void apply(const core::TaskClaimed& t, core::Time at, core::Task& task);
void apply(const core::TaskReleased& t, core::Time at, core::Task& task);
void apply(const core::TaskDone& t, core::Time at, core::Task& task);
void apply(const core::TaskOverdue& t, core::Time at, core::Task& task);
void apply(const core::TaskReopened& t, core::Time at, core::Task& task);

}  // namespace baton::engine
