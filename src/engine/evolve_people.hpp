#pragma once

#include "baton/core/run.hpp"

#include <optional>

// What transitions change of that which people decide and do: the part of evolve() that is about
// approvals and tasks alone. What is written here replays every journal that was ever stored.
// `at`: when the transition was noted, in wall time. Pure; any thread.
namespace baton::engine {

// The approval as it is asked now. Of the one that was asked before it, what became of it is kept.
core::Approval asked(const core::ApprovalRequested& t, core::Time at,
                     std::optional<core::Approval> before);
void apply(const core::ApprovalDecided& t, core::Time at, core::Approval& approval);
void apply(const core::ApprovalEscalated& t, core::Time at, core::Approval& approval);

// What a run holds of a task.
core::Size size_of(const core::Task& task);
// Who did it before, and what they filled in, stay: it is for them to correct.
void apply(const core::TaskRequested& t, core::Time at, core::Task& task);
void apply(const core::TaskClaimed& t, core::Time at, core::Task& task);
void apply(const core::TaskReleased& t, core::Time at, core::Task& task);
void apply(const core::TaskDone& t, core::Time at, core::Task& task);
void apply(const core::TaskOverdue& t, core::Time at, core::Task& task);
void apply(const core::TaskReopened& t, core::Time at, core::Task& task);

}  // namespace baton::engine
