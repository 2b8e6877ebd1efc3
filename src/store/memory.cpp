#include "baton/store/memory.hpp"

#include "store/job_queue.hpp"
#include "store/memory_reads.hpp"
#include "store/memory_tables.hpp"
#include "store/memory_tx.hpp"
#include "store/read.hpp"

#include <algorithm>
#include <deque>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace baton::store {
namespace {

using Works = std::vector<std::unique_ptr<ports::Store::Work>>;

// The tables, and the one way to work on them: a batch of transactions, or a read between two
// batches.
class MemoryDatabase {
 public:
  explicit MemoryDatabase(const MemoryOptions& options)
      : options_(options), reads_(tables_), tx_(tables_, options.clock, options.random) {}

  void process(Works works) {
    std::vector<std::exception_ptr> errors;
    {
      const std::lock_guard lock(mutex_);
      for (auto& work : works) errors.push_back(run(*work));
      tx_.commit();
    }
    const auto kept = static_cast<std::size_t>(std::count(errors.begin(), errors.end(), nullptr));
    if (options_.on_commit && kept > 0) options_.on_commit(kept);
    for (std::size_t at = 0; at < works.size(); ++at) works[at]->done(std::move(errors[at]));
  }

  void process(const Read& read) {
    std::exception_ptr error;
    try {
      const std::lock_guard lock(mutex_);
      read.part(reads_);
    } catch (...) {
      error = std::current_exception();
    }
    read.done(std::move(error));
  }

 private:
  std::exception_ptr run(ports::Store::Work& work) {
    try {
      tx_.guarded([this, &work] { work.run(tx_); });
      return nullptr;
    } catch (...) {
      return std::current_exception();
    }
  }

  const MemoryOptions& options_;
  std::mutex mutex_;
  MemoryTables tables_;
  MemoryReads reads_;
  MemoryTx tx_;
};

// One thread for transactions, one for reads, as the stores on disk have.
class ThreadedStore final : public ports::Store {
 public:
  explicit ThreadedStore(MemoryOptions options)
      : options_(std::move(options)),
        database_(options_),
        writer_([this] { write_all(); }),
        reader_([this] { read_all(); }) {}

  ~ThreadedStore() override {
    works_.close();
    reads_.close();
    writer_.join();
    reader_.join();
  }

  void submit(std::unique_ptr<Work> work) override { works_.push(work, kNoBound); }
  void submit_read(std::function<void(ports::Queries&)> part,
                   std::function<void(std::exception_ptr)> done) override {
    Read read{std::move(part), std::move(done)};
    reads_.push(read, kNoBound);
  }

 private:
  static constexpr auto kNoBound = std::numeric_limits<std::size_t>::max();

  void write_all() {
    for (auto works = works_.take(options_.batch_max); !works.empty();
         works = works_.take(options_.batch_max)) {
      database_.process(std::move(works));
    }
  }
  void read_all() {
    for (auto reads = reads_.take(1); !reads.empty(); reads = reads_.take(1))
      database_.process(reads.front());
  }

  MemoryOptions options_;
  MemoryDatabase database_;
  JobQueue<std::unique_ptr<Work>> works_;
  JobQueue<Read> reads_;
  std::thread writer_;
  std::thread reader_;
};

// Everything happens in the caller. What is submitted from within a transaction or a `done` follows
// after it, in order.
class InlineStore final : public ports::Store {
 public:
  explicit InlineStore(MemoryOptions options) : options_(std::move(options)), database_(options_) {}

  void submit(std::unique_ptr<Work> work) override {
    auto shared = std::make_shared<Works>();
    shared->push_back(std::move(work));
    follow([this, shared] { database_.process(std::move(*shared)); });
  }
  void submit_read(std::function<void(ports::Queries&)> part,
                   std::function<void(std::exception_ptr)> done) override {
    follow([this, read = Read{std::move(part), std::move(done)}] { database_.process(read); });
  }

 private:
  void follow(std::function<void()> job) {
    jobs_.push_back(std::move(job));
    if (std::exchange(busy_, true)) return;
    for (; !jobs_.empty(); jobs_.pop_front()) jobs_.front()();
    busy_ = false;
  }

  MemoryOptions options_;
  MemoryDatabase database_;
  std::deque<std::function<void()>> jobs_;
  bool busy_ = false;
};

}  // namespace

std::unique_ptr<ports::Store> open_maps(MemoryOptions options) {
  if (options.threaded) return std::make_unique<ThreadedStore>(std::move(options));
  return std::make_unique<InlineStore>(std::move(options));
}

}  // namespace baton::store
