#pragma once

#include "baton/ports/store.hpp"
#include "store/memory_tables.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baton::store {

// The questions of ports::Queries over maps. `tables` is borrowed; whoever calls holds its lock.
class MemoryReads {
 public:
  explicit MemoryReads(const MemoryTables& tables) : tables_(tables) {}

  const Head& head() const { return tables_.head; }

  std::optional<core::Event> event(core::EventId id) const;
  std::vector<core::Event> events(const ports::EventFilter& filter) const;
  std::vector<core::Event> events_after(core::EventId position, std::size_t limit) const;
  std::vector<core::EventId> look_back(std::string_view type, core::EventId after,
                                       core::EventId before, std::size_t limit) const;
  std::int64_t descendants(core::EventId root, std::int64_t enough) const;

  std::optional<ports::RunRow> run(core::RunId id) const;
  std::vector<ports::RunRow> runs(const ports::RunFilter& filter) const;
  std::vector<ports::RunRow> runs_started_by(core::EventId event) const;
  std::optional<core::RunId> open_run(std::string_view workflow, std::string_view key) const;
  std::vector<ports::JournalRow> journal(core::RunId run) const;
  std::vector<ports::JournalRow> journal_page(core::RunId run, std::int64_t after,
                                              std::size_t limit) const;
  std::vector<core::RunId> runs_resumed_by(core::EventId event) const;
  std::vector<ports::JournalRow> journal_after(std::int64_t sequence, std::size_t limit) const;

  std::vector<ports::StepRow> steps(core::RunId run) const;
  std::vector<ports::StepRow> outbox(std::string_view lane, std::size_t limit) const;
  std::vector<std::string> outbox_lanes() const;
  std::vector<ports::StepRow> due_steps(core::Time steady, core::Time wall,
                                        std::size_t limit) const;
  ports::NextDue next_due() const;

  std::vector<ports::WaitRow> waits(std::string_view type, std::string_view path,
                                    std::string_view value) const;
  std::vector<core::RunId> waiting(std::string_view type, std::string_view path,
                                   std::string_view value, core::RunId after,
                                   std::size_t limit) const;
  std::vector<std::string> wait_paths(std::string_view type) const;

  std::vector<ports::ApprovalRow> approvals(const ports::ApprovalFilter& filter) const;
  std::optional<ports::ApprovalRow> approval(core::RunId run, std::string_view step) const;

  std::vector<ports::TemplateRow> templates() const;
  std::optional<ports::TemplateRow> latest_template(std::string_view name) const;
  std::vector<ports::TemplateRow> retired_templates() const;
  std::optional<ports::TemplateRow> template_version(std::string_view name, int version) const;

  std::vector<ports::TokenRow> tokens() const;
  std::vector<ports::ParkedRow> parked(std::size_t limit) const;
  std::string setting(std::string_view name) const;

 private:
  const MemoryTables& tables_;
};

}  // namespace baton::store
