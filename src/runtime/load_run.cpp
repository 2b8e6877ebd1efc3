#include "runtime/load_run.hpp"

namespace baton::runtime {

std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id) {
  const auto journal = queries.journal(id);
  if (journal.empty()) return std::nullopt;
  core::Run run(id);
  for (const auto& row : journal) {
    for (const auto& transition : row.transitions) engine::evolve(run, transition, row.at);
  }
  return run;
}

}  // namespace baton::runtime
