#pragma once

#include "baton/core/run.hpp"

#include <cstddef>

// Who may decide what. Asked twice: at the door, which also knows roles and groups, and again where
// the decision is taken.
namespace baton::engine {

// What keeps an actor from deciding, as far as a run can tell. Who is in a group is known at the
// door only.
enum class Bar { none, unknown, asked_for_it, not_named };
Bar barred(const core::ApprovalRequested& request, const core::Actor& requester,
           const core::Actor& actor);

// What this person has decided on what is asked now; null: nothing yet.
const core::Decided* decision_of(const core::Approval& approval, const core::Actor& actor);
// How many people agreed to what is asked now.
std::size_t agreed(const core::Approval& approval);

// Whether people refused it, so that it failed.
bool refused(const core::StepState& state);
// Whether this person may have a step tried again. Whoever asked for something, and may not approve
// it, may not have a refusal asked again either: others may.
bool may_retry(const core::Run& run, const core::StepState& state, const core::Actor& actor);

}  // namespace baton::engine
