#pragma once

#include "baton/core/time.hpp"
#include "store/connection.hpp"
#include "store/head.hpp"

#include <cstddef>

namespace baton::store {

// Deletes what is past its keeping time, in batches small enough to share a commit with real work. Part of the writer's
// transaction; borrows what it is given.
class SqlitePruner {
 public:
  SqlitePruner(Connection& connection, Head& head);

  // Runs, each with all that belongs to it; returns how many went.
  std::size_t runs(core::Time ended_before, std::size_t limit);
  std::size_t events(core::Time received_before, std::size_t limit);

 private:
  Head& head_;
  Statement ended_runs_, delete_run_, delete_journal_, delete_steps_, delete_waits_, delete_open_approvals_, delete_approvals_;
  Statement oldest_events_, delete_event_;
};

}  // namespace baton::store
