#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/clock.hpp"
#include "store/record/deliveries.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/disk_reserve.hpp"
#include "store/sqlite/pruner.hpp"
#include "store/sqlite/reads.hpp"
#include "store/sqlite/run_tables.hpp"
#include "store/sqlite/run_words.hpp"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace baton::store {

// Does the writes of ports::Tx in SQL. There is one object, for the writing connection, and all
// transactions use it one after the other. It borrows everything that it is given. It changes
// `head` in memory only; the writer stores it before the commit, after write_counts().
class SqliteTx final : public SqliteReads, public ports::Tx {
 public:
  SqliteTx(Database& database, Head& head, DiskReserve& reserve, const ports::Clock& clock,
           ports::Random& random);

  // What reads the counts of runs and events writes them first.
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override;
  std::vector<ports::RunCount> run_counts() override;
  std::vector<ports::RunTally> run_tallies(core::Time from, core::Time to) override;
  std::vector<ports::FlowRow> flow(const ports::FlowFilter& filter) override;
  ports::FlowMark flow_mark() override;
  std::vector<ports::KpiRow> kpi_days(std::string_view kpi, std::int64_t from,
                                      std::int64_t to) override;

  ports::AppendResult append(core::Event& event) override;
  void set_cursor(core::EventId position) override;
  core::RunId new_run_id() override;
  void save(const ports::RunChange& change) override;
  void add_flow(const std::vector<ports::FlowRow>& rows) override;
  void clear_flow() override;
  void add_kpi_days(const std::vector<ports::KpiRow>& rows) override;
  void clear_kpi(std::string_view kpi) override;
  void put_series_value(const ports::SeriesValueRow& row) override;
  void trim_series(std::string_view detector, std::string_view key, std::size_t keep) override;
  void drop_series(std::string_view detector, std::string_view key) override;
  void put_detection(const ports::DetectionRow& row) override;
  void clear_detector(std::string_view detector) override;
  void put_forecast(const ports::ForecastRow& row) override;
  void delete_forecast(core::RunId run) override;
  void set_schedule(std::string_view workflow, std::optional<core::Time> due) override;
  void set_poll(std::string_view poll, std::optional<core::Time> before,
                std::optional<core::Time> due) override;
  void put_burst(const ports::BurstRow& row) override;
  void delete_burst(const ports::BurstRow& row) override;
  void put_fact(const core::FactValue& fact) override;
  void clear_fact_alarm(const core::FactValue& fact) override;
  void put_window(const ports::WindowRow& row) override;
  void delete_window(const ports::WindowRow& row) override;
  void sweep_windows(core::Time now, std::size_t limit) override;
  void give_slot(std::string_view workflow, std::string_view key, core::RunId run) override;
  void put_template(const ports::TemplateRow& row) override;
  void retire_template(std::string_view name) override;
  void put_token(const identity::Token& token) override;
  void see_token(core::TokenId token, core::Time at) override;
  core::TokenId new_token_id() override;
  core::UserId new_user_id() override;
  void put_user(const identity::User& user) override;
  void see_user(core::UserId user, core::Time at) override;
  void put_session(const identity::Session& session) override;
  void see_session(std::string_view hash, core::Time at) override;
  void end_session(std::string_view hash) override;
  void end_sessions(core::UserId user, std::string_view but) override;
  void put_code(const identity::Code& code, core::Time now) override;
  void delete_code(std::string_view hash) override;
  void note(identity::AuditRow row) override;
  void park(const ports::ParkedRow& row) override;
  void unpark(core::EventId event) override;
  void set_setting(std::string_view name, std::string_view value) override;
  std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                    std::size_t limit) override;
  void guarded(const std::function<void()>& part) override;

  // Writes what was counted of runs and events (Head::unwritten).
  void write_counts();

 private:
  void write_flow();
  void set_flow_mark(std::int64_t day);
  void end_window_alarm(const ports::WindowRow& row);
  void load_deliveries();
  std::optional<core::EventId> delivered(const core::Event& event);
  ports::AppendResult repeated(const core::Event& event, std::string_view data);

  Head& head_;
  DiskReserve& reserve_;
  const ports::Clock& clock_;
  ports::Random& random_;
  core::IdSource event_ids_, run_ids_, token_ids_, user_ids_;
  Deliveries deliveries_{};

  Statement savepoint_{database_, sql::kSavepoint};
  Statement release_{database_, sql::kRelease};
  Statement rollback_to_{database_, sql::kRollbackTo};

  Statement insert_event_{database_, sql::kInsertEvent};
  Statement find_origin_{database_, sql::kFindOrigin};
  Statement find_delivery_{database_, sql::kFindDelivery};

  Statement add_to_run_count_{database_, sql::kAddToRunCount};
  Statement add_to_tally_{database_, sql::kAddToTally};
  Statement forget_tallies_{database_, sql::kForgetTallies};
  Statement add_to_flow_{database_, sql::kAddToFlow};
  Statement forget_flow_{database_, sql::kForgetFlow};
  Statement clear_flow_{database_, sql::kClearFlow};
  Statement add_to_kpi_{database_, sql::kAddToKpi};
  Statement clear_kpi_{database_, sql::kClearKpi};
  Statement forget_kpi_days_{database_, sql::kForgetKpiDays};
  Statement put_series_value_{database_, sql::kPutSeriesValue};
  Statement trim_series_{database_, sql::kTrimSeries};
  Statement drop_series_{database_, sql::kDropSeries};
  Statement put_detection_{database_, sql::kPutDetection};
  Statement trim_detections_{database_, sql::kTrimDetections};
  Statement clear_series_{database_, sql::kClearSeries};
  Statement clear_detections_{database_, sql::kClearDetections};
  Statement put_forecast_{database_, sql::kPutForecast};
  Statement delete_forecast_{database_, sql::kDeleteForecast};
  Statement delete_schedule_{database_, sql::kDeleteSchedule};
  Statement insert_schedule_{database_, sql::kInsertAlarm};
  Statement insert_poll_{database_, sql::kInsertAlarm};
  Statement delete_poll_{database_, sql::kDeleteAlarm};
  Statement put_burst_{database_, sql::kPutBurst};
  Statement delete_burst_{database_, sql::kDeleteBurst};
  Statement insert_burst_alarm_{database_, sql::kInsertAlarm};
  Statement delete_burst_alarm_{database_, sql::kDeleteAlarm};
  Statement fact_was_{database_, sql::kFactWas};
  Statement insert_fact_{database_, sql::kInsertFact};
  Statement trim_facts_{database_, sql::kTrimFacts};
  Statement insert_fact_alarm_{database_, sql::kInsertAlarm};
  Statement delete_fact_alarm_{database_, sql::kDeleteAlarm};
  Statement next_windows_{database_, sql::kNextWindows};
  Statement put_window_{database_, sql::kPutWindow};
  Statement delete_window_{database_, sql::kDeleteWindow};
  Statement insert_window_alarm_{database_, sql::kInsertAlarm};
  Statement delete_window_alarm_{database_, sql::kDeleteAlarm};
  Statement give_slot_{database_, sql::kGiveSlot};

  Statement insert_template_{database_, sql::kInsertTemplate};
  Statement deactivate_{database_, sql::kDeactivate};
  Statement activate_{database_, sql::kActivate};
  Statement put_token_{database_, sql::kPutToken};
  Statement see_token_{database_, sql::kSeeToken};
  Statement put_user_{database_, sql::kPutUser};
  Statement see_user_{database_, sql::kSeeUser};
  Statement put_session_{database_, sql::kPutSession};
  Statement see_session_{database_, sql::kSeeSession};
  Statement delete_session_{database_, sql::kDeleteSession};
  Statement delete_sessions_of_{database_, sql::kDeleteSessionsOf};
  Statement delete_ended_sessions_{database_, sql::kDeleteEndedSessions};
  Statement delete_old_sessions_{database_, sql::kDeleteOldSessions};
  Statement put_code_{database_, sql::kPutCode};
  Statement delete_code_{database_, sql::kDeleteCode};
  Statement delete_codes_of_{database_, sql::kDeleteCodesOf};
  Statement delete_other_codes_{database_, sql::kDeleteOtherCodes};
  Statement last_audit_{database_, sql::kLastAudit};
  Statement insert_audit_{database_, sql::kInsertAudit};
  Statement put_parked_{database_, sql::kPutParked};
  Statement delete_parked_{database_, sql::kDeleteParked};
  Statement put_setting_{database_, sql::kPutSetting};
  Statement delete_setting_{database_, sql::kDeleteSetting};
  // The row at which the last sweep stopped. Where that was does not matter after a restart.
  std::int64_t swept_window_ = 0;
  std::string swept_key_{};
  RunWords run_words_;
  SqliteRunTables run_tables_;
  SqlitePruner pruner_;
};

}  // namespace baton::store
