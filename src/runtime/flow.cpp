#include "runtime/flow.hpp"

#include <string>
#include <utility>

namespace baton::runtime {

std::vector<ports::FlowRow> flow_of(insight::Stretches& stretches, const engine::Plan& plan,
                                    int version, const ports::JournalRow& entry) {
  insight::Ended ended;
  for (const auto& transition : entry.transitions) stretches.take(transition, entry.at, ended);
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
  std::vector<ports::FlowRow> rows;
  rows.reserve(flow.size());
  for (const auto& [key, sum] : flow)
    rows.push_back({plan.source().name, version, key.day, key.step, key.team, key.what, key.took,
                    sum.count, sum.spent});
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
