#pragma once

#include "baton/core/ids.hpp"
#include "baton/ports/clock.hpp"
#include "store/sqlite/connection.hpp"
#include "store/record/deliveries.hpp"
#include "store/sqlite/disk_reserve.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/pruner.hpp"
#include "store/sqlite/reads.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace baton::store {

// The writes of ports::Tx in SQL. One for the writing connection, used by one transaction after the
// other; it borrows all that it is given. `head` is changed in memory; whoever commits writes it.
class SqliteTx final : public SqliteReads, public ports::Tx {
 public:
  SqliteTx(Connection& connection, Head& head, DiskReserve& reserve, const ports::Clock& clock,
           ports::Random& random);

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

 private:
  void load_deliveries(Connection& connection);
  std::optional<core::EventId> delivered(const core::Event& event);
  ports::AppendResult repeated(const core::Event& event, std::string_view data);
  void insert(const ports::RunRow& run);
  void update(const ports::RunRow& run, std::int64_t revision_before);
  std::optional<core::Time> over(const ports::RunRow& run) const;
  void write_entry(const ports::RunChange& change);
  void write_steps(const ports::RunChange& change);
  void write_waits(const ports::RunChange& change);
  void write_approvals(const ports::RunChange& change);

  Connection& connection_;
  Head& head_;
  DiskReserve& reserve_;
  const ports::Clock& clock_;
  ports::Random& random_;
  core::IdSource event_ids_, run_ids_, token_ids_;
  Deliveries deliveries_{};

  Statement savepoint_, release_, rollback_to_;
  Statement insert_event_, find_origin_, find_delivery_;
  Statement insert_run_, update_run_, update_status_;
  Statement insert_entry_;
  Statement insert_step_, update_step_, delete_step_, put_wait_, delete_wait_, put_approval_;
  Statement insert_template_, deactivate_, activate_;
  Statement put_token_, put_parked_, delete_parked_, put_setting_, delete_setting_;
  SqlitePruner pruner_;
};

}  // namespace baton::store
