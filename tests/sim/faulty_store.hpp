#pragma once

#include "baton/ports/store.hpp"
#include "sim/mutants.hpp"

#include <functional>
#include <memory>

namespace baton::sim {

// The store as the product sees it: the store in memory with faults, and with whatever bug is
// planted. A fault hits the n-th write of a transaction or its commit, and undoes it as the real
// ones do. After a crash nothing happens any more until revive().
class FaultyStore final : public ports::Store {
 public:
  enum class Fault { none, unavailable, crash_before_commit, crash_after_commit };

  // `committed`: looks at each transaction that is going to be committed, as it will be.
  FaultyStore(std::unique_ptr<ports::Store> store, Mutant& mutant,
              std::function<void(ports::Tx&)> committed)
      : store_(std::move(store)), mutant_(mutant), committed_(std::move(committed)) {}

  void submit(std::unique_ptr<Work> work) override;
  void submit_read(std::function<void(ports::Queries&)> read,
                   std::function<void(std::exception_ptr)> done) override;

  // The next transaction meets this at its `write`-th write; 0 or more than it has: at its commit.
  void arm(Fault fault, int write) {
    fault_ = fault;
    fault_at_ = write;
  }
  // While it is away every transaction and read fails.
  void set_away(bool away) { away_ = away; }
  bool away() const { return away_; }
  // From now on nothing is deleted: a world may come to rest only after decades, in which all grows
  // old.
  void keep_all() { deletes_ = false; }
  void crash() { crashed_ = true; }
  bool crashed() const { return crashed_; }
  void revive() {
    crashed_ = false;
    fault_ = Fault::none;
  }

  // The truth, past all faults and mutants. Only outside of transactions.
  void look(const std::function<void(ports::Queries&)>& part);

 private:
  friend class FaultyTx;
  class FaultyWork;
  void meet_fault(int writes);

  std::unique_ptr<ports::Store> store_;
  Mutant& mutant_;
  std::function<void(ports::Tx&)> committed_;
  Fault fault_ = Fault::none;
  int fault_at_ = 0;
  bool away_ = false;
  bool crashed_ = false;
  bool deletes_ = true;
};

}  // namespace baton::sim
