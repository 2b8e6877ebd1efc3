#include "runtime/load_run.hpp"

namespace baton::runtime {

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id) {
  return load_run(queries, id, queries.journal(id));
}

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id,
                                  const std::vector<ports::JournalRow>& journal) {
  const auto row = queries.run(id);
  if (!row) return std::nullopt;
  const auto trigger = queries.event(row->trigger);
  if (!trigger)
    throw ports::RowDamaged("event " + row->trigger.text() + ", which started run " + id.text() +
                            ", is gone");
  core::Run run(id, trigger->to_json());
  for (const auto& entry : journal) {
    for (const auto& transition : entry.transitions) engine::evolve(run, transition, entry.at);
  }
  // A transition is a revision: one that is missing from the journal is noticed.
  if (run.revision() != row->revision)
    throw ports::RowDamaged("the journal of run " + id.text() + " is not whole");
  return run;
}

}  // namespace baton::runtime
