#include "runtime/load_run.hpp"

namespace baton::runtime {

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id) {
  const auto row = queries.run(id);
  if (!row) return std::nullopt;
  const auto trigger = queries.event(row->trigger);
  if (!trigger) throw ports::RowDamaged("event " + row->trigger.text() + ", which started run " + id.text() + ", is gone");
  core::Run run(id, trigger->to_json());
  for (const auto& entry : queries.journal(id)) {
    for (const auto& transition : entry.transitions) engine::evolve(run, transition, entry.at);
  }
  return run;
}

}  // namespace baton::runtime
