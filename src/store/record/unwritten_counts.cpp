#include "store/record/unwritten_counts.hpp"

#include "store/record/run_tally.hpp"

#include <limits>
#include <utility>

namespace baton::store {
namespace {

std::int64_t sum_within(std::int64_t one, std::int64_t other) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(one, other, &sum)) return sum;
  return one > 0 ? Limits::max() : Limits::min();
}

}  // namespace

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

void UnwrittenCounts::counted(ports::KpiRow row) {
  const Counted added{std::exchange(row.count, 0), std::exchange(row.thousandths, 0)};
  auto& sum = kpis[std::move(row)];
  sum.count += added.count;
  sum.thousandths = sum_within(sum.thousandths, added.thousandths);
}

void UnwrittenCounts::cleared(std::string_view kpi) {
  std::erase_if(kpis, [kpi](const auto& row) { return row.first.kpi == kpi; });
}

void UnwrittenCounts::deleted(std::string_view workflow, core::RunStatus status, bool failing) {
  --alike[{std::string(workflow), status, failing}];
}

void UnwrittenCounts::count_end(const ports::RunRow& run) {
  const core::Time ended = run.ended_at.value_or(run.updated_at);
  ++tallies[{quarter_of(ended), core::to_text(run.status), took_class(ended - run.started_at)}];
}

}  // namespace baton::store
