#pragma once

#include "baton/core/json.hpp"

#include <string>

// Each transition in a few words for people: the functions of TransitionTraits::words. `told` is
// the transition as JSON, in its stored form or in the form for people.
namespace baton::core::words {

std::string run_started(const Json& told);
std::string step_started(const Json& told);
std::string step_retrying(const Json& told);
std::string step_unknown(const Json& told);
std::string step_waiting(const Json& told);
std::string step_noted(const Json& told);
std::string step_gated(const Json& told);
std::string gate_opened(const Json& told);
std::string approval_requested(const Json& told);
std::string approval_decided(const Json& told);
std::string approval_voided(const Json& told);
std::string late_outcome(const Json& told);
std::string step_resolved(const Json& told);
std::string step_succeeded(const Json& told);
std::string step_failed(const Json& told);
std::string step_skipped(const Json& told);
std::string step_blocked(const Json& told);
std::string step_cancelled(const Json& told);
std::string step_reset(const Json& told);
std::string run_paused(const Json& told);
std::string run_succeeded(const Json& told);
std::string run_failed(const Json& told);
std::string run_cancelled(const Json& told);
std::string run_resumed(const Json& told);
std::string event_taken(const Json& told);
std::string step_undone(const Json& told);
std::string run_queued(const Json& told);
std::string slot_taken(const Json& told);
std::string items_begun(const Json& told);
std::string child_begun(const Json& told);
std::string child_ended(const Json& told);
std::string task_requested(const Json& told);
std::string task_claimed(const Json& told);
std::string task_released(const Json& told);
std::string task_done(const Json& told);
std::string task_overdue(const Json& told);
std::string task_reopened(const Json& told);
std::string approval_escalated(const Json& told);
std::string approval_returned(const Json& told);
std::string facts_read(const Json& told);
std::string sla_started(const Json& told);
std::string sla_paused(const Json& told);
std::string sla_resumed(const Json& told);
std::string sla_missed(const Json& told);
std::string run_overdue(const Json& told);
std::string run_migrated(const Json& told);

}  // namespace baton::core::words
