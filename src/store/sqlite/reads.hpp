#pragma once

#include "baton/ports/tx.hpp"
#include "store/sqlite/connection.hpp"
#include "store/record/head.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store {

// The questions of ports::Queries in SQL, over one connection and in its transaction.
class SqliteReads : public virtual ports::Queries {
 public:
  // `live`: the writer's own head, which is ahead of the row; null: the row is read.
  explicit SqliteReads(Connection& connection, const Head* live = nullptr);

  Head head();

  std::optional<core::Event> event(core::EventId id) override;
  std::vector<core::Event> events(const ports::EventFilter& filter) override;
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) override;
  core::EventId last_event() override;
  core::EventId pruned() override;
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) override;
  std::int64_t descendants(core::EventId root, std::int64_t enough) override;
  core::EventId cursor() override;

  std::optional<ports::RunRow> run(core::RunId id) override;
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override;
  std::vector<ports::RunRow> runs_started_by(core::EventId event) override;
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) override;

  std::vector<ports::JournalRow> journal(core::RunId run) override;
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit) override;
  std::vector<core::RunId> runs_resumed_by(core::EventId event) override;
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) override;
  std::int64_t last_sequence() override;

  std::vector<ports::StepRow> steps(core::RunId run) override;
  std::vector<ports::StepRow> outbox(std::string_view lane, std::size_t limit) override;
  std::vector<std::string> outbox_lanes() override;
  std::vector<ports::StepRow> due_steps(core::Time steady, core::Time wall,
                                        std::size_t limit) override;
  ports::NextDue next_due() override;

  std::vector<ports::WaitRow> waits(std::string_view type, std::string_view path,
                                    std::string_view value) override;
  std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) override;
  std::vector<std::string> wait_paths(std::string_view type) override;

  std::vector<ports::ApprovalRow> approvals(const ports::ApprovalFilter& filter) override;
  std::optional<ports::ApprovalRow> approval(core::RunId run, std::string_view step) override;

  std::vector<ports::TemplateRow> templates() override;
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) override;
  std::optional<ports::TemplateRow> latest_template(std::string_view name) override;
  std::vector<ports::TemplateRow> retired_templates() override;

  std::vector<ports::TokenRow> tokens() override;
  std::vector<ports::ParkedRow> parked(std::size_t limit) override;
  std::string setting(std::string_view name) override;
  ports::Counts counts() override;

 private:
  std::vector<core::Event> scan_events(const ports::EventFilter& filter);
  std::optional<std::vector<std::string>> types_matching(std::string_view pattern);
  Statement& runs_by(const ports::RunFilter& filter);

  Connection& connection_;
  const Head* live_;

  Statement read_head_, event_, events_after_, events_forward_, events_backward_, type_forward_,
      type_backward_, next_type_, descendants_;
  Statement run_, runs_started_by_, open_run_, last_entry_, entry_, entry_before_, journal_after_,
      resumed_;
  Statement steps_, outbox_, next_outbox_lane_, timers_, wall_timers_, next_due_, next_due_on_wall_;
  Statement waits_, waiting_, next_wait_path_;
  Statement approvals_, approvals_by_status_, approval_;
  Statement templates_, template_active_, template_version_, template_latest_, templates_retired_;
  Statement tokens_, parked_, setting_;
  // One for each set of filters in use: status 1, workflow 2, key 4.
  std::array<std::unique_ptr<Statement>, 8> runs_{};
};

}  // namespace baton::store
