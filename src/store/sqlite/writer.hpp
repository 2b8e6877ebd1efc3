#pragma once

#include "baton/ports/store.hpp"
#include "baton/store/sqlite.hpp"
#include "store/breakage.hpp"
#include "store/record/head.hpp"
#include "store/sqlite/database.hpp"
#include "store/sqlite/disk_reserve.hpp"
#include "store/sqlite/tx.hpp"

#include <exception>
#include <memory>
#include <string>
#include <vector>

namespace baton::store {

// The one connection that writes and checkpoints. Made on the opener's thread, then used by the
// writing thread only.
class SqliteWriter {
 public:
  using Works = std::vector<std::unique_ptr<ports::Store::Work>>;

  SqliteWriter(const SqliteOptions& options, Breakage& breakage);
  ~SqliteWriter();

  // Runs all works in one transaction, commits it, then tells each work how it went. When a work
  // throws, only what that one wrote is undone.
  void process(Works works);
  // Reads of what is committed, for a store that has no other connection. Not to be used while
  // process() runs.
  ports::Queries& queries() { return tx_; }

 private:
  void transact(Works& works, std::vector<std::exception_ptr>& errors);
  void run_all(Works& works, std::vector<std::exception_ptr>& errors);
  std::exception_ptr run_one(ports::Store::Work& work, bool alone);
  void save_head();
  void recover(const std::string& why);
  void checkpoint_if_due();
  void restart_log();
  // Returns false when it could not do all of it now.
  bool checkpoint(int mode);
  void note(const std::string& message) const;

  const SqliteOptions& options_;
  Breakage& breakage_;
  Database database_;
  Head head_;   // as the running transaction sees it
  Head saved_;  // as it was last committed
  DiskReserve reserve_;
  SqliteTx tx_;
  Statement begin_, commit_, rollback_, save_head_;
  int log_pages_ = 0;  // pages of the write-ahead log after the last commit
  int checkpoint_at_;  // the number of them at which the next checkpoint is made
  int waited_at_ = 0;  // how many there were when readers were last waited for, and one stayed
};

}  // namespace baton::store
