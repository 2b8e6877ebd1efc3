#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/clock.hpp"
#include "store/memory_reads.hpp"
#include "store/memory_tables.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace baton::store {

// The writes of ports::Tx over maps, each with its way back. Borrows all that it is given; whoever
// calls holds the lock.
class MemoryTx final : public MemoryReads, public ports::Tx {
 public:
  MemoryTx(MemoryTables& tables, const ports::Clock& clock, ports::Random& random)
      : MemoryReads(tables), tables_(tables), clock_(clock), random_(random) {}

  ports::AppendResult append(core::Event& event) override;
  void set_cursor(core::EventId position) override;
  core::RunId new_run_id() override;
  void save(const ports::RunChange& change) override;
  void put_template(const ports::TemplateRow& row) override;
  void retire_template(std::string_view name) override;
  void put_token(const ports::TokenRow& row) override;
  core::TokenId new_token_id() override;
  void park(const ports::ParkedRow& row) override;
  void unpark(core::EventId event) override;
  void set_setting(std::string_view name, std::string_view value) override;
  std::size_t prune(core::Time runs_ended_before, core::Time events_stored_before,
                    std::size_t limit) override;
  void guarded(const std::function<void()>& part) override;

  // The transaction is committed: there is no way back from here.
  void commit() { undo_.forget(); }

 private:
  void write_run(const ports::RunChange& change);
  void write_open_key(const ports::RunRow& run, const ports::RunRow* before);
  void write_steps(const ports::RunChange& change);
  void write_approvals(const ports::RunChange& change);
  std::size_t prune_runs(core::Time ended_before, std::size_t limit);
  std::size_t prune_events(core::Time stored_before, std::size_t limit);
  void erase_run(core::RunId run);
  bool needed(core::EventId event) const;
  void erase_event(core::EventId id);
  std::optional<core::EventId> delivered(const core::Event& event) const;

  MemoryTables& tables_;
  const ports::Clock& clock_;
  ports::Random& random_;
  core::IdSource event_ids_, run_ids_, token_ids_;
  UndoLog undo_;
};

}  // namespace baton::store
