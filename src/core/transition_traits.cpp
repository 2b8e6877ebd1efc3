#include "baton/core/transition_traits.hpp"

#include "baton/core/variant_index.hpp"
#include "core/transition_words.hpp"

#include <algorithm>
#include <array>

namespace baton::core {

namespace {

// The values of TransitionTraits::about_step.
constexpr bool kStep = true;
constexpr bool kRun = false;
// The values of TransitionTraits::enters_state.
constexpr bool kEnters = true;
constexpr bool kStays = false;
// The values of TransitionTraits::hands_to_people.
constexpr bool kToPeople = true;
constexpr bool kToNobody = false;
using enum RunStatus;

// The name is made from the type, so that the two cannot differ.
#define ROW(TYPE, ...) \
  TransitionTraits { kIndexIn<TYPE, Transition>, #TYPE, __VA_ARGS__ }

constexpr std::array kRows{
    ROW(RunStarted, "baton.run.started", kRun, kStays, kToNobody, {}, "running",
        words::run_started),
    ROW(StepStarted, "baton.step.started", kStep, kEnters, kToNobody, {}, "running",
        words::step_started),
    ROW(StepRetrying, "baton.step.retrying", kStep, kEnters, kToNobody, {}, "waiting",
        words::step_retrying),
    ROW(StepUnknown, "baton.step.unknown", kStep, kEnters, kToNobody, {}, "unknown",
        words::step_unknown),
    ROW(StepWaiting, "baton.step.waiting", kStep, kEnters, kToNobody, {}, "waiting",
        words::step_waiting),
    ROW(StepNoted, {}, kStep, kStays, kToNobody, {}, "waiting", words::step_noted),
    ROW(StepGated, "baton.gate.closed", kStep, kEnters, kToNobody, {}, "gated", words::step_gated),
    ROW(GateOpened, "baton.gate.opened", kStep, kStays, kToNobody, {}, "succeeded",
        words::gate_opened),
    ROW(ApprovalRequested, "baton.approval.requested", kStep, kEnters, kToPeople, {}, "waiting",
        words::approval_requested),
    ROW(ApprovalDecided, "baton.approval.decided", kStep, kStays, kToNobody, {}, "succeeded",
        words::approval_decided),
    ROW(ApprovalVoided, "baton.approval.voided", kStep, kStays, kToNobody, {}, "waiting",
        words::approval_voided),
    ROW(LateOutcome, "baton.step.late_outcome", kStep, kStays, kToNobody, {}, "cancelled",
        words::late_outcome),
    ROW(StepResolved, "baton.step.resolved", kStep, kStays, kToNobody, {}, "running",
        words::step_resolved),
    ROW(StepSucceeded, "baton.step.succeeded", kStep, kEnters, kToNobody, {}, "succeeded",
        words::step_succeeded),
    ROW(StepFailed, "baton.step.failed", kStep, kEnters, kToNobody, {}, "failed",
        words::step_failed),
    ROW(StepSkipped, "baton.step.skipped", kStep, kEnters, kToNobody, {}, "skipped",
        words::step_skipped),
    ROW(StepBlocked, "baton.step.blocked", kStep, kEnters, kToNobody, {}, "blocked",
        words::step_blocked),
    ROW(StepCancelled, "baton.step.cancelled", kStep, kEnters, kToNobody, {}, "cancelled",
        words::step_cancelled),
    ROW(StepReset, {}, kStep, kStays, kToNobody, {}, "pending", words::step_reset),
    ROW(RunPaused, "baton.run.paused", kRun, kStays, kToNobody, paused, "paused",
        words::run_paused),
    ROW(RunSucceeded, "baton.run.succeeded", kRun, kStays, kToNobody, succeeded, "succeeded",
        words::run_succeeded),
    ROW(RunFailed, "baton.run.failed", kRun, kStays, kToNobody, failed, "failed",
        words::run_failed),
    ROW(RunCancelled, "baton.run.cancelled", kRun, kStays, kToNobody, cancelled, "cancelled",
        words::run_cancelled),
    ROW(RunResumed, "baton.run.resumed", kRun, kStays, kToNobody, {}, "running",
        words::run_resumed),
    ROW(EventTaken, {}, kStep, kStays, kToNobody, {}, "waiting", words::event_taken),
    ROW(StepUndone, "baton.step.undone", kStep, kStays, kToNobody, {}, "undone",
        words::step_undone),
    ROW(RunQueued, "baton.run.queued", kRun, kStays, kToNobody, {}, "waiting", words::run_queued),
    ROW(SlotTaken, {}, kRun, kStays, kToNobody, {}, "running", words::slot_taken),
    ROW(ItemsBegun, {}, kStep, kEnters, kToNobody, {}, "waiting", words::items_begun),
    ROW(ChildBegun, {}, kStep, kEnters, kToNobody, {}, "waiting", words::child_begun),
    ROW(ChildEnded, {}, kStep, kStays, kToNobody, {}, "waiting", words::child_ended),
    ROW(TaskRequested, "baton.task.requested", kStep, kEnters, kToPeople, {}, "waiting",
        words::task_requested),
    ROW(TaskClaimed, "baton.task.claimed", kStep, kStays, kToNobody, {}, "waiting",
        words::task_claimed),
    ROW(TaskReleased, "baton.task.released", kStep, kStays, kToNobody, {}, "waiting",
        words::task_released),
    ROW(TaskDone, "baton.task.done", kStep, kStays, kToNobody, {}, "succeeded", words::task_done),
    ROW(TaskOverdue, "baton.task.overdue", kStep, kStays, kToNobody, {}, "waiting",
        words::task_overdue),
    ROW(TaskReopened, "baton.task.reopened", kStep, kEnters, kToNobody, {}, "waiting",
        words::task_reopened),
    ROW(ApprovalEscalated, "baton.approval.escalated", kStep, kStays, kToNobody, {}, "waiting",
        words::approval_escalated),
    ROW(ApprovalReturned, "baton.approval.returned", kStep, kStays, kToNobody, {}, "pending",
        words::approval_returned),
    ROW(FactsRead, {}, kStep, kStays, kToNobody, {}, "waiting", words::facts_read),
    ROW(SlaStarted, {}, kStep, kStays, kToNobody, {}, "waiting", words::sla_started),
    ROW(SlaPaused, "baton.sla.paused", kStep, kStays, kToNobody, {}, "waiting", words::sla_paused),
    ROW(SlaResumed, "baton.sla.resumed", kStep, kStays, kToNobody, {}, "waiting",
        words::sla_resumed),
    ROW(SlaMissed, "baton.sla.missed", kStep, kStays, kToNobody, {}, "waiting", words::sla_missed),
    ROW(RunOverdue, "baton.run.late", kRun, kStays, kToNobody, {}, "waiting", words::run_overdue),
    ROW(RunMigrated, "baton.run.migrated", kRun, kStays, kToNobody, {}, "running",
        words::run_migrated),
};
#undef ROW

constexpr bool in_order() {
  for (std::size_t at = 0; at < kRows.size(); ++at) {
    if (kRows[at].index != at) return false;
  }
  return true;
}
static_assert(kRows.size() == std::variant_size_v<Transition> && in_order(),
              "each alternative of Transition has a row, in the variant's order");

}  // namespace

std::span<const TransitionTraits> transition_traits() { return kRows; }

const TransitionTraits& traits_of(const Transition& transition) {
  return kRows[transition.index()];
}

bool ends_run(const Transition& transition) {
  const auto status = traits_of(transition).run_status;
  return status && *status != paused;  // a paused run goes on
}

const TransitionTraits* traits_named(std::string_view name) {
  const auto found = std::find_if(kRows.begin(), kRows.end(),
                                  [name](const auto& row) { return row.name == name; });
  return found == kRows.end() ? nullptr : &*found;
}

}  // namespace baton::core
