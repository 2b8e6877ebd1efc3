#include "baton/store/memory.hpp"

#include "store/breakage.hpp"
#include "store/job_queue.hpp"
#include "store/read.hpp"
#include "store/sqlite/writer.hpp"

#include <deque>
#include <limits>
#include <mutex>
#include <thread>
#include <utility>

namespace baton::store {
namespace {

SqliteOptions in_memory(const MemoryOptions& options) {
  SqliteOptions sqlite{.path = ":memory:", .clock = options.clock, .random = options.random};
  sqlite.reserve_bytes = 0;  // there is no disk to run full
  sqlite.on_commit = options.on_commit;
  return sqlite;
}

// A database in memory belongs to one connection, on which transactions and reads take turns.
class MemoryDatabase {
 public:
  explicit MemoryDatabase(const MemoryOptions& options)
      : options_(in_memory(options)), breakage_({}), writer_(options_, breakage_) {}

  void process(SqliteWriter::Works works) {
    const std::lock_guard lock(mutex_);
    writer_.process(std::move(works));
  }

  void process(const Read& read) {
    std::exception_ptr error;
    try {
      const std::lock_guard lock(mutex_);
      read.part(writer_.queries());
    } catch (...) {
      error = std::current_exception();
    }
    read.done(std::move(error));
  }

 private:
  SqliteOptions options_;
  Breakage breakage_;
  std::mutex mutex_;
  SqliteWriter writer_;
};

// A store with one thread for transactions and one for reads.
class ThreadedStore final : public ports::Store {
 public:
  explicit ThreadedStore(const MemoryOptions& options)
      : batch_max_(options.batch_max),
        database_(options),
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
    for (auto works = works_.take(batch_max_); !works.empty(); works = works_.take(batch_max_)) {
      database_.process(std::move(works));
    }
  }
  void read_all() {
    for (auto reads = reads_.take(1); !reads.empty(); reads = reads_.take(1))
      database_.process(reads.front());
  }

  std::size_t batch_max_;
  MemoryDatabase database_;
  JobQueue<std::unique_ptr<Work>> works_;
  JobQueue<Read> reads_;
  std::thread writer_;
  std::thread reader_;
};

// A store that does everything on the caller's thread. Work that is submitted from inside a
// transaction or a `done` is done after it, in order.
class InlineStore final : public ports::Store {
 public:
  explicit InlineStore(const MemoryOptions& options) : database_(options) {}

  void submit(std::unique_ptr<Work> work) override {
    auto shared = std::make_shared<SqliteWriter::Works>();
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

  MemoryDatabase database_;
  std::deque<std::function<void()>> jobs_;
  bool busy_ = false;
};

}  // namespace

std::unique_ptr<ports::Store> open_memory(MemoryOptions options) {
  if (options.threaded) return std::make_unique<ThreadedStore>(options);
  return std::make_unique<InlineStore>(options);
}

}  // namespace baton::store
