#include "store/record/unwritten_counts.hpp"

#include "store/record/run_tally.hpp"

#include <utility>

namespace baton::store {

void UnwrittenCounts::began(const ports::RunRow& run) {
  ++alike[{run.workflow, run.status, run.failing}];
  ++tallies[{quarter_of(run.started_at), {}, 0}];
  if (core::ended(run.status)) count_end(run);
}

void UnwrittenCounts::changed(const ports::RunRow& run, const ports::RunBefore& before) {
  if (run.status == before.status && run.failing == before.failing) return;
  --alike[{run.workflow, before.status, before.failing}];
  ++alike[{run.workflow, run.status, run.failing}];
  if (run.status != before.status && core::ended(run.status)) count_end(run);
}

void UnwrittenCounts::took(ports::FlowRow row) {
  const Added added{std::exchange(row.count, 0), std::exchange(row.spent, {})};
  auto& sum = flow[std::move(row)];
  sum.count += added.count;
  sum.spent += added.spent;
}

void UnwrittenCounts::deleted(std::string_view workflow, core::RunStatus status, bool failing) {
  --alike[{std::string(workflow), status, failing}];
}

void UnwrittenCounts::count_end(const ports::RunRow& run) {
  const core::Time ended = run.ended_at.value_or(run.updated_at);
  ++tallies[{quarter_of(ended), core::to_text(run.status), took_class(ended - run.started_at)}];
}

}  // namespace baton::store
