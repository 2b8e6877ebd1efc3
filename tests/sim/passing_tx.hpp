#pragma once

#include "baton/ports/tx.hpp"
#include "sim/mutants.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baton::sim {

// Reads passed on; what a mutant may lie about goes through it.
class PassingReads : public virtual ports::Queries {
 public:
  PassingReads(ports::Queries& in, Mutant& mutant) : mutant_(mutant), in_(in) {}

  std::optional<core::Event> event(core::EventId id) override { return in_.event(id); }
  std::vector<core::Event> events(const ports::EventFilter& filter) override {
    return in_.events(filter);
  }
  std::int64_t events_since(core::EventId position, std::int64_t enough) override {
    return in_.events_since(position, enough);
  }
  ports::EventsFound find_events(const ports::EventSearch& search) override {
    return in_.find_events(search);
  }
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) override {
    return in_.events_after(position, limit);
  }
  core::EventId last_event() override { return in_.last_event(); }
  core::EventId pruned() override { return in_.pruned(); }
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) override {
    return mutant_.look_back(in_, type, after, before, limit);
  }
  std::int64_t descendants(core::EventId root, std::int64_t enough) override {
    return in_.descendants(root, enough);
  }
  core::EventId cursor() override { return in_.cursor(); }
  std::optional<ports::RunRow> run(core::RunId id) override { return in_.run(id); }
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override {
    return in_.runs(filter);
  }
  std::vector<ports::RunCount> run_counts() override { return in_.run_counts(); }
  std::optional<ports::ForecastRow> forecast(core::RunId run) override { return in_.forecast(run); }
  std::vector<core::RunId> forecast_runs(core::RunId after, std::size_t limit) override {
    return in_.forecast_runs(after, limit);
  }
  std::vector<ports::SeriesValueRow> series_values(std::string_view detector, std::string_view key,
                                                   std::size_t limit) override {
    return in_.series_values(detector, key, limit);
  }
  std::vector<std::string> series_keys(std::string_view detector, std::size_t limit) override {
    return in_.series_keys(detector, limit);
  }
  std::vector<ports::DetectionRow> detections(std::string_view detector,
                                              std::size_t limit) override {
    return in_.detections(detector, limit);
  }
  std::vector<core::RunId> open_runs(core::RunId after, std::size_t limit) override {
    return in_.open_runs(after, limit);
  }
  std::vector<ports::FlowRow> flow(const ports::FlowFilter& filter) override {
    return in_.flow(filter);
  }
  ports::FlowMark flow_mark() override { return in_.flow_mark(); }
  std::vector<ports::RunTally> run_tallies(core::Time from, core::Time to) override {
    return in_.run_tallies(from, to);
  }
  std::vector<ports::KpiRow> kpi_days(std::string_view kpi, std::int64_t from,
                                      std::int64_t to) override {
    return in_.kpi_days(kpi, from, to);
  }
  std::vector<ports::RunRow> runs_unknown(std::size_t limit) override {
    return in_.runs_unknown(limit);
  }
  std::vector<ports::RunRow> runs_started_by(core::EventId event) override {
    return in_.runs_started_by(event);
  }
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) override {
    return mutant_.open_run(in_, workflow, key);
  }
  std::vector<ports::JournalRow> journal(core::RunId run) override { return in_.journal(run); }
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit, std::size_t bytes_max) override {
    return in_.journal_page(run, after, limit, bytes_max);
  }
  std::int64_t last_entry(core::RunId run) override { return in_.last_entry(run); }
  std::vector<core::RunId> runs_resumed_by(core::EventId event, std::size_t limit) override {
    return in_.runs_resumed_by(event, limit);
  }
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) override {
    return in_.journal_after(sequence, limit);
  }
  std::vector<ports::RunChanged> runs_changed(std::int64_t sequence, std::size_t limit) override {
    return in_.runs_changed(sequence, limit);
  }
  std::int64_t last_sequence() override { return in_.last_sequence(); }
  std::vector<ports::StepRow> steps(core::RunId run) override { return in_.steps(run); }
  std::vector<ports::StepRow> outbox(std::string_view lane, std::size_t limit) override {
    return mutant_.outbox(in_, lane, limit);
  }
  std::vector<std::string> outbox_lanes() override { return in_.outbox_lanes(); }
  std::vector<ports::AlarmRow> due_alarms(core::Time steady, core::Time wall,
                                          std::size_t limit) override {
    return mutant_.due_alarms(in_, steady, wall, limit);
  }
  ports::NextDue next_due() override { return in_.next_due(); }
  std::optional<core::Time> schedule_due(std::string_view workflow) override {
    return in_.schedule_due(workflow);
  }
  std::vector<std::string> scheduled() override { return in_.scheduled(); }
  std::optional<ports::BurstRow> burst(std::string_view workflow, ports::BurstRow::Kind kind,
                                       std::string_view key) override {
    return in_.burst(workflow, kind, key);
  }
  std::optional<ports::BurstRow> burst_named(std::string_view name) override {
    return in_.burst_named(name);
  }
  std::optional<core::FactValue> fact(std::string_view name, std::string_view key) override {
    return in_.fact(name, key);
  }
  std::optional<core::FactValue> fact_named(std::string_view text) override {
    return in_.fact_named(text);
  }
  std::vector<core::FactValue> facts_of(std::string_view name,
                                        std::optional<std::string_view> after,
                                        std::size_t limit) override {
    return in_.facts_of(name, after, limit);
  }
  std::int64_t fact_count(std::string_view name) override { return in_.fact_count(name); }
  std::vector<ports::FactHistoryRow> fact_history(std::string_view name, std::string_view key,
                                                  std::int64_t before, std::size_t limit) override {
    return in_.fact_history(name, key, before, limit);
  }
  std::optional<ports::WindowRow> window(std::int64_t window, std::string_view key) override {
    return mutant_.window(in_, window, key);
  }
  std::optional<ports::WindowRow> window_named(std::string_view name) override {
    return in_.window_named(name);
  }
  std::vector<ports::WindowRow> windows(std::int64_t window, std::string_view after,
                                        std::size_t limit) override {
    return in_.windows(window, after, limit);
  }
  std::vector<core::RunId> slot_holders(std::string_view workflow, std::string_view key,
                                        std::size_t limit) override {
    return mutant_.slot_holders(in_, workflow, key, limit);
  }
  bool holds_slot(std::string_view workflow, std::string_view key, core::RunId run) override {
    return in_.holds_slot(workflow, key, run);
  }
  std::optional<core::RunId> next_in_slot(std::string_view workflow,
                                          std::string_view key) override {
    return mutant_.next_in_slot(in_, workflow, key);
  }
  std::optional<std::string> awaited_slot(std::string_view workflow,
                                          std::string_view after) override {
    return in_.awaited_slot(workflow, after);
  }
  std::int64_t ahead_in_slot(std::string_view workflow, std::string_view key,
                             core::RunId run) override {
    return in_.ahead_in_slot(workflow, key, run);
  }
  std::vector<ports::WaitRow> waits(std::string_view type, std::string_view path,
                                    std::string_view value) override {
    return in_.waits(type, path, value);
  }
  std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) override {
    return mutant_.waiting(in_, type, path, value, after, limit);
  }
  std::vector<std::string> wait_paths(std::string_view type) override {
    return in_.wait_paths(type);
  }
  std::vector<ports::ApprovalRow> approvals(const ports::ApprovalFilter& filter) override {
    return in_.approvals(filter);
  }
  std::optional<ports::ApprovalRow> approval(core::RunId run, const core::StepRef& step) override {
    return in_.approval(run, step);
  }
  std::vector<ports::TaskRow> tasks(const ports::TaskFilter& filter) override {
    return in_.tasks(filter);
  }
  std::optional<ports::TaskRow> task(core::RunId run, const core::StepRef& step) override {
    return in_.task(run, step);
  }
  std::vector<ports::TemplateRow> templates() override { return in_.templates(); }
  std::vector<ports::TemplateRow> template_versions(std::string_view name, int before,
                                                    std::size_t limit) override {
    return in_.template_versions(name, before, limit);
  }
  std::optional<ports::TemplateRow> latest_template(std::string_view name) override {
    return in_.latest_template(name);
  }
  std::vector<ports::TemplateRow> retired_templates() override { return in_.retired_templates(); }
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) override {
    return mutant_.template_version(in_, name, version);
  }
  std::vector<identity::Token> tokens() override { return in_.tokens(); }
  std::vector<identity::User> users() override { return in_.users(); }
  std::vector<identity::Session> sessions() override { return in_.sessions(); }
  std::optional<identity::Code> code(std::string_view hash) override { return in_.code(hash); }
  std::vector<identity::AuditRow> audit(const ports::AuditFilter& filter) override {
    return in_.audit(filter);
  }
  std::optional<ports::ParkedRow> parked_event(core::EventId event) override {
    return in_.parked_event(event);
  }
  std::vector<ports::ParkedRow> parked(std::size_t limit) override { return in_.parked(limit); }
  std::string setting(std::string_view name) override { return in_.setting(name); }
  ports::Counts counts() override { return in_.counts(); }

 protected:
  Mutant& mutant_;

 private:
  ports::Queries& in_;
};

