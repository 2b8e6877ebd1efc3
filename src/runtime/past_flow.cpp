#include "baton/runtime/past_flow.hpp"

#include "baton/insight/flow.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace baton::runtime {
namespace {

// By the class of the length.
using Classes = std::map<std::int64_t, insight::FlowSum>;

// True for rows of the same things, which may differ in the day and in how long these took.
bool same_things(const ports::FlowRow& one, const ports::FlowRow& other) {
  return one.step == other.step && one.what == other.what && one.team == other.team &&
         one.version == other.version && one.workflow == other.workflow;
}

// Adds up rows that differ in nothing but the day. Those of the same things should follow one
// another, as they do within a day.
std::vector<ports::FlowRow> added_up(const std::vector<ports::FlowRow>& rows, std::int64_t day) {
  std::map<ports::FlowRow, Classes> things;
  const ports::FlowRow* before = nullptr;
  Classes* classes = nullptr;
  for (const auto& row : rows) {
    if (before == nullptr || !same_things(*before, row))
      classes = &things[{row.workflow, row.version, day, row.step, row.team, row.what}];
    before = &row;
    auto& sum = (*classes)[row.took];
    sum.count += row.count;
    sum.spent += row.spent;
  }
  std::vector<ports::FlowRow> sums;
  for (const auto& [thing, by_class] : things) {
    for (const auto& [took, sum] : by_class) {
      auto& row = sums.emplace_back(thing);
      row.took = took;
      row.count = sum.count;
      row.spent = sum.spent;
    }
  }
  return sums;
}

}  // namespace

std::vector<ports::FlowRow> PastFlow::rows(ports::Flows& queries, const ports::FlowFilter& filter) {
  const auto mark = queries.flow_mark();
  auto past = filter;
  past.to = std::min(filter.to, mark.day);
  if (past.to <= past.from) return queries.flow(filter);
  auto kept = find(past, mark.changes);
  if (!kept) {
    kept = std::make_shared<const Rows>(added_up(queries.flow(past), past.from));
    keep(past, mark.changes, kept);
  }
  Rows rows = *kept;
  if (past.to == filter.to) return rows;
  auto rest = filter;
  rest.from = past.to;
  auto more = queries.flow(rest);
  std::move(more.begin(), more.end(), std::back_inserter(rows));
  return rows;
}

std::shared_ptr<const PastFlow::Rows> PastFlow::find(const ports::FlowFilter& past,
                                                     std::int64_t changes) const {
  const std::lock_guard lock(mutex_);
  if (changes != changes_) return nullptr;
  const auto found = kept_.find(past);
  return found == kept_.end() ? nullptr : found->second;
}

// A snapshot that is older than what is kept adds nothing to it.
void PastFlow::keep(const ports::FlowFilter& past, std::int64_t changes,
                    std::shared_ptr<const Rows> rows) {
  const std::lock_guard lock(mutex_);
  if (changes < changes_ || rows->size() > kRowsMax) return;
  if (changes > changes_ || rows_kept_ + rows->size() > kRowsMax) {
    kept_.clear();
    rows_kept_ = 0;
  }
  changes_ = changes;
  const auto size = rows->size();
  if (kept_.try_emplace(past, std::move(rows)).second) rows_kept_ += size;
}

}  // namespace baton::runtime
