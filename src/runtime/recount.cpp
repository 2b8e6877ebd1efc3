#include "runtime/recount.hpp"

#include "baton/core/json.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "runtime/flow.hpp"

#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <variant>

namespace baton::runtime {
namespace {

// The setting that says in which way the figures are counted, and how far they were counted anew:
// {"version", "to", "before"}. Without "to" all of them are counted.
constexpr std::string_view kFlowSetting = "flow";
// How many runs are counted in one transaction. Turns wait until that is done.
constexpr std::size_t kRunsRecounted = 50;

struct RecountProgress {
  std::int64_t version = 0;
  // The last entry that was written before the counting began: later ones count themselves.
  std::optional<std::int64_t> to{};
  // Only runs older than this one are left; unset: all.
  core::RunId before{};
};

std::int64_t flow_number(const core::Json& json, const char* name) {
  const auto* value = core::find(json, name);
  return value != nullptr && value->is_number_integer() ? value->get<std::int64_t>() : 0;
}

RecountProgress recount_progress(ports::Settings& settings) {
  RecountProgress progress;
  const auto json = core::parse_json(settings.setting(kFlowSetting));
  if (!json || !json->is_object()) return progress;
  progress.version = flow_number(*json, "version");
  if (core::find(*json, "to") != nullptr) progress.to = flow_number(*json, "to");
  progress.before = core::RunId(flow_number(*json, "before"));
  return progress;
}

void keep_progress(ports::SettingsTx& settings, const RecountProgress& progress) {
  core::Json json{{"version", progress.version}};
  if (progress.to) {
    json["to"] = *progress.to;
    json["before"] = progress.before.value();
  }
  settings.set_setting(kFlowSetting, core::dump(json));
}

}  // namespace

std::vector<ports::FlowRow> flow_of_run(ports::Queries& queries, PlanCache& plans,
                                        const ports::RunRow& run, std::int64_t to_sequence) {
  std::vector<ports::FlowRow> rows;
  insight::Stretches stretches;
  int version = run.version;
  PlanPtr before;
  for (const auto& entry : queries.journal(run.id)) {
    if (entry.sequence > to_sequence) break;
    // A run that failed at its start may have begun anew with a newer version, and a run may have
    // been migrated to another one.
    for (const auto& transition : entry.transitions) {
      if (const auto* started = std::get_if<core::RunStarted>(&transition))
        version = started->version;
      if (const auto* migrated = std::get_if<core::RunMigrated>(&transition))
        version = migrated->version;
    }
    const auto plan = plans.plan(queries, run.workflow, version);
    if (!plan || !*plan) continue;
    auto more = flow_of(stretches, **plan, entry, before.get());
    before = *plan;
    std::move(more.begin(), more.end(), std::back_inserter(rows));
  }
  return rows;
}

std::vector<ports::FlowRow> recount_flow(ports::Queries& queries, PlanCache& plans) {
  std::map<ports::FlowRow, std::pair<std::int64_t, core::Duration>> sums;
  ports::RunFilter filter;
  for (bool more = true; more;) {
    const auto runs = queries.runs(filter);
    for (const auto& run : runs) {
      for (auto& row : flow_of_run(queries, plans, run, queries.last_sequence())) {
        const auto count = std::exchange(row.count, 0);
        const auto spent = std::exchange(row.spent, {});
        auto& sum = sums[std::move(row)];
        sum.first += count;
        sum.second += spent;
      }
    }
    more = !runs.empty();
    if (more) filter.before = runs.back().id;
  }
  std::vector<ports::FlowRow> rows;
  for (const auto& [key, sum] : sums) {
    rows.push_back(key);
    rows.back().count = sum.first;
    rows.back().spent = sum.second;
  }
  return rows;
}

bool is_recounting(ports::Settings& settings) { return recount_progress(settings).to.has_value(); }

bool Recount::begin(ports::Tx& tx) {
  if (tx.last_sequence() == 0) {
    keep_progress(tx, {kFlowVersion, {}, {}});
    return false;
  }
  spdlog::info("the figures of workflows are counted anew from the journals of their runs");
  tx.clear_flow();
  keep_progress(tx, {kFlowVersion, tx.last_sequence(), {}});
  return true;
}

void Recount::start(ports::Tx& tx) {
  if (tx.last_sequence() == 0) go_on(tx);
}

bool Recount::go_on(ports::Tx& tx) {
  if (done_) return false;
  auto progress = recount_progress(tx);
  if (progress.version != kFlowVersion) return begin(tx);
  if (!progress.to) {
    done_ = true;
    return false;
  }
  const auto page = readable_runs(tx, {.before = progress.before, .limit = kRunsRecounted});
  for (const auto& run : page.rows) {
    try {
      tx.add_flow(flow_of_run(tx, plans_, run, *progress.to));
    } catch (const ports::RowDamaged& damage) {
      spdlog::warn("run {} is left out of the figures: {}", run.id.text(), damage.what());
    }
  }
  const bool more = page.damaged || !page.rows.empty();
  if (page.damaged) {
    spdlog::warn("run {} is left out of the figures: its row is damaged", page.damaged.text());
    progress.before = page.damaged;
  } else if (more) {
    progress.before = page.rows.back().id;
  } else {
    progress.to.reset();
  }
  keep_progress(tx, progress);
  return more;
}

}  // namespace baton::runtime
