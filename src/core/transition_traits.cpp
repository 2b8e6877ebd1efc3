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
using enum RunStatus;

// The name is made from the type, so that the two cannot differ.
#define ROW(TYPE, ...) \
  TransitionTraits { kIndexIn<TYPE, Transition>, #TYPE, __VA_ARGS__ }

constexpr std::array kRows{
    ROW(RunStarted, "baton.run.started", kRun, {}, "running", words::run_started),
    ROW(StepStarted, "baton.step.started", kStep, {}, "running", words::step_started),
    ROW(StepRetrying, "baton.step.retrying", kStep, {}, "waiting", words::step_retrying),
    ROW(StepUnknown, "baton.step.unknown", kStep, {}, "unknown", words::step_unknown),
    ROW(StepWaiting, "baton.step.waiting", kStep, {}, "waiting", words::step_waiting),
    ROW(StepNoted, {}, kStep, {}, "waiting", words::step_noted),
    ROW(StepGated, "baton.gate.closed", kStep, {}, "gated", words::step_gated),
    ROW(GateOpened, "baton.gate.opened", kStep, {}, "succeeded", words::gate_opened),
    ROW(ApprovalRequested, "baton.approval.requested", kStep, {}, "waiting",
        words::approval_requested),
    ROW(ApprovalDecided, "baton.approval.decided", kStep, {}, "succeeded", words::approval_decided),
    ROW(ApprovalVoided, "baton.approval.voided", kStep, {}, "waiting", words::approval_voided),
    ROW(LateOutcome, "baton.step.late_outcome", kStep, {}, "cancelled", words::late_outcome),
    ROW(StepResolved, "baton.step.resolved", kStep, {}, "running", words::step_resolved),
    ROW(StepSucceeded, "baton.step.succeeded", kStep, {}, "succeeded", words::step_succeeded),
    ROW(StepFailed, "baton.step.failed", kStep, {}, "failed", words::step_failed),
    ROW(StepSkipped, "baton.step.skipped", kStep, {}, "skipped", words::step_skipped),
    ROW(StepBlocked, "baton.step.blocked", kStep, {}, "blocked", words::step_blocked),
    ROW(StepCancelled, "baton.step.cancelled", kStep, {}, "cancelled", words::step_cancelled),
    ROW(StepReset, {}, kStep, {}, "pending", words::step_reset),
    ROW(RunPaused, "baton.run.paused", kRun, paused, "paused", words::run_paused),
    ROW(RunSucceeded, "baton.run.succeeded", kRun, succeeded, "succeeded", words::run_succeeded),
    ROW(RunFailed, "baton.run.failed", kRun, failed, "failed", words::run_failed),
    ROW(RunCancelled, "baton.run.cancelled", kRun, cancelled, "cancelled", words::run_cancelled),
    ROW(RunResumed, "baton.run.resumed", kRun, {}, "running", words::run_resumed),
    ROW(EventTaken, {}, kStep, {}, "waiting", words::event_taken),
    ROW(StepUndone, "baton.step.undone", kStep, {}, "undone", words::step_undone),
    ROW(RunQueued, "baton.run.queued", kRun, {}, "waiting", words::run_queued),
    ROW(SlotTaken, {}, kRun, {}, "running", words::slot_taken),
    ROW(ItemsBegun, {}, kStep, {}, "waiting", words::items_begun),
    ROW(ChildBegun, {}, kStep, {}, "waiting", words::child_begun),
    ROW(ChildEnded, {}, kStep, {}, "waiting", words::child_ended),
    ROW(TaskRequested, "baton.task.requested", kStep, {}, "waiting", words::task_requested),
    ROW(TaskClaimed, "baton.task.claimed", kStep, {}, "waiting", words::task_claimed),
    ROW(TaskReleased, "baton.task.released", kStep, {}, "waiting", words::task_released),
    ROW(TaskDone, "baton.task.done", kStep, {}, "succeeded", words::task_done),
    ROW(TaskOverdue, "baton.task.overdue", kStep, {}, "waiting", words::task_overdue),
    ROW(TaskReopened, "baton.task.reopened", kStep, {}, "waiting", words::task_reopened),
    ROW(ApprovalEscalated, "baton.approval.escalated", kStep, {}, "waiting",
        words::approval_escalated),
    ROW(ApprovalReturned, "baton.approval.returned", kStep, {}, "pending",
        words::approval_returned),
    ROW(FactsRead, {}, kStep, {}, "waiting", words::facts_read),
    ROW(SlaStarted, {}, kStep, {}, "waiting", words::sla_started),
    ROW(SlaPaused, "baton.sla.paused", kStep, {}, "waiting", words::sla_paused),
    ROW(SlaResumed, "baton.sla.resumed", kStep, {}, "waiting", words::sla_resumed),
    ROW(SlaMissed, "baton.sla.missed", kStep, {}, "waiting", words::sla_missed),
    ROW(RunOverdue, "baton.run.late", kRun, {}, "waiting", words::run_overdue),
    ROW(RunMigrated, "baton.run.migrated", kRun, {}, "running", words::run_migrated),
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
