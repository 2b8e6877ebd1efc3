#pragma once

#include "baton/ports/tx.hpp"
#include "store/memory_tables.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store {

// The questions of ports::Queries over maps. `tables` is borrowed; whoever calls holds its lock.
class MemoryReads : public virtual ports::Queries {
 public:
  explicit MemoryReads(const MemoryTables& tables) : tables_(tables) {}

  core::EventId last_event() override { return tables_.head.last_event; }
  core::EventId pruned() override { return tables_.head.pruned; }
  core::EventId cursor() override { return tables_.head.cursor; }
  std::int64_t last_sequence() override { return tables_.head.last_sequence; }
  ports::Counts counts() override { return tables_.head.counts; }

  std::optional<core::Event> event(core::EventId id) override;
  std::vector<core::Event> events(const ports::EventFilter& filter) override;
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) override;
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) override;
  std::int64_t descendants(core::EventId root, std::int64_t enough) override;

  std::optional<ports::RunRow> run(core::RunId id) override;
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) override;
  std::vector<ports::RunRow> runs_started_by(core::EventId event) override;
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) override;
  std::vector<ports::JournalRow> journal(core::RunId run) override;
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit) override;
  std::vector<core::RunId> runs_resumed_by(core::EventId event) override;
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) override;

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
  std::optional<ports::TemplateRow> latest_template(std::string_view name) override;
  std::vector<ports::TemplateRow> retired_templates() override;
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) override;

  std::vector<ports::TokenRow> tokens() override;
  std::vector<ports::ParkedRow> parked(std::size_t limit) override;
  std::string setting(std::string_view name) override;

 private:
  const MemoryTables& tables_;
};

}  // namespace baton::store
