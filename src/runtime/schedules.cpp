#include "runtime/schedules.hpp"

#include "baton/engine/schedules.hpp"

#include <utility>

namespace baton::runtime {

namespace {

std::optional<core::Time> arm(ports::AlarmsTx& tx, const engine::Plan& plan, core::Time now,
                              bool keeps_due) {
  const auto& workflow = plan.source().name;
  const auto set = tx.schedule_due(workflow);
  const bool stays = keeps_due && set && *set <= now;
  const auto due = stays ? set : engine::next_firing(plan, now);
  if (due != set) tx.set_schedule(workflow, due);
  return due;
}

}  // namespace

std::optional<core::Time> activate(ports::AlarmsTx& tx, Catalog& catalog, PlanPtr plan,
                                   core::Time now, bool keeps_due) {
  const auto due = arm(tx, *plan, now, keeps_due);
  catalog.activate(std::move(plan));
  return due;
}

void arm_all(ports::AlarmsTx& tx, const Catalog& catalog, core::Time now) {
  for (const auto& workflow : tx.scheduled())
    if (!catalog.active(workflow)) tx.set_schedule(workflow, std::nullopt);
  for (const auto& [name, plan] : catalog.all_active()) arm(tx, *plan, now, true);
}

}  // namespace baton::runtime
