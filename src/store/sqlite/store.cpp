#include "baton/store/sqlite.hpp"
#include "store/breakage.hpp"
#include "store/job_queue.hpp"
#include "store/read.hpp"
#include "store/sqlite/disk_reserve.hpp"
#include "store/sqlite/file_lock.hpp"
#include "store/sqlite/migrations.hpp"
#include "store/sqlite/reader.hpp"
#include "store/sqlite/writer.hpp"

#include <atomic>
#include <limits>
#include <thread>
#include <vector>

namespace baton::store {
namespace {

// Owns the lock, the connections and their threads. The members are in the order in which they need
// each other.
class SqliteStore final : public ports::Store {
 public:
  explicit SqliteStore(SqliteOptions options)
      : options_(std::move(options)),
        breakage_(options_.on_broken),
        lock_(options_.path.string() + ".lock"),
        writer_((look_over(options_), std::make_unique<SqliteWriter>(options_, breakage_))) {
    auto& server = add_reader(kUnlimited);
    auto& beside = add_reader(kUnlimited);
    std::vector<SqliteReader*> of_people;
    for (std::size_t count = 0; count < options_.readers; ++count)
      of_people.push_back(&add_reader(options_.read_time_max));
    threads_.emplace_back([this] { write_all(); });
    threads_.emplace_back([this, &server] { read_all(server_reads_, server); });
    threads_.emplace_back([this, &beside] { read_all(reads_beside_, beside); });
    for (auto* reader : of_people)
      threads_.emplace_back([this, reader] { read_all(reads_, *reader); });
  }

  // The readers close first, so that the writer can copy all of the write-ahead log into the file.
  ~SqliteStore() override {
    closing_ = true;
    works_.close();
    reads_.close();
    server_reads_.close();
    reads_beside_.close();
    for (auto& thread : threads_) thread.join();
    readers_.clear();
  }

  std::string refuses() const override {
    return disk_shortage(options_.path, options_.reserve_bytes);
  }

  std::optional<ports::Space> space() const override { return space_of(options_.path); }

  // Refuses nothing. The number of works is bounded by the open connections and the actions in
  // flight of those who submit them.
  void submit(std::unique_ptr<Work> work) override {
    works_.push(work, std::numeric_limits<std::size_t>::max());
  }

  void submit_read(std::function<void(ports::Queries&)> part,
                   std::function<void(std::exception_ptr)> done) override {
    queue(reads_, {std::move(part), std::move(done)});
  }
  void submit_server_read(std::function<void(ports::Queries&)> part,
                          std::function<void(std::exception_ptr)> done) override {
    queue(server_reads_, {std::move(part), std::move(done)});
  }
  void submit_read_beside(std::function<void(ports::Queries&)> part,
                          std::function<void(std::exception_ptr)> done) override {
    queue(reads_beside_, {std::move(part), std::move(done)});
  }

 private:
  static constexpr std::chrono::milliseconds kUnlimited{0};

  SqliteReader& add_reader(std::chrono::milliseconds time_max) {
    return *readers_.emplace_back(std::make_unique<SqliteReader>(options_, breakage_, time_max));
  }
  void queue(JobQueue<Read>& reads, Read read) {
    if (reads.push(read, options_.reads_waiting_max)) return;
    read.done(std::make_exception_ptr(ports::StoreUnavailable(
        "store: " + std::to_string(options_.reads_waiting_max) + " reads wait already")));
  }
  void write_all() {
    for (auto works = works_.take(options_.batch_max); !works.empty();
         works = works_.take(options_.batch_max)) {
      writer_->process(std::move(works));
    }
  }
  // Reads that still wait when the store closes are not done: nobody needs them any more, and they
  // may be of a thousand large runs.
  void read_all(JobQueue<Read>& queue, SqliteReader& reader) {
    for (auto reads = queue.take(1); !reads.empty(); reads = queue.take(1)) {
      if (closing_) {
        reads.front().done(std::make_exception_ptr(ports::StoreUnavailable("store: it closes")));
      } else {
        reader.process(reads.front());
      }
    }
  }

  SqliteOptions options_;
  Breakage breakage_;
  FileLock lock_;
  std::unique_ptr<SqliteWriter> writer_;
  std::vector<std::unique_ptr<SqliteReader>> readers_;
  JobQueue<std::unique_ptr<Work>> works_;
  JobQueue<Read> reads_;         // for people
  JobQueue<Read> server_reads_;  // for the server's own work
  JobQueue<Read> reads_beside_;  // for what is computed beside the turns
  std::atomic<bool> closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<ports::Store> open_sqlite(SqliteOptions options) {
  return std::make_unique<SqliteStore>(std::move(options));
}

}  // namespace baton::store
