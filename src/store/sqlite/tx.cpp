#include "store/sqlite/tx.hpp"

#include "baton/core/days.hpp"
#include "baton/core/lifecycle.hpp"
#include "baton/core/own_events.hpp"
#include "store/record/checksum.hpp"
#include "store/record/flow_mark.hpp"
#include "store/record/rules.hpp"
#include "store/record/run_tally.hpp"
#include "store/sqlite/rows.hpp"

#include <algorithm>

namespace baton::store {

SqliteTx::SqliteTx(Database& database, Head& head, DiskReserve& reserve, const ports::Clock& clock,
                   ports::Random& random)
    : SqliteReads(database, &head),
      head_(head),
      reserve_(reserve),
      clock_(clock),
      random_(random),
      event_ids_(head.last_event.value()),
      run_ids_(head.last_run.value()),
      token_ids_(number(database, sql::kLastToken)),
      user_ids_(number(database, sql::kLastUser)),
      run_words_(database, head),
      run_tables_(database, head, run_words_, clock),
      pruner_(database, head, run_words_) {
  load_deliveries();
}

void SqliteTx::load_deliveries() {
  Statement newest(database_, sql::kNewestDeliveries);
  auto use = newest.with(static_cast<std::int64_t>(Deliveries::kReadAtStart));
  while (use.next()) deliveries_.add(use.text(1), use.text(2), core::EventId(use.integer(0)));
}

std::vector<ports::RunRow> SqliteTx::runs(const ports::RunFilter& filter) {
  write_counts();
  return SqliteReads::runs(filter);
}

std::vector<ports::RunCount> SqliteTx::run_counts() {
  write_counts();
  return SqliteReads::run_counts();
}

std::vector<ports::RunTally> SqliteTx::run_tallies(core::Time from, core::Time to) {
  write_counts();
  return SqliteReads::run_tallies(from, to);
}

std::vector<ports::FlowRow> SqliteTx::flow(const ports::FlowFilter& filter) {
  write_counts();
  return SqliteReads::flow(filter);
}

ports::FlowMark SqliteTx::flow_mark() {
  write_counts();
  return SqliteReads::flow_mark();
}

std::vector<ports::KpiRow> SqliteTx::kpi_days(std::string_view kpi, std::int64_t from,
                                              std::int64_t to) {
  write_counts();
  return SqliteReads::kpi_days(kpi, from, to);
}

void SqliteTx::add_flow(const std::vector<ports::FlowRow>& rows) {
  for (const auto& row : rows) head_.unwritten.took(row);
}

void SqliteTx::clear_flow() {
  head_.unwritten.flow.clear();
  clear_flow_.run();
  set_flow_mark(0);
}

void SqliteTx::add_kpi_days(const std::vector<ports::KpiRow>& rows) {
  for (const auto& row : rows) head_.unwritten.counted(row);
}

void SqliteTx::clear_kpi(std::string_view kpi) {
  head_.unwritten.cleared(kpi);
  clear_kpi_.run(kpi);
}

void SqliteTx::put_forecast(const ports::ForecastRow& row) {
  put_forecast_.run(row.run, row.revision, row.made_at, late_parts(row.late), row.at_risk,
                    row.ends[0], row.ends[1], row.ends[2], row.detail);
}

void SqliteTx::delete_forecast(core::RunId run) { delete_forecast_.run(run); }

void SqliteTx::put_series_value(const ports::SeriesValueRow& row) {
  put_series_value_.run(row.detector, row.key, row.at, row.event, core::dump(core::Json(row.value)),
                        row.trials);
}

void SqliteTx::trim_series(std::string_view detector, std::string_view key, std::size_t keep) {
  trim_series_.run(detector, key, keep - 1);  // the oldest that is kept
}

void SqliteTx::drop_series(std::string_view detector, std::string_view key) {
  drop_series_.run(detector, key);
}

void SqliteTx::put_detection(const ports::DetectionRow& row) {
  constexpr std::int64_t kDetectionsKept = 200;
  put_detection_.run(row.detector, row.at, row.key, row.detail);
  trim_detections_.run(row.detector, kDetectionsKept - 1);
}

void SqliteTx::clear_detector(std::string_view detector) {
  clear_series_.run(detector);
  clear_detections_.run(detector);
}

void SqliteTx::write_counts() {
  if (head_.unwritten.empty()) return;
  for (const auto& [row, runs] : head_.unwritten.alike)
    if (runs != 0)
      add_to_run_count_.run(row.workflow, core::to_text(row.status), row.failing, runs);
  for (const auto& [row, runs] : head_.unwritten.tallies)
    add_to_tally_.run(row.quarter, row.ended, row.took, runs);
  write_flow();
  for (const auto& [row, added] : head_.unwritten.kpis)
    add_to_kpi_.run(row.kpi, row.day, row.what, added.count, added.thousandths);
  head_.unwritten = {};
}

void SqliteTx::write_flow() {
  if (head_.unwritten.flow.empty()) return;
  const auto last = SqliteReads::flow_mark().day;
  std::int64_t newest = 0;
  bool only_last = true;
  for (const auto& [row, added] : head_.unwritten.flow) {
    newest = std::max(newest, row.day);
    only_last = only_last && row.day == last;
    add_to_flow_.run(row.workflow, row.day, row.step, row.version, row.team, row.what, row.took,
                     added.count, added.spent.count());
  }
  if (!only_last) set_flow_mark(newest);
}

// Figures of another day than the one before have changed; `day`: for which some were written.
void SqliteTx::set_flow_mark(std::int64_t day) {
  set_setting(kFlowMarkSetting, flow_mark_text({day, SqliteReads::flow_mark().changes + 1}));
}

ports::AppendResult SqliteTx::append(core::Event& event) {
  if (from_outside(event)) reserve_.ensure();
  if (const auto known = delivered(event)) return {ports::Appended::repeated, *known};
  const core::EventId id(event_ids_.next(clock_.now(), random_.next()));
  const auto data = core::dump(event.data);
  const bool addressed = core::addressed(event.type);
  const int added =
      insert_event_.run(id, event.type, event.source, event.origin, event.subject, event.actor,
                        event.time, event.received, clock_.steady(), event.depth, event.root,
                        addressed, event.delivery, event.trace, data, checksum(data));
  if (added == 0) return repeated(event, data);
  if (!event.delivery.empty()) deliveries_.add(event.source, event.delivery, id);
  event.id = id;
  head_.last_event = id;
  ++head_.counts.events;
  if (addressed || event.type == core::kRunStart || event.type == core::kGoalStatus) {
    if (auto act = identity::act_of(event)) note(*std::move(act));
  }
  return {ports::Appended::fresh, id};
}

// The event that the same signed request brought before, if that is not too long ago.
std::optional<core::EventId> SqliteTx::delivered(const core::Event& event) {
  if (event.delivery.empty()) return std::nullopt;
  const auto known = deliveries_.find(event.source, event.delivery);
  if (!known) return std::nullopt;
  auto use = find_delivery_.with(*known);
  const bool there = use.next() && use.text(1) == event.source && use.text(2) == event.delivery;
  return there && use.time(0) + kDeliveryRemembered > clock_.steady() ? known : std::nullopt;
}

ports::AppendResult SqliteTx::repeated(const core::Event& event, std::string_view data) {
  auto use = find_origin_.with(event.source, event.origin);
  core::ensure(use.next(), "a refused event is in the log under its source and origin");
  const bool same =
      use.text(1) == event.type && use.text(2) == event.subject && use.text(3) == data;
  return {same ? ports::Appended::repeated : ports::Appended::differs,
          core::EventId(use.integer(0))};
}

void SqliteTx::set_cursor(core::EventId position) {
  core::ensure(position <= head_.last_event, "the cursor stands at an event of the log");
  head_.cursor = position;
}

core::RunId SqliteTx::new_run_id() {
  // A step knows the id of the run that it begins before that run is stored.
  head_.last_run = core::RunId(run_ids_.next(clock_.now(), random_.next()));
  return head_.last_run;
}

void SqliteTx::save(const ports::RunChange& change) {
  head_.count(store::save(change, run_tables_));
}

void SqliteTx::put_template(const ports::TemplateRow& row) {
  core::ensure(row.version > 0, "a template version counts from 1");
  const auto before = template_version(row.name, row.version);
  core::ensure(!before || before->yaml == row.yaml, "a published template version never changes");
  deactivate_.run(row.name);
  if (before) {
    activate_.run(row.name, row.version);
  } else {
    insert_template_.run(row.name, row.version, row.yaml, row.hash, row.title, row.published_at,
                         row.actor, row.file);
  }
}

void SqliteTx::set_schedule(std::string_view workflow, std::optional<core::Time> due) {
  delete_schedule_.run(workflow);
  if (due)
    insert_schedule_.run(true, *due, core::RunId(), workflow, core::StepRef::kNoItem,
                         core::to_text(core::AlarmKind::schedule));
}

void SqliteTx::set_poll(std::string_view poll, std::optional<core::Time> before,
                        std::optional<core::Time> due) {
  const auto kind = core::to_text(core::AlarmKind::poll);
  if (before) delete_poll_.run(false, *before, core::RunId(), poll, core::StepRef::kNoItem, kind);
  if (due) insert_poll_.run(false, *due, core::RunId(), poll, core::StepRef::kNoItem, kind);
}

void SqliteTx::put_burst(const ports::BurstRow& row) {
  const auto name = row.name();
  if (const auto before = burst_named(name)) delete_burst(*before);
  put_burst_.run(name, row.workflow, ports::to_text(row.kind), row.key, row.event, row.count,
                 row.refused, row.until, row.due);
  insert_burst_alarm_.run(false, row.due, core::RunId(), name, core::StepRef::kNoItem,
                          core::to_text(core::AlarmKind::burst));
}

void SqliteTx::delete_burst(const ports::BurstRow& row) {
  const auto name = row.name();
  delete_burst_.run(name);
  const int deleted =
      delete_burst_alarm_.run(false, row.due, core::RunId(), name, core::StepRef::kNoItem,
                              core::to_text(core::AlarmKind::burst));
  core::ensure(deleted == 1, "a burst has an alarm");
  if (row.kind == ports::BurstRow::Kind::debounce) head_.look_again_at(row.event);
}

void SqliteTx::put_fact(const core::FactValue& value) {
  if (const auto before = fact(value.fact, value.key)) clear_fact_alarm(*before);
  fact_was_.run(value.fact, value.key);
  const auto json = core::dump(value.value);
  insert_fact_.run(value.fact, value.key, json, checksum(json), value.at, value.event, value.actor,
                   value.source, value.note, value.set, value.stale);
  trim_facts_.run(value.fact, value.key, ports::kFactHistoryMax);
  if (!value.stale) return;
  const auto text = core::fact_text(value.fact, value.key);
  insert_fact_alarm_.run(false, *value.stale, core::RunId(), text, core::StepRef::kNoItem,
                         core::to_text(core::AlarmKind::fact));
}

// The alarm is gone already if it has come due.
void SqliteTx::clear_fact_alarm(const core::FactValue& value) {
  if (!value.stale) return;
  const auto text = core::fact_text(value.fact, value.key);
  delete_fact_alarm_.run(false, *value.stale, core::RunId(), text, core::StepRef::kNoItem,
                         core::to_text(core::AlarmKind::fact));
}

void SqliteTx::put_window(const ports::WindowRow& row) {
  const auto before = window(row.window, row.key);
  if (before && before->due && before->due != row.due) end_window_alarm(*before);
  if (!before) ++head_.counts.windows;
  put_window_.run(row.window, row.key, row.state, row.expires, row.due);
  if (row.due && (!before || before->due != row.due))
    insert_window_alarm_.run(false, *row.due, core::RunId(), row.name(), core::StepRef::kNoItem,
                             core::to_text(core::AlarmKind::window));
}

void SqliteTx::delete_window(const ports::WindowRow& row) {
  const int deleted = delete_window_.run(row.window, row.key);
  core::ensure(deleted == 1, "what a window keeps is there");
  --head_.counts.windows;
  if (row.due) end_window_alarm(row);
}

void SqliteTx::end_window_alarm(const ports::WindowRow& row) {
  const int deleted =
      delete_window_alarm_.run(false, *row.due, core::RunId(), row.name(), core::StepRef::kNoItem,
                               core::to_text(core::AlarmKind::window));
  core::ensure(deleted == 1, "a window that fires by itself has an alarm");
}

void SqliteTx::sweep_windows(core::Time now, std::size_t limit) {
  std::vector<ports::WindowRow> rows;
  for (auto use = next_windows_.with(swept_window_, swept_key_, limit); use.next();)
    rows.push_back(window_row(use));
  for (const auto& row : rows)
    if (row.expires <= now && !row.due) delete_window(row);
  const bool at_end = rows.size() < limit;
  swept_window_ = at_end ? 0 : rows.back().window;
  swept_key_ = at_end ? std::string() : rows.back().key;
}

void SqliteTx::give_slot(std::string_view workflow, std::string_view key, core::RunId run) {
  core::ensure(give_slot_.run(workflow, key, run) == 1, "a run that is given a place waits for it");
}

void SqliteTx::retire_template(std::string_view name) { deactivate_.run(name); }

void SqliteTx::park(const ports::ParkedRow& row) {
  head_.counts.parked -= delete_parked_.run(row.event);
  head_.counts.parked += put_parked_.run(row.event, row.cause, row.at);
}

void SqliteTx::unpark(core::EventId event) {
  head_.counts.parked -= delete_parked_.run(event);
  head_.look_again_at(event);
}

void SqliteTx::set_setting(std::string_view name, std::string_view value) {
  if (value.empty()) {
    delete_setting_.run(name);
  } else {
    put_setting_.run(name, value);
  }
}

std::size_t SqliteTx::prune(core::Time runs_ended_before, core::Time events_stored_before,
                            std::size_t limit) {
  write_counts();  // what is forgotten depends on which days have some
  forget_tallies_.run(quarter_of(clock_.now() - kTalliesKept));
  if (forget_flow_.run(core::kFigureDaysKept) > 0) set_flow_mark(SqliteReads::flow_mark().day);
  forget_kpi_days_.run(core::kFigureDaysKept);
  return pruner_.runs(runs_ended_before, limit) + pruner_.events(events_stored_before, limit);
}

void SqliteTx::guarded(const std::function<void()>& part) {
  const Head before = head_;
  savepoint_.run();
  try {
    part();
  } catch (...) {
    head_ = before;
    if (database_.fault() == Fault::none) {
      rollback_to_.run();
      release_.run();
    }
    throw;
  }
  release_.run();
}

}  // namespace baton::store
