#include "runtime/foresight_queue.hpp"

#include <algorithm>

namespace baton::runtime {
namespace {

// How many entries of the journal are looked at in one read, by their numbers only.
constexpr std::size_t kChangesRead = 2'000;
// How many runs of a round are read at once.
constexpr std::size_t kSweptAtOnce = 200;

}  // namespace

void ForesightQueue::add(core::RunId run) {
  if (changed_.size() >= kChangedMax) {
    ++passed_over_;
  } else if (waiting_.insert(run).second) {
    changed_.push_back(run);
  }
}

void ForesightQueue::follow(ports::Journal& queries) {
  const auto last = queries.last_sequence();
  if (!sequence_) {
    sequence_ = last;
    return;
  }
  const auto changes = queries.runs_changed(*sequence_, kChangesRead);
  for (const auto& change : changes) add(change.run);
  if (changes.size() == kChangesRead) passed_over_ += last - changes.back().sequence;
  sequence_ = last;
}

// Runs that something is kept of and that are not open any more are in the round, too.
void ForesightQueue::sweep(ports::Queries& queries, core::Time steady) {
  if (!swept_.empty()) return;
  if (!sweeping_) {
    if (steady < round_due_) return;
    sweeping_ = true;
    swept_to_ = {};
    round_due_ = steady + every_;
  }
  auto runs = queries.open_runs(swept_to_, kSweptAtOnce);
  auto kept = queries.forecast_runs(swept_to_, kSweptAtOnce);
  // Where one list is full, the other may go on behind its end.
  std::optional<core::RunId> end;
  for (const auto* list : {&runs, &kept})
    if (list->size() == kSweptAtOnce) end = end ? std::min(*end, list->back()) : list->back();
  runs.insert(runs.end(), kept.begin(), kept.end());
  std::sort(runs.begin(), runs.end());
  runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
  for (const auto run : runs)
    if (!end || run <= *end) swept_.push_back(run);
  if (end) {
    swept_to_ = *end;
  } else {
    sweeping_ = false;
  }
}

void ForesightQueue::put_back(const std::vector<core::RunId>& runs) {
  for (auto run = runs.rbegin(); run != runs.rend(); ++run)
    if (waiting_.insert(*run).second) changed_.push_front(*run);
}

std::vector<core::RunId> ForesightQueue::take(std::size_t limit) {
  std::vector<core::RunId> runs;
  while (runs.size() < limit && !changed_.empty()) {
    runs.push_back(changed_.front());
    waiting_.erase(changed_.front());
    changed_.pop_front();
  }
  while (runs.size() < limit && !swept_.empty()) {
    if (std::find(runs.begin(), runs.end(), swept_.front()) == runs.end())
      runs.push_back(swept_.front());
    swept_.pop_front();
  }
  return runs;
}

}  // namespace baton::runtime
