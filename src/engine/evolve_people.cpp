#include "engine/evolve_people.hpp"

#include "baton/core/actor.hpp"

#include <utility>

namespace baton::engine {
namespace {

// Gives a task to somebody, or to nobody.
void give(core::Task& task, const core::Actor& owner, core::Time at) {
  task.owner = owner;
  task.owned_since = at;
}

// Whether one person made both decisions, or both were made for one. Whoever decides for somebody
// else, and decides in person too, has one voice.
bool one_voice(const core::Decided& earlier, const core::ApprovalDecided& t) {
  return core::same_person(earlier.actor, t.actor) ||
         core::same_person(earlier.actor, t.on_behalf_of) ||
         core::same_person(earlier.on_behalf_of, t.actor) ||
         core::same_person(earlier.on_behalf_of, t.on_behalf_of);
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

}  // namespace baton::engine
