#include "engine/evolve_people.hpp"

#include "baton/core/actor.hpp"
#include "engine/approval_words.hpp"
#include "engine/evolution.hpp"

#include <algorithm>
#include <utility>

namespace baton::engine {
namespace {

// Gives a task to somebody, or to nobody.
void give(core::Task& task, const core::Actor& owner, core::Time at) {
  task.owner = owner;
  task.owned_since = at;
}

// How long the step may take, by the row of its route; empty if no row gives it.
std::string given_time(const core::TaskRequested& t) { return core::text_at(t.routed, "sla"); }

// Whether one person made both decisions, or both were made for one. Whoever decides for somebody
// else, and decides in person too, has one voice.
bool one_voice(const core::Decided& earlier, const core::ApprovalDecided& t) {
  return core::same_person(earlier.actor, t.actor) ||
         core::same_person(earlier.actor, t.on_behalf_of) ||
         core::same_person(earlier.on_behalf_of, t.actor) ||
         core::same_person(earlier.on_behalf_of, t.on_behalf_of);
}

// The earlier of two times, either of which may be unset.
std::optional<core::Time> earlier_of(const std::optional<core::Time>& one,
                                     const std::optional<core::Time>& other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

}  // namespace

core::Approval asked(const core::ApprovalRequested& t, core::Time at,
                     std::optional<core::Approval> before) {
  core::Approval approval{t, at, {}};
  if (!before) return approval;
  approval.returned = before->returned;
  auto& earlier = approval.earlier = std::move(before->earlier);
  earlier.push_back({before->requested_at, before->request.hash, std::move(before->decisions),
                     std::move(before->ended)});
  if (earlier.size() > core::kAskedBeforeMax) earlier.erase(earlier.begin());
  return approval;
}

void apply(const core::ApprovalDecided& t, core::Time at, core::Approval& approval) {
  std::erase_if(approval.decisions,
                [&t](const core::Decided& earlier) { return one_voice(earlier, t); });
  approval.decisions.push_back({t.actor, t.approve, t.comment, t.hash, at, t.on_behalf_of});
}

void apply(const core::ApprovalEscalated& t, core::Time at, core::Approval& approval) {
  auto& request = approval.request;
  if (!t.group.empty()) request.groups.push_back(t.group);
  request.users.insert(request.users.end(), t.users.begin(), t.users.end());
  approval.escalated_at = at;
}

core::Size size_of(const core::Task& task) {
  auto size = core::size_of(task.request.of);
  size += core::size_of(task.request.form);
  size += core::size_of(task.values);
  return size;
}

void apply(const core::TaskRequested& t, core::Time at, core::Task& task) {
  task.request = t;
  task.requested_at = at;
  task.overdue = false;
}

void apply(const core::TaskClaimed& t, core::Time at, core::Task& task) { give(task, t.owner, at); }

void apply(const core::TaskReleased& /*t*/, core::Time at, core::Task& task) { give(task, {}, at); }

void apply(const core::TaskDone& t, core::Time at, core::Task& task) {
  give(task, t.actor, at);
  task.values = t.values;
  task.comment = t.comment;
  task.done_at = at;
}

void apply(const core::TaskOverdue& /*t*/, core::Time /*at*/, core::Task& task) {
  task.overdue = true;
}

void apply(const core::TaskReopened& t, core::Time /*at*/, core::Task& task) {
  task.reopened_by = t.actor;
  task.reopened_because = t.reason;
  ++task.reopened;
}

void Evolution::operator()(const core::ApprovalRequested& t) {
  // The notes tell that an earlier approval of the step was voided, and why: they stay.
  auto notes = std::exchange(run_.steps_[t.step].notes, {});
  auto& step = enter(t.step, core::StepStatus::waiting);
  step.notes = std::move(notes);
  step.due = earlier_of(t.escalates, t.due);
  if (step.approval) run_.size_ -= core::size_of(step.approval->request.of);
  run_.size_ += core::size_of(t.of);
  step.approval = asked(t, at_, std::move(step.approval));
  began_at(step, t.position);
  view(t.step)["started_at"] = core::to_rfc3339(at_);
  begun(t.step);
}

void Evolution::operator()(const core::ApprovalDecided& t) {
  auto& approval = run_.steps_[t.step].approval;
  if (!approval) return;
  apply(t, at_, *approval);
  join(t.step, t.actor, t.approve ? "approved" : "rejected", t.comment);
}

void Evolution::operator()(const core::ApprovalEscalated& t) {
  auto& step = run_.steps_[t.step];
  if (!step.approval) return;
  apply(t, at_, *step.approval);
  step.due = step.approval->request.due;
}

void Evolution::operator()(const core::ApprovalReturned& t) {
  auto& step = begin_anew(t.step);
  forget_output(t.step);
  step.reason = about_return(t);
  if (!step.approval) return;
  step.approval->ended = step.reason;
  step.approval->returned = t.round;
}

void Evolution::operator()(const core::ApprovalVoided& t) {
  auto& step = begin_anew(t.step);
  step.reason = t.reason;
  step.notes = {about_void(t, step.approval)};
  if (step.approval) step.approval->ended = t.reason;
  forget_output(t.step);
}

template <class Transition>
void Evolution::to_task(const Transition& t) {
  auto& task = run_.steps_[t.step].task;
  if (!task) return;
  run_.size_ -= size_of(*task);
  apply(t, at_, *task);
  run_.size_ += size_of(*task);
}

void Evolution::operator()(const core::TaskRequested& t) {
  auto& step = enter(t.step, core::StepStatus::waiting);
  step.due = earlier_of(t.due, t.ends);
  if (step.task) {
    run_.size_ -= size_of(*step.task);
    // Others are asked, who have another time for it: its clock begins anew.
    if (given_time(step.task->request) != given_time(t)) step.sla.reset();
  } else {
    step.task.emplace();
  }
  apply(t, at_, *step.task);
  run_.size_ += size_of(*step.task);
  began_at(step, t.position);
  view(t.step)["started_at"] = core::to_rfc3339(at_);
  begun(t.step);
}

void Evolution::operator()(const core::TaskClaimed& t) { to_task(t); }

void Evolution::operator()(const core::TaskReleased& t) {
  to_task(t);
  if (!t.comment.empty()) join(t.step, t.actor, "given back", t.comment);
}

void Evolution::operator()(const core::TaskDone& t) {
  to_task(t);
  if (!t.comment.empty()) join(t.step, t.actor, "done", t.comment);
}

void Evolution::operator()(const core::TaskOverdue& t) {
  to_task(t);
  auto& step = run_.steps_[t.step];
  if (step.task) step.due = step.task->request.ends;
}

// It changes no status: StepReset follows.
void Evolution::operator()(const core::TaskReopened& t) {
  to_task(t);
  if (!t.reason.empty()) join(t.step, t.actor, "reopened", t.reason);
}

}  // namespace baton::engine
