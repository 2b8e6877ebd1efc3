#include "runtime/foresight.hpp"

#include "baton/core/lifecycle.hpp"
#include "baton/core/limits.hpp"
#include "baton/insight/late.hpp"
#include "baton/runtime/damage.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/foresight_events.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <utility>

namespace baton::runtime {

namespace asio = boost::asio;

namespace {

// How many runs are looked at in one pass.
constexpr std::size_t kRunsAPass = 16;
// How many runs of the past are read at once.
constexpr std::size_t kPastAtOnce = 25;
// The most workflows that are known at once.
constexpr std::size_t kWorkflowsMax = 500;
// A forecast that differs from the stored one by less than this is not written: the probability of
// being late, and the times at which the run may end.
constexpr double kLateDiffers = 0.005;
constexpr core::Duration kEndsDiffer = std::chrono::minutes(1);

bool differs(const ports::ForecastRow& one, const ports::ForecastRow& other) {
  if (one.revision != other.revision || one.at_risk != other.at_risk) return true;
  if (one.late.has_value() != other.late.has_value()) return true;
  if (one.late && std::abs(*one.late - *other.late) >= kLateDiffers) return true;
  if (one.ends.back() < other.made_at) return true;
  for (std::size_t at = 0; at < one.ends.size(); ++at)
    if (std::chrono::abs(one.ends[at] - other.ends[at]) >= kEndsDiffer) return true;
  return false;
}

// The probability that the step is late; -1 if it has none.
double late_of_step(const core::Json& step) {
  const auto* late = core::find(step, "late");
  return late != nullptr && late->is_number() ? late->get<double>() : -1;
}

// True if an open step has another probability of being late than the one that is kept. `made`: of
// the same revision of the run, so that the same steps are open.
bool steps_differ(const std::string& kept, const core::Json& made) {
  const auto before = core::parse_json(kept);
  const auto* steps = before ? core::find(*before, "steps") : nullptr;
  if (steps == nullptr || !steps->is_array() || steps->size() != made.size()) return true;
  for (std::size_t at = 0; at < made.size(); ++at)
    if (std::abs(late_of_step(steps->at(at)) - late_of_step(made.at(at))) >= kLateDiffers)
      return true;
  return false;
}

// When the run should have ended, in wall time.
std::optional<core::Time> due_on_wall(const ports::RunRow& row, core::Time now, core::Time steady) {
  if (!row.due || row.due_on_wall) return row.due;
  return now + (*row.due - steady);
}

}  // namespace

Foresight::Foresight(asio::any_io_executor executor, ports::Store& store, bus::Bus& bus,
                     ports::Clock& clock, PlanCache& plans, Calendars calendars,
                     const Options& options)
    : store_(store),
      bus_(bus),
      clock_(clock),
      plans_(plans),
      calendars_(std::move(calendars)),
      options_(options),
      rounds_(executor, "forecasts could not be brought up to date"),
      queue_(options.forecasts_every),
      workshop_(executor, options.template_thread, {}, Workshop::For::nobody) {}

asio::awaitable<void> Foresight::run() {
  return rounds_.run([this]() -> asio::awaitable<void> { co_await pass(); });
}

asio::awaitable<bool> Foresight::pass() {
  const auto now = clock_.now();
  const auto steady = clock_.steady();
  std::vector<core::RunId> runs;
  auto look = [this, steady, &runs](ports::Queries& queries) {
    queue_.follow(queries);
    if (queue_.size() < kRunsAPass) queue_.sweep(queries, steady);
    runs = queue_.take(kRunsAPass);
    return read_runs(queries, runs);
  };
  bool failed = true;
  try {
    auto looked = co_await store_.read_beside(look);
    auto found = std::make_shared<Found>(std::move(looked));
    want_to_know(*found);
    auto compute = [this, found, now, steady, calendars = calendars_()] {
      return foresee(*found, now, steady, *calendars);
    };
    auto outcome = co_await workshop_.surely(std::move(compute));
    if (outcome) {
      auto kept = keep(*std::move(outcome));
      co_await std::move(kept);
    }
    failed = false;
    co_await learn_some();
  } catch (...) {
    if (failed) queue_.put_back(runs);
    throw;
  }
  co_return queue_.size() > 0 || queue_.sweeps(steady) || !learning_.empty();
}

Foresight::Found Foresight::read_runs(ports::Queries& queries,
                                      const std::vector<core::RunId>& runs) {
  Found found;
  for (const auto id : runs) {
    try {
      auto kept = queries.forecast(id);
      auto row = queries.run(id);
      const bool open = row && !row->ended_at;
      if (kept && !open) found.over.push_back(id);
      if (!row) continue;
      auto seen = see_run(queries, plans_, *std::move(row), clock_);
      if (open && kept) found.kept.emplace(id, *std::move(kept));
      (open ? found.open : found.ended).push_back(std::move(seen));
    } catch (const ports::RowDamaged& damage) {
      spdlog::debug("run {} is not forecast: {}", id.text(), damage.what());
    }
  }
  return found;
}

// Begins to read the past of the workflows that have open runs.
void Foresight::want_to_know(Found& found) {
  for (const auto& run : found.open) {
    const auto& workflow = run.row.workflow;
    if (!models_.knows(workflow) && models_.size() + learning_.size() < kWorkflowsMax)
      learning_.try_emplace(workflow);
  }
  // A run that ends while the past of its workflow is read is learned with that past.
  std::erase_if(found.ended, [this](RunSeen& run) {
    const auto at = learning_.find(run.row.workflow);
    if (at == learning_.end()) return false;
    const auto id = run.row.id;
    at->second.found.insert_or_assign(id, std::move(run));
    return true;
  });
}

// Reads a part of the past of one workflow, and learns it when that was the last part.
asio::awaitable<void> Foresight::learn_some() {
  if (learning_.empty()) co_return;
  const std::string workflow = learning_.begin()->first;
  auto& learning = learning_.begin()->second;
  bool through = false;
  bool whole = false;
  auto read = [this, &workflow, &learning, &through, &whole](ports::Queries& queries) {
    ports::RunFilter filter;
    filter.terms.push_back({ports::RunTerm::Of::workflow, workflow, false});
    filter.before = learning.before;
    filter.limit = kPastAtOnce;
    auto page = readable_runs(queries, filter);
    learning.looked_at += page.rows.size() + (page.damaged ? 1 : 0);
    const bool last = !page.damaged && page.rows.size() < filter.limit;
    through = last || learning.looked_at >= kLookedAtMax;
    if (page.damaged) {
      learning.before = page.damaged;
      learning.damaged.insert(page.damaged);
    } else if (!page.rows.empty()) {
      learning.before = page.rows.back().id;
    }
    for (auto& row : page.rows) {
      if (!row.ended_at) continue;
      if (!learning.counts.take(row.status)) continue;
      const auto id = row.id;
      try {
        learning.found.try_emplace(id, see_run(queries, plans_, std::move(row), clock_));
      } catch (const ports::RowDamaged&) {
        learning.damaged.insert(id);
      }
    }
    whole = last && !learning.counts.full();
    through = through || learning.counts.full();
  };
  co_await store_.read_beside(read);
  if (!through) co_return;
  if (!learning.damaged.empty())
    spdlog::warn("forecasts of {} are learned without {}", workflow,
                 unreadable_text(learning.damaged));
  auto closed = std::make_shared<std::vector<RunSeen>>();
  for (auto& [id, run] : learning.found) closed->push_back(std::move(run));
  learning_.erase(workflow);
  auto learn = [this, workflow, closed, whole] {
    models_.learn(workflow, std::move(*closed), whole);
    return true;
  };
  co_await workshop_.surely(std::move(learn));
  if (learning_.empty()) queue_.sweep_soon();
}

// On the thread of the workshop.
Foresight::Outcome Foresight::foresee(const Found& found, core::Time now, core::Time steady,
                                      const calendar::Calendars& calendars) {
  Outcome outcome;
  outcome.over = found.over;
  for (const auto& run : found.ended) models_.close(run);
  for (const auto& run : found.open) models_.watch(run);
  for (const auto& run : found.open) {
    auto foreseen = models_.forecast(run, now, due_on_wall(run.row, now, steady), calendars);
    if (!foreseen) continue;
    const auto kept = found.kept.find(run.row.id);
    decide_risk(run, *foreseen, kept != found.kept.end() && kept->second.at_risk, outcome);
    if (kept == found.kept.end() || differs(kept->second, foreseen->row) ||
        steps_differ(kept->second.detail, foreseen->detail.at("steps")))
      outcome.rows.push_back(std::move(foreseen->row));
  }
  return outcome;
}

// A run that is late already is not told, since kRunLate tells that, and neither is one of which
// too little is known.
void Foresight::decide_risk(const RunSeen& run, Foreseen& foreseen, bool was,
                            Outcome& outcome) const {
  auto& row = foreseen.row;
  row.at_risk = was;
  if (!row.late || foreseen.too_few) return;
  const insight::RiskThresholds thresholds{options_.at_risk_from,
                                           std::min(options_.at_risk_until, options_.at_risk_from)};
  row.at_risk = insight::at_risk(was, *row.late, thresholds);
  if (!row.at_risk || was || run.row.late) return;
  if (run.head.depth + 1 > static_cast<int>(core::kCausationDepthMax)) return;
  outcome.events.push_back(run_at_risk(run, foreseen.detail, row.made_at));
}

asio::awaitable<void> Foresight::keep(Outcome outcome) {
  if (outcome.rows.empty() && outcome.over.empty()) co_return;
  bus::Together write = [&outcome](ports::Tx& tx, const std::vector<bus::Receipt>&) {
    for (const auto run : outcome.over) tx.delete_forecast(run);
    for (const auto& row : outcome.rows) {
      const auto run = tx.run(row.run);
      if (run && !run->ended_at) tx.put_forecast(row);
    }
  };
  auto events = std::move(outcome.events);
  co_await write_and_tell(store_, bus_, std::move(write), std::move(events));
}

}  // namespace baton::runtime