// A transaction passed on, that counts its writes: `before_write` may throw.
class PassingTx final : public PassingReads, public ports::Tx {
 public:
  PassingTx(ports::Tx& in, Mutant& mutant, bool deletes, std::function<void()> before_write)
      : PassingReads(in, mutant),
        in_(in),
        deletes_(deletes),
        before_write_(std::move(before_write)) {}

  ports::AppendResult append(core::Event& event) override {
    return mutant_.append(written(), event);
  }
  void set_cursor(core::EventId position) override { mutant_.set_cursor(written(), position); }
  core::RunId new_run_id() override { return in_.new_run_id(); }
  void save(const ports::RunChange& change) override { mutant_.save(written(), change); }
  void add_flow(const std::vector<ports::FlowRow>& rows) override { written().add_flow(rows); }
  void put_series_value(const ports::SeriesValueRow& row) override {
    written().put_series_value(row);
  }
  void trim_series(std::string_view detector, std::string_view key, std::size_t keep) override {
    written().trim_series(detector, key, keep);
  }
  void drop_series(std::string_view detector, std::string_view key) override {
    written().drop_series(detector, key);
  }
  void put_detection(const ports::DetectionRow& row) override { written().put_detection(row); }
  void clear_detector(std::string_view detector) override { written().clear_detector(detector); }
  void put_forecast(const ports::ForecastRow& row) override { written().put_forecast(row); }
  void delete_forecast(core::RunId run) override { written().delete_forecast(run); }
  void clear_flow() override { written().clear_flow(); }
  void add_kpi_days(const std::vector<ports::KpiRow>& rows) override {
    written().add_kpi_days(rows);
  }
  void clear_kpi(std::string_view kpi) override { written().clear_kpi(kpi); }
  void set_schedule(std::string_view workflow, std::optional<core::Time> due) override {
    mutant_.set_schedule(written(), workflow, due);
  }
  void set_poll(std::string_view poll, std::optional<core::Time> before,
                std::optional<core::Time> due) override {
    written().set_poll(poll, before, due);
  }
  void put_burst(const ports::BurstRow& row) override { mutant_.put_burst(written(), row); }
  void delete_burst(const ports::BurstRow& row) override { written().delete_burst(row); }
  void put_fact(const core::FactValue& fact) override { mutant_.put_fact(written(), fact); }
  void clear_fact_alarm(const core::FactValue& fact) override { written().clear_fact_alarm(fact); }
  void put_window(const ports::WindowRow& row) override { mutant_.put_window(written(), row); }
  void delete_window(const ports::WindowRow& row) override { written().delete_window(row); }
  void sweep_windows(core::Time now, std::size_t limit) override { in_.sweep_windows(now, limit); }
  void give_slot(std::string_view workflow, std::string_view key, core::RunId run) override {
    written().give_slot(workflow, key, run);
  }
  void put_template(const ports::TemplateRow& row) override { written().put_template(row); }
  void retire_template(std::string_view name) override { written().retire_template(name); }
  void put_token(const identity::Token& token) override { in_.put_token(token); }
  core::TokenId new_token_id() override { return in_.new_token_id(); }
  void see_token(core::TokenId token, core::Time at) override { in_.see_token(token, at); }
  core::UserId new_user_id() override { return in_.new_user_id(); }
  void put_user(const identity::User& user) override { in_.put_user(user); }
  void see_user(core::UserId user, core::Time at) override { in_.see_user(user, at); }
  void put_session(const identity::Session& session) override { in_.put_session(session); }
  void see_session(std::string_view hash, core::Time at) override { in_.see_session(hash, at); }
  void end_session(std::string_view hash) override { in_.end_session(hash); }
  void end_sessions(core::UserId user, std::string_view but) override {
    in_.end_sessions(user, but);
  }
  void put_code(const identity::Code& code, core::Time now) override { in_.put_code(code, now); }
  void delete_code(std::string_view hash) override { in_.delete_code(hash); }
  void note(identity::AuditRow row) override { in_.note(std::move(row)); }
  void park(const ports::ParkedRow& row) override { written().park(row); }
  void unpark(core::EventId event) override { in_.unpark(event); }
  void set_setting(std::string_view name, std::string_view value) override {
    mutant_.set_setting(written(), name, value);
  }
  std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                    std::size_t limit) override {
    return !deletes_ ? 0 : mutant_.prune(in_, runs_ended_before, events_stored_before, limit);
  }
  void guarded(const std::function<void()>& part) override { in_.guarded(part); }

 private:
  // The transaction that a write is passed on to, once `before_write` has been called.
  ports::Tx& written() {
    before_write_();
    return in_;
  }

  ports::Tx& in_;
  bool deletes_;
  std::function<void()> before_write_;
};

}  // namespace baton::sim
