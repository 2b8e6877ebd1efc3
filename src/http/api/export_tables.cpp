#include "http/api/export_tables.hpp"

#include "baton/core/days.hpp"
#include "baton/core/finding.hpp"
#include "baton/core/limits.hpp"
#include "baton/core/text.hpp"
#include "baton/formats/csv.hpp"
#include "baton/insight/flow.hpp"
#include "baton/insight/latency.hpp"
#include "baton/kpis/value.hpp"
#include "baton/ports/failures.hpp"
#include "baton/runtime/reads.hpp"
#include "baton/telemetry/log.hpp"
#include "baton/views/run.hpp"
#include "baton/views/time.hpp"
#include "baton/views/whole_parts.hpp"
#include "http/api/days.hpp"
#include "http/api/kpi_figures.hpp"
#include "http/api/page.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

namespace baton::http {
namespace {

using core::Json;
using Columns = std::span<const std::string_view>;

constexpr std::array<std::string_view, 12> kEventColumns{"id",       "day",     "type",  "source",
                                                         "origin",   "subject", "actor", "time",
                                                         "received", "depth",   "root",  "data"};
constexpr std::array<std::string_view, 19> kRunColumns{
    "id",         "day",      "workflow", "version",   "key",        "title",    "goal",
    "status",     "failing",  "late",     "trigger",   "started_at", "ended_at", "due",
    "elapsed_ms", "queue_ms", "work_ms",  "people_ms", "backoff_ms"};
constexpr std::array<std::string_view, 20> kStepColumns{
    "run",        "step",      "day",       "workflow",  "version",  "title",     "team",
    "connection", "operation", "status",    "attempts",  "began_at", "ended_at",  "elapsed_ms",
    "queue_ms",   "work_ms",   "people_ms", "vendor_ms", "gate_ms",  "backoff_ms"};
constexpr std::array<std::string_view, 9> kKpiColumns{"kpi",  "day",   "title", "kind", "figure",
                                                      "unit", "owner", "value", "count"};
constexpr std::array<std::string_view, 7> kGoalColumns{"goal", "kind",  "title", "parent",
                                                       "top",  "owner", "due"};

std::string date_of(core::Time moment) { return insight::date_text(insight::day_of(moment)); }

std::int64_t export_ms(core::Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

template <class Id>
bool is_id(const std::string& cursor, const kpis::Definitions& /*kpis*/,
           const goals::Tree& /*goals*/) {
  return Id::parse(cursor).has_value();
}
bool is_kpi(const std::string& cursor, const kpis::Definitions& kpis,
            const goals::Tree& /*goals*/) {
  return kpis.find(cursor) != nullptr;
}
bool is_goal(const std::string& cursor, const kpis::Definitions& /*kpis*/,
             const goals::Tree& goals) {
  return goals.find(cursor) != nullptr;
}

// The id that a cursor names; none when there is no cursor.
template <class Id>
Id id_behind(const std::string& cursor) {
  return cursor.empty() ? Id() : Id::parse(cursor).value();
}

// Events in the order of the log.
void fill_events(const ExportSource& source, ExportPage& page) {
  auto position = std::max(id_behind<core::EventId>(source.cursor),
                           core::EventId(core::first_id_of(source.since) - 1));
  const core::EventId end(core::first_id_of(source.until));
  for (bool more = true; more && !page.full();) {
    const auto wanted = std::min(page.rows_left(), kRowsAtOnce);
    const auto read = runtime::readable_events(source.queries, position, wanted);
    more = read.damaged || read.rows.size() == wanted;
    for (const auto& event : read.rows) {
      if (event.id >= end) return;
      if (page.full()) break;
      page.add({event.id.text(), date_of(event.received), event.type, event.source, event.origin,
                event.subject, event.actor, core::to_rfc3339(event.time),
                core::to_rfc3339(event.received), event.depth, views::id(event.root), event.data});
      position = event.id;
    }
    if (!read.damaged || page.full()) continue;
    if (read.damaged >= end) return;
    page.leave_out(read.damaged.text());
    position = read.damaged;
  }
  if (page.full()) page.goes_on_behind(position.text());
}

// Calls `add` for the runs that are wanted, the newest first, until the page is full, as many runs
// were looked at as it has rows, or as many transitions were read as a page may: a run may have no
// rows, and its journal is read all the same. `add` returns how many it has read.
template <class Add>
void fill_by_runs(const ExportSource& source, ExportPage& page, std::size_t rows_at_once, Add add) {
  const auto cursor = id_behind<core::RunId>(source.cursor);
  ports::RunFilter filter;
  filter.after = core::RunId(core::first_id_of(source.since) - 1);
  filter.before = core::RunId(core::first_id_of(source.until));
  if (!filter.before) return;  // nothing is before 1970, and an unset bound is none
  if (cursor) filter.before = std::min(filter.before, cursor);
  filter.limit = rows_at_once;
  auto runs_left = page.rows_left();
  auto transitions_left = source.transitions_max;
  const auto ends = [&] { return page.full() || runs_left == 0 || transitions_left <= 0; };
  for (bool more = true; more && !ends();) {
    const auto read = runtime::readable_runs(source.queries, filter);
    more = read.damaged || read.rows.size() == filter.limit;
    for (const auto& row : read.rows) {
      if (ends()) break;
      transitions_left -= add(row);
      filter.before = row.id;
      --runs_left;
    }
    if (!read.damaged || ends()) continue;
    page.leave_out(read.damaged.text());
    filter.before = read.damaged;
    --runs_left;
  }
  if (ends()) page.goes_on_behind(filter.before.text());
}

void fill_runs(const ExportSource& source, ExportPage& page) {
  const auto add = [&source, &page](const ports::RunRow& row) {
    Json run = views::run(row, source.clock);
    const auto* goal = source.goals.of(row.workflow, row.goal);
    auto& split = run["split"];
    std::int64_t elapsed = 0;
    if (row.ended_at) {  // the clock may have been set back
      elapsed = export_ms(std::max(*row.ended_at, row.started_at) - row.started_at);
    } else {  // until the moment at which the split was computed
      for (const auto& part : split) elapsed += part.get<std::int64_t>();
    }
    page.add({std::move(run["id"]), date_of(row.started_at), row.workflow, row.version, row.key,
              row.title, goal != nullptr ? goal->name : row.goal, std::move(run["status"]),
              row.failing, row.late, std::move(run["trigger"]), std::move(run["started_at"]),
              std::move(run["ended_at"]), std::move(run["due"]), elapsed, std::move(split["queue"]),
              std::move(split["work"]), std::move(split["people"]), std::move(split["backoff"])});
    return 0;
  };
  fill_by_runs(source, page, kRunsAtOnce, add);
}

// When and where the time of each step of a run went, by its name.
std::map<std::string, insight::Timespan> times_of_steps(
    const ExportSource& source, const std::vector<ports::JournalRow>& journal,
    const std::vector<core::StepOutline>& outline) {
  insight::NeedsByStep needs;
  for (const auto& step : outline) needs[step.name] = step.needs;
  std::vector<insight::JournalMoment> moments;
  moments.reserve(journal.size());
  for (const auto& entry : journal) moments.push_back({entry.at, &entry.transitions});
  auto latency = insight::latency(moments, needs, source.clock.now());
  std::map<std::string, insight::Timespan> times;
  for (auto& step : latency.steps) times.emplace(std::move(step.step), std::move(step.time));
  return times;
}

// The cells of a step behind its status: when it began and ended, and its phases. Empty for one
// that took no time.
void add_times(std::vector<Json>& cells, const insight::Timespan* time) {
  if (time == nullptr) {
    cells.resize(kStepColumns.size());
    return;
  }
  const auto spent = insight::elapsed(*time);
  cells.emplace_back(core::to_rfc3339(time->from));
  cells.push_back(time->open ? Json() : Json(core::to_rfc3339(time->to)));
  cells.emplace_back(export_ms(time->to - time->from));
  using insight::Phase;
  std::vector<core::Duration> parts;
  for (const auto phase :
       {Phase::queue, Phase::work, Phase::people, Phase::vendor, Phase::gate, Phase::backoff})
    parts.push_back(spent[phase]);
  for (const auto part : views::whole_parts(parts)) cells.emplace_back(part);
}

void add_steps(const ExportSource& source, const ports::RunRow& row, ExportPage& page) {
  const auto journal = source.queries.journal(row.id);
  const auto run = runtime::load_run(source.queries, row.id, journal);
  if (!run) return;
  const auto outline = runtime::outline(source.queries, source.plans, row.workflow, row.version);
  const auto times = times_of_steps(source, journal, outline);
  for (const auto& step : outline) {
    const auto& state = run->step(step.name);
    std::vector<Json> cells{row.id.text(),
                            step.name,
                            date_of(row.started_at),
                            row.workflow,
                            row.version,
                            step.title,
                            step.team,
                            step.connection,
                            step.operation,
                            core::to_text(state.status),
                            state.attempt};
    const auto time = times.find(step.name);
    add_times(cells, time == times.end() ? nullptr : &time->second);
    page.add(cells);
  }
}

// The row of a run whose steps cannot be read: it names the run, and no step.
void add_unreadable(const ports::RunRow& row, ExportPage& page) {
  std::vector<Json> cells{row.id.text(), Json(),      date_of(row.started_at),
                          row.workflow,  row.version, Json(),
                          Json(),        Json(),      Json(),
                          "unreadable"};
  cells.resize(kStepColumns.size());
  page.add(cells);
}

// A page ends with a whole run. A run that is damaged gets one row, and the others are still told.
void fill_steps(const ExportSource& source, ExportPage& page) {
  const auto add = [&source, &page](const ports::RunRow& row) {
    try {
      add_steps(source, row, page);
    } catch (const ports::RowDamaged& damage) {
      spdlog::warn("the steps of run {} are not exported: {}", row.id.text(), damage.what());
      add_unreadable(row, page);
    }
    return row.revision;  // one more with each transition
  };
  fill_by_runs(source, page, kRowsAtOnce, add);
}

// By name, then by day: the days that begin before `until`. A page ends with a whole KPI.
void fill_kpis(const ExportSource& source, ExportPage& page) {
  const auto last = std::min(source.until, source.clock.now());
  Days days{insight::day_of(source.since), insight::day_of(last - core::Duration(1)) + 1};
  days.from = std::max(days.from, days.to - core::kFigureDaysKept);
  KpiFigures figures(source.queries, source.plans, insight::day_of(source.clock.now()));
  auto left = kExportKpisMax;
  for (const auto& name : source.kpis.names()) {
    if (!source.cursor.empty() && name <= source.cursor) continue;
    const auto& kpi = *source.kpis.find(name);
    const Json figure = kpis::of_lengths(kpi.kind) ? Json(to_text(kpi.figure)) : Json();
    for (const auto& [day, point] : figures.of(kpi, days).days)
      page.add({name, insight::date_text(day), kpi.title, to_text(kpi.kind), figure, kpi.unit,
                kpi.owner, point.value ? Json(*point.value) : Json(), point.count});
    if (!page.full() && --left > 0) continue;
    page.goes_on_behind(name);
    break;
  }
}

// Each after the one that it is beneath, so that a table with a foreign key can be filled.
void fill_goals(const ExportSource& source, ExportPage& page) {
  const auto nodes = source.goals.nodes();
  auto next = nodes.begin();
  if (!source.cursor.empty()) {
    const auto is_last_told = [&](const auto* node) { return node->name == source.cursor; };
    next = std::find_if(nodes.begin(), nodes.end(), is_last_told);
    if (next != nodes.end()) ++next;
  }
  for (; next != nodes.end(); ++next) {
    const auto& node = **next;
    if (page.full()) return page.goes_on_behind((*std::prev(next))->name);
    page.add({node.name, to_text(node.kind), node.title,
              node.parent.empty() ? Json() : Json(node.parent),
              source.goals.chain(node).back()->name, node.owner,
              node.due ? Json(core::to_rfc3339(*node.due)) : Json()});
  }
}

constexpr std::array<ExportTable, 5> kExportTables{
    {{"events", kEventColumns, is_id<core::EventId>, fill_events},
     {"runs", kRunColumns, is_id<core::RunId>, fill_runs},
     {"steps", kStepColumns, is_id<core::RunId>, fill_steps},
     {"kpis", kKpiColumns, is_kpi, fill_kpis},
     {"goals", kGoalColumns, is_goal, fill_goals}}};

}  // namespace

ExportPage::ExportPage(ExportForm form, Columns columns, std::size_t rows_max, bool heading,
                       char separator)
    : form_(form), columns_(columns), rows_max_(rows_max), separator_(separator) {
  if (form != ExportForm::csv || !heading) return;
  const std::vector<Json> names(columns.begin(), columns.end());
  formats::append_csv_line(text_, names, separator_);
}

bool ExportPage::full() const { return rows_ >= rows_max_ || text_.size() >= core::kPageBytesMax; }

void ExportPage::add(const std::vector<Json>& cells) {
  core::ensure(cells.size() == columns_.size(), "a row has a cell for each column");
  ++rows_;
  if (form_ == ExportForm::csv) return formats::append_csv_line(text_, cells, separator_);
  char before = '{';
  for (std::size_t at = 0; at < cells.size(); ++at) {
    text_ += before;
    core::append(text_, columns_[at]);
    text_ += ':';
    core::append(text_, cells[at]);
    before = ',';
  }
  text_ += "}\n";
}

void ExportPage::leave_out(std::string id) {
  ++rows_;
  ++left_out_;
  if (left_out_ids_.size() < kLeftOutNamedMax) left_out_ids_.push_back(std::move(id));
}

core::Result<const ExportTable*> export_table_named(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& table : kExportTables) {
    if (table.name == name) return &table;
    names.emplace_back(table.name);
  }
  return core::no_such_name("table", name, names);
}

core::Result<void> check_cursor(const ExportTable& table, const std::string& cursor,
                                const kpis::Definitions& kpis, const goals::Tree& goals) {
  if (cursor.empty() || table.is_cursor(cursor, kpis, goals)) return {};
  return core::Error{core::Errc::invalid,
                     "expected the cursor that a page of this table gave, got \"" +
                         core::one_line(cursor, 60) + "\"",
                     "query parameter cursor", "send back the header field Baton-Next as it came"};
}

}  // namespace baton::http
