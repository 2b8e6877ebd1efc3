#include "runtime/flow.hpp"

#include <string>
#include <utility>
#include <variant>

namespace baton::runtime {

namespace {

// Adds what has ended to the figures of one version.
void add_ended(const insight::Ended& ended, const insight::Stretches& stretches,
               const engine::Plan& plan, std::vector<ports::FlowRow>& rows) {
  const auto team_of = [&plan](const std::string& name) {
    const auto* step = plan.step(name);
    return step == nullptr ? std::string() : step->spec->team;
  };
  insight::Flow flow;
  insight::count(ended, stretches.latest(), team_of, flow);
  const auto needs_of = [&plan](const std::string& name) {
    const auto* step = plan.step(name);
    return step == nullptr ? nullptr : &step->spec->needs;
  };
  insight::count_hand_offs(ended, stretches, stretches.latest(), team_of, needs_of, flow);
  for (const auto& [key, sum] : flow)
    rows.push_back({plan.source().name, plan.version(), key.day, key.step, key.team, key.what,
                    key.took, sum.count, sum.spent});
}

}  // namespace

std::vector<ports::FlowRow> flow_of(insight::Stretches& stretches, const engine::Plan& plan,
                                    const ports::JournalRow& entry, const engine::Plan* before) {
  std::vector<ports::FlowRow> rows;
  insight::Ended ended;
  for (const auto& transition : entry.transitions) {
    stretches.take(transition, entry.at, ended);
    if (before != nullptr && std::holds_alternative<core::RunMigrated>(transition))
      add_ended(std::exchange(ended, {}), stretches, *before, rows);
  }
  add_ended(ended, stretches, plan, rows);
  return rows;
}

insight::Stretches stretches_of(const std::vector<ports::JournalRow>& journal) {
  insight::Stretches stretches;
  insight::Ended ended;
  for (const auto& entry : journal)
    for (const auto& transition : entry.transitions) stretches.take(transition, entry.at, ended);
  return stretches;
}

}  // namespace baton::runtime
