#pragma once

#include "baton/core/time.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/connection.hpp"

#include <cstddef>
#include <cstdint>

namespace baton::store {

// Deletes what is past its keeping time, in batches small enough to share a commit with real work.
// Part of the writer's transaction; borrows what it is given.
class SqlitePruner {
 public:
  SqlitePruner(Connection& connection, Head& head);

  // Runs, each with all that belongs to it, its trigger among it when that is past its own time;
  // returns how many went.
  std::size_t runs(core::Time ended_before, std::size_t limit);
  // Events that nothing needs any more; returns how many were looked at.
  std::size_t events(core::Time stored_before, std::size_t limit);

 private:
  void delete_journal(std::int64_t last_entry);

  Head& head_;
  Statement ended_runs_, delete_run_, delete_entry_, delete_steps_, delete_waits_,
      delete_open_approvals_, delete_approvals_;
  Statement oldest_events_, delete_event_, release_event_;
};

}  // namespace baton::store
