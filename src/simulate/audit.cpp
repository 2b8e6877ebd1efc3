#include "simulate/audit.hpp"

#include "baton/runtime/reads.hpp"

namespace baton::simulate {

namespace {

bool as_the_journal_says(const ports::StepRow& row, const core::StepState& state) {
  const auto& due = state.due_on_wall() ? row.due_on_wall : row.due;
  return row.status == state.status && row.attempt == state.attempt && due == state.due;
}

void compare_run(ports::Queries& queries, const ports::RunRow& row,
                 std::vector<std::string>& differences) {
  const auto run = runtime::load_run(queries, row.id);
  if (!run) return differences.push_back(row.id.text() + " has a row and no journal");
  if (run->status() != row.status || run->revision() != row.revision)
    differences.push_back("the row of " + row.id.text() + " is not what its journal says");
  std::vector<std::string> steps;
  for (const auto& step : queries.steps(row.id)) {
    steps.push_back(step.step);
    if (!as_the_journal_says(step, run->step(step.step)))
      differences.push_back("the row of step " + step.step + " of " + row.id.text() +
                            " is not what the journal says");
  }
  if (steps != runtime::as_stored(*run).steps)
    differences.push_back(row.id.text() + " has rows of other steps than its journal says");
}

}  // namespace

std::vector<std::string> differences(ports::Queries& queries) {
  std::vector<std::string> found;
  if (queries.cursor() != queries.last_event()) found.emplace_back("an event was left unstepped");
  for (const auto& parked : queries.parked(1))
    found.push_back("an event was parked: " + parked.cause);
  for (const auto& row : queries.runs({})) compare_run(queries, row, found);
  return found;
}

}  // namespace baton::simulate
