#pragma once

#include "baton/cel/budget.hpp"
#include "baton/core/event.hpp"
#include "baton/core/ids.hpp"
#include "baton/core/json.hpp"
#include "baton/core/result.hpp"
#include "baton/core/run.hpp"
#include "baton/core/template.hpp"
#include "baton/kpis/definitions.hpp"
#include "baton/ports/approvals.hpp"
#include "baton/ports/event_log.hpp"
#include "baton/ports/journal.hpp"
#include "baton/ports/rows.hpp"
#include "baton/ports/runs.hpp"
#include "baton/ports/store.hpp"
#include "baton/ports/tasks.hpp"
#include "baton/runtime/plan_cache.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// Reads of runs and workflows that need more than one table of the store. They may be called on any
// thread on which the store runs a read or a transaction.
namespace baton::runtime {

// The run that its trigger and its journal describe; nullopt when there is no such run. Throws
// ports::RowDamaged when either is incomplete.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id);
// The same, from a journal that the caller has read already.
std::optional<core::Run> load_run(ports::Queries& queries, core::RunId id,
                                  const std::vector<ports::JournalRow>& journal);

// A journal without its lines that cannot be read.
struct ReadableJournal {
  // The oldest first.
  std::vector<ports::JournalRow> rows{};
  // How many lines are damaged or gone, as far as is known.
  std::size_t missing = 0;
};
// The lines of a run's journal that can be read. Each line names the one before it, so nothing is
// known of what stood before a line that is gone altogether.
ReadableJournal readable_journal(ports::Journal& queries, core::RunId run);

// Entries of the journals of all runs, in the order in which they were written.
struct EntriesRead {
  // The oldest first.
  std::vector<ports::JournalRow> rows{};
  // The number of the damaged entry before which the reading stopped; 0 if it met none.
  std::int64_t damaged = 0;
};
// The entries behind `sequence`, at most `limit`, up to the first that is damaged.
EntriesRead readable_entries(ports::Journal& queries, std::int64_t sequence, std::size_t limit);

// Events, up to one that cannot be read.
struct EventsRead {
  // In the order of the reading.
  std::vector<core::Event> rows{};
  // The damaged event before which the reading stopped. Unset if it met none.
  core::EventId damaged{};
};
// The events behind `position`, at most `limit` and the oldest first, up to the first that is
// damaged.
EventsRead readable_events(ports::EventLog& queries, core::EventId position, std::size_t limit);
// A page of events, up to the first that is damaged.
EventsRead readable_events(ports::EventLog& queries, ports::EventFilter filter);

// What began a run, as the first entry of its journal says; no other entry is read. nullopt when
// there is no such run. Throws ports::RowDamaged when that entry is damaged, or cannot be found
// because the row that leads to it is gone.
std::optional<core::RunStarted> head_of(ports::Journal& queries, core::RunId run);

// A run, and the runs above it, as far as they can be read.
struct Ancestry {
  // The run itself first, then the run that began it, then the one that began that, and so on.
  std::vector<ports::RunRow> runs{};
  // The damaged run at which the way up ends: either the last of `runs`, whose journal does not say
  // what began it, or the run above that one, whose row is damaged. Unset if the way is whole.
  core::RunId damaged{};
};
// A run and those above it. Without runs when there is no such run. Throws ports::RowDamaged when
// the row of the run itself is damaged.
Ancestry ancestry_of(ports::Queries& queries, core::RunId run);

// Runs, the newest first.
struct RunsRead {
  std::vector<ports::RunRow> rows{};
  // The damaged run before which the reading stopped. Unset if it met none.
  core::RunId damaged{};
};
// A page of runs, up to the first whose row is damaged. Their journals are not read.
RunsRead readable_runs(ports::Runs& queries, ports::RunFilter filter);
// A page of runs without those whose rows are damaged. These are added to `damaged`, and count as
// rows of the page.
std::vector<ports::RunRow> whole_runs(ports::Runs& queries, ports::RunFilter filter,
                                      std::set<core::RunId>& damaged);
// The same of the first `limit` runs that went on because a wait took this event.
std::vector<ports::RunRow> whole_runs_resumed_by(ports::Queries& queries, core::EventId event,
                                                 std::size_t limit, std::set<core::RunId>& damaged);
// Visits runs, the newest first, until `visit` returns false or so many were looked at. Runs whose
// rows are damaged are not visited: they are added to `damaged`, and count as looked at.
void visit_runs(ports::Runs& queries, ports::RunFilter filter, std::size_t looked_at_max,
                std::set<core::RunId>& damaged,
                const std::function<bool(const ports::RunRow&)>& visit);

// Approvals, in their order.
struct ApprovalsRead {
  std::vector<ports::ApprovalRow> rows{};
  // The run of the damaged approval at which the reading stopped. Unset if it met none.
  core::RunId damaged{};
};
// A page of approvals, up to the first whose row is damaged. The filter then begins behind the last
// of them, or behind the damaged one.
ApprovalsRead readable_approvals(ports::Approvals& queries, ports::ApprovalFilter& filter);

// Tasks, in their order.
struct TasksRead {
  std::vector<ports::TaskRow> rows{};
  // The run of the damaged task at which the reading stopped. Unset if it met none.
  core::RunId damaged{};
};
// The same as readable_approvals(), of tasks.
TasksRead readable_tasks(ports::Tasks& queries, ports::TaskFilter& filter);

// What the store holds of this run, if the stored run is equal to this one. RunBefore::failing is
// left out, because it cannot be known without the plan (engine::failing()).
ports::RunBefore as_stored(const core::Run& run);

// The steps of a published version, in the order of its file. Empty when there is no such version,
// or when it does not pass the checks any more.
std::vector<core::StepOutline> outline(ports::Templates& queries, PlanCache& plans,
                                       std::string_view workflow, int version);

// What would happen if a person skipped a step now, as engine/skipping.hpp says: {"step", "may",
// "with", "next", "kept"}. If they may not, also "because" and "hint", which may be empty.
// Errc::not_found when there is no such run or step, Errc::conflict when the version of the
// workflow that the run began with does not pass the checks any more.
core::Result<core::Json> skip_preview(ports::Queries& queries, PlanCache& plans, core::RunId id,
                                      const std::string& step);

// The figures of all stored runs (ports::Flows), counted from their journals, in their order. The
// store keeps the same, and those of runs that it keeps no longer.
std::vector<ports::FlowRow> recount_flow(ports::Queries& queries, PlanCache& plans);
// True while figures are counted anew, so that those of some runs are not there yet.
bool is_recounting(ports::Settings& settings);

// What stored events add up to for these KPIs, each event counted once, by KPI, day and what they
// count as: what the store keeps (ports::Kpis), if nothing was missed or counted twice. `clock`: by
// which expressions that take too long are stopped; null: only their cost is bounded.
std::vector<ports::KpiRow> recount_kpis(ports::EventLog& queries, const kpis::Definitions& kpis,
                                        cel::Budget::Clock clock = cel::thread_time);

// Who retired a workflow, when, and which version was active until then: {"actor", "at",
// "version"}; an empty object when nobody did.
core::Json retired_by(ports::Settings& queries, std::string_view name);

// The SHA-256 of the text that was last published from this file, in hex; empty when none was.
std::string published_from(ports::Settings& queries, std::string_view file);

}  // namespace baton::runtime
