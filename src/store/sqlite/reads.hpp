#pragma once

#include "baton/ports/tx.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/run_search.hpp"
#include "store/sqlite/statements.hpp"
#include "store/sqlite/statements_insight.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store {

// Answers ports::Queries in SQL, over one connection and in its transaction.
class SqliteReads : public virtual ports::Queries {
 public:
  // `live`: the writer's head in memory, which is ahead of the stored row. When it is null, the row
  // is read.
  explicit SqliteReads(Database& database, const Head* live = nullptr)
      : database_(database), live_(live) {}

  // The head as it is now. The reference is good until the next call.
  const Head& head();

  std::optional<core::Event> event(core::EventId id) override;
  std::vector<core::Event> events(const ports::EventFilter& filter) override;
  ports::EventsFound find_events(const ports::EventSearch& search) override;
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) override;
  core::EventId last_event() override;
  core::EventId pruned() override;
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) override;
  std::int64_t descendants(core::EventId root, std::int64_t enough) override;
  std::int64_t events_since(core::EventId position, std::int64_t enough) override;
  core::EventId cursor() override;

  std::optional<ports::RunRow> run(core::RunId id) override;
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override;
  std::vector<ports::RunCount> run_counts() override;
  std::vector<ports::RunTally> run_tallies(core::Time from, core::Time to) override;
  std::vector<ports::FlowRow> flow(const ports::FlowFilter& filter) override;
  ports::FlowMark flow_mark() override;
  std::vector<ports::KpiRow> kpi_days(std::string_view kpi, std::int64_t from,
                                      std::int64_t to) override;
  std::optional<ports::ForecastRow> forecast(core::RunId run) override;
  std::vector<core::RunId> forecast_runs(core::RunId after, std::size_t limit) override;
  std::vector<ports::SeriesValueRow> series_values(std::string_view detector, std::string_view key,
                                                   std::size_t limit) override;
  std::vector<std::string> series_keys(std::string_view detector, std::size_t limit) override;
  std::vector<ports::DetectionRow> detections(std::string_view detector,
                                              std::size_t limit) override;
  std::vector<core::RunId> open_runs(core::RunId after, std::size_t limit) override;
  std::vector<ports::RunRow> runs_unknown(std::size_t limit) override;
  std::vector<ports::RunRow> runs_started_by(core::EventId event) override;
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) override;

  std::vector<ports::JournalRow> journal(core::RunId run) override;
  std::int64_t last_entry(core::RunId run) override;
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit, std::size_t bytes_max) override;
  std::vector<core::RunId> runs_resumed_by(core::EventId event, std::size_t limit) override;
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) override;
  std::vector<ports::RunChanged> runs_changed(std::int64_t sequence, std::size_t limit) override;
  std::int64_t last_sequence() override;

  std::vector<ports::StepRow> steps(core::RunId run) override;
  std::vector<ports::StepRow> outbox(std::string_view lane, std::size_t limit) override;
  std::vector<std::string> outbox_lanes() override;
  std::vector<ports::AlarmRow> due_alarms(core::Time steady, core::Time wall,
                                          std::size_t limit) override;
  ports::NextDue next_due() override;
  std::optional<core::Time> schedule_due(std::string_view workflow) override;
  std::vector<std::string> scheduled() override;
  std::optional<ports::BurstRow> burst(std::string_view workflow, ports::BurstRow::Kind kind,
                                       std::string_view key) override;
  std::optional<ports::BurstRow> burst_named(std::string_view name) override;
  std::optional<core::FactValue> fact(std::string_view name, std::string_view key) override;
  std::optional<core::FactValue> fact_named(std::string_view text) override;
  std::vector<core::FactValue> facts_of(std::string_view name,
                                        std::optional<std::string_view> after,
                                        std::size_t limit) override;
  std::int64_t fact_count(std::string_view name) override;
  std::vector<ports::FactHistoryRow> fact_history(std::string_view name, std::string_view key,
                                                  std::int64_t before, std::size_t limit) override;
  std::optional<ports::WindowRow> window(std::int64_t window, std::string_view key) override;
  std::optional<ports::WindowRow> window_named(std::string_view name) override;
  std::vector<ports::WindowRow> windows(std::int64_t window, std::string_view after,
                                        std::size_t limit) override;
  std::vector<core::RunId> slot_holders(std::string_view workflow, std::string_view key,
                                        std::size_t limit) override;
  bool holds_slot(std::string_view workflow, std::string_view key, core::RunId run) override;
  std::optional<core::RunId> next_in_slot(std::string_view workflow, std::string_view key) override;
  std::optional<std::string> awaited_slot(std::string_view workflow,
                                          std::string_view after) override;
  std::int64_t ahead_in_slot(std::string_view workflow, std::string_view key,
                             core::RunId run) override;

  std::vector<ports::WaitRow> waits(std::string_view type, std::string_view path,
                                    std::string_view value) override;
  std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) override;
  std::vector<std::string> wait_paths(std::string_view type) override;

  std::vector<ports::ApprovalRow> approvals(const ports::ApprovalFilter& filter) override;
  std::optional<ports::ApprovalRow> approval(core::RunId run, const core::StepRef& step) override;
  std::vector<ports::TaskRow> tasks(const ports::TaskFilter& filter) override;
  std::optional<ports::TaskRow> task(core::RunId run, const core::StepRef& step) override;

  std::vector<ports::TemplateRow> templates() override;
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) override;
  std::vector<ports::TemplateRow> template_versions(std::string_view name, int before,
                                                    std::size_t limit) override;
  std::optional<ports::TemplateRow> latest_template(std::string_view name) override;
  std::vector<ports::TemplateRow> retired_templates() override;

  std::vector<identity::Token> tokens() override;
  std::vector<identity::User> users() override;
  std::vector<identity::Session> sessions() override;
  std::optional<identity::Code> code(std::string_view hash) override;
  std::vector<identity::AuditRow> audit(const ports::AuditFilter& filter) override;
  std::vector<ports::ParkedRow> parked(std::size_t limit) override;
  std::optional<ports::ParkedRow> parked_event(core::EventId event) override;
  std::string setting(std::string_view name) override;
  ports::Counts counts() override;

 protected:
  Database& database_;

 private:
  std::vector<core::Event> scan_events(const ports::EventFilter& filter);
  std::optional<std::vector<std::string>> types_matching(std::string_view pattern);
  std::vector<std::string> acts_of(const std::string& kind);

  const Head* live_;
  Head stored_{};  // as the row was read last; not used when there is a live one

  Statement read_head_{database_, sql::kHead};

  Statement event_{database_, sql::kEvent};
  Statement events_after_{database_, sql::kEventsAfter};
  Statement events_forward_{database_, sql::kEventsForward};
  Statement events_backward_{database_, sql::kEventsBackward};
  Statement look_through_{database_, sql::kLookThrough};
  Statement look_through_type_{database_, sql::kLookThroughType};
  Statement type_forward_{database_, sql::kTypeForward};
  Statement type_backward_{database_, sql::kTypeBackward};
  Statement next_type_{database_, sql::kNextType};
  Statement descendants_{database_, sql::kDescendants};
  Statement events_since_{database_, sql::kEventsSince};

  Statement run_{database_, sql::kRun};
  Statement runs_started_by_{database_, sql::kRunsStartedBy};
  Statement open_run_{database_, sql::kOpenRun};
  Statement run_tallies_{database_, sql::kRunTallies};
  Statement flow_{database_, sql::kFlow};
  Statement flow_lengths_{database_, sql::kFlowLengths};
  Statement flow_of_runs_{database_, sql::kFlowOfRuns};
  Statement newest_flow_day_{database_, sql::kNewestFlowDay};
  Statement kpi_days_{database_, sql::kKpiDays};
  Statement series_values_{database_, sql::kSeriesValues};
  Statement next_series_key_{database_, sql::kNextSeriesKey};
  Statement detections_{database_, sql::kDetections};
  Statement forecast_{database_, sql::kForecast};
  Statement forecast_runs_{database_, sql::kForecastRuns};
  Statement open_runs_{database_, sql::kOpenRuns};
  Statement runs_unknown_{database_, sql::kRunsUnknown};
  RunSearch run_search_{database_};

  Statement last_entry_{database_, sql::kLastEntry};
  Statement entry_{database_, sql::kEntry};
  Statement entry_before_{database_, sql::kEntryBefore};
  Statement journal_after_{database_, sql::kJournalAfter};
  Statement runs_changed_{database_, sql::kRunsChanged};
  Statement resumed_{database_, sql::kResumed};

  Statement steps_{database_, sql::kSteps};
  Statement outbox_{database_, sql::kOutbox};
  Statement next_outbox_lane_{database_, sql::kNextOutboxLane};

  Statement due_alarms_{database_, sql::kDueAlarms};
  Statement schedule_due_{database_, sql::kScheduleDue};
  Statement scheduled_{database_, sql::kScheduled};
  Statement burst_{database_, sql::kBurst};
  Statement fact_{database_, sql::kFact};
  Statement facts_of_{database_, sql::kFactsOf};
  Statement facts_from_{database_, sql::kFactsFrom};
  Statement fact_count_{database_, sql::kFactCount};
  Statement fact_history_{database_, sql::kFactHistory};
  Statement window_{database_, sql::kWindow};
  Statement windows_{database_, sql::kWindows};
  Statement slot_holders_{database_, sql::kSlotHolders};
  Statement holds_slot_{database_, sql::kHoldsSlot};
  Statement next_in_slot_{database_, sql::kNextInSlot};
  Statement awaited_slot_{database_, sql::kAwaitedSlot};
  Statement ahead_in_slot_{database_, sql::kAheadInSlot};

  Statement waits_{database_, sql::kWaits};
  Statement waiting_{database_, sql::kWaiting};
  Statement next_wait_path_{database_, sql::kNextWaitPath};

  Statement approvals_{database_, sql::kApprovals};
  Statement approvals_by_status_{database_, sql::kApprovalsByStatus};
  Statement approval_{database_, sql::kApproval};
  Statement tasks_{database_, sql::kTasks};
  Statement tasks_by_status_{database_, sql::kTasksByStatus};
  Statement tasks_to_do_{database_, sql::kTasksToDo};
  Statement task_{database_, sql::kTask};

  Statement templates_{database_, sql::kTemplates};
  Statement template_active_{database_, sql::kActiveTemplate};
  Statement template_version_{database_, sql::kTemplateVersion};
  Statement template_versions_{database_, sql::kTemplateVersions};
  Statement template_latest_{database_, sql::kLatestTemplate};
  Statement templates_retired_{database_, sql::kRetiredTemplates};

  Statement tokens_{database_, sql::kTokens};
  Statement users_{database_, sql::kUsers};
  Statement sessions_{database_, sql::kSessions};
  Statement code_{database_, sql::kCode};
  Statement next_act_{database_, sql::kNextAct};
  Statement parked_{database_, sql::kParked};
  Statement parked_event_{database_, sql::kParkedEvent};
  Statement setting_{database_, sql::kSetting};
};

}  // namespace baton::store
