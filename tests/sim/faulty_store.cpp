#include "sim/faulty_store.hpp"

#include "sim/passing_tx.hpp"

#include <utility>

namespace baton::sim {

namespace {

// The process dies here. No exception of the product's kind: nothing may take it for a mere error
// and go on.
struct Crash {};

}  // namespace

void FaultyStore::meet_fault(int writes) {
  if (crashed_) throw Crash{};
  const bool at_commit = writes < 0;
  const bool here = at_commit ? fault_ != Fault::none : fault_at_ > 0 && writes == fault_at_;
  if (here && fault_ == Fault::crash_before_commit) {
    crashed_ = true;
    throw Crash{};
  }
  if (here && fault_ == Fault::unavailable) {
    fault_ = Fault::none;
    throw ports::StoreUnavailable("the store is away");
  }
  if (at_commit && away_) throw ports::StoreUnavailable("the store is away");
}

class FaultyStore::FaultyWork final : public Work {
 public:
  FaultyWork(FaultyStore& store, std::unique_ptr<Work> work)
      : store_(store), work_(std::move(work)) {}

  void run(ports::Tx& tx) override {
    int writes = 0;
    PassingTx passing(tx, store_.mutant_, store_.deletes_, [&] { store_.meet_fault(++writes); });
    if (store_.crashed_) throw Crash{};
    work_->run(passing);
    try {
      store_.meet_fault(-1);
    } catch (const ports::StoreUnavailable&) {
      failed_at_commit_ = true;
      if (!store_.mutant_.keeps_failed_commit()) throw;
    }
    store_.committed_(tx);
    if (store_.fault_ == Fault::crash_after_commit) store_.crashed_ = true;
  }
  void done(std::exception_ptr error) noexcept override {
    if (store_.crashed_) return;  // nobody is left to be told
    if (failed_at_commit_ && !error)
      error = std::make_exception_ptr(ports::StoreUnavailable("the store is away"));
    if (failed_at_commit_ && store_.mutant_.hides_failed_commit()) error = nullptr;
    work_->done(std::move(error));
  }

 private:
  FaultyStore& store_;
  std::unique_ptr<Work> work_;
  bool failed_at_commit_ = false;
};

void FaultyStore::submit(std::unique_ptr<Work> work) {
  store_->submit(std::make_unique<FaultyWork>(*this, std::move(work)));
}

void FaultyStore::submit_read(std::function<void(ports::Queries&)> read,
                              std::function<void(std::exception_ptr)> done) {
  if (crashed_) return;
  if (away_) return done(std::make_exception_ptr(ports::StoreUnavailable("the store is away")));
  const auto passed = [this, read = std::move(read)](ports::Queries& queries) {
    PassingReads passing(queries, mutant_);
    read(passing);
  };
  store_->submit_read(passed, std::move(done));
}

void FaultyStore::look(const std::function<void(ports::Queries&)>& part) {
  store_->submit_read(part, [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
}

}  // namespace baton::sim
