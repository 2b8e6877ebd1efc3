#pragma once

#include "baton/ports/clock.hpp"
#include "baton/ports/store.hpp"
#include "baton/store/memory.hpp"
#include "baton/store/sqlite.hpp"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <utility>

// What the store tests share: a clock and chance that the test sets, folders that go away, and
// blocking forms of submit().
namespace baton::store {

// Moved by hand. Setting the wall clock moves no steady time.
class HandClock final : public ports::Clock {
 public:
  core::Time now() const override { return steady() + core::Duration(wall_ahead_); }
  core::Time steady() const override { return core::Time(core::Duration(microseconds_)); }
  void set_wall(core::Time time) { wall_ahead_ = (time - steady()).count(); }
  void set(core::Time time) { microseconds_ = time.time_since_epoch().count(); }
  void advance(core::Duration by) { microseconds_ += by.count(); }

 private:
  std::atomic<std::int64_t> microseconds_ = 1'780'000'000'000'000;
  std::atomic<std::int64_t> wall_ahead_ = 0;
};

// A plain counter is chance enough here.
class CountedRandom final : public ports::Random {
 public:
  std::uint64_t next() override { return count_ += 7; }

 private:
  std::atomic<std::uint64_t> count_ = 0;
};

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "baton-store-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A transaction made of two functions.
class TestWork final : public ports::Store::Work {
 public:
  TestWork(std::function<void(ports::Tx&)> part, std::function<void(std::exception_ptr)> then)
      : part_(std::move(part)), then_(std::move(then)) {}
  void run(ports::Tx& tx) override { part_(tx); }
  void done(std::exception_ptr error) noexcept override { then_(std::move(error)); }

 private:
  std::function<void(ports::Tx&)> part_;
  std::function<void(std::exception_ptr)> then_;
};

// The end of something that was submitted. The exception is handed over, not shared.
class Pending {
 public:
  std::function<void(std::exception_ptr)> done() {
    return [promise = promise_](std::exception_ptr error) { promise->set_value(std::move(error)); };
  }
  // Waits; rethrows what undid it.
  void get() {
    if (auto error = future_.get()) std::rethrow_exception(std::move(error));
  }

 private:
  std::shared_ptr<std::promise<std::exception_ptr>> promise_ =
      std::make_shared<std::promise<std::exception_ptr>>();
  std::future<std::exception_ptr> future_ = promise_->get_future();
};

// Submits and returns at once.
inline Pending begin(ports::Store& store, std::function<void(ports::Tx&)> part) {
  Pending pending;
  store.submit(std::make_unique<TestWork>(std::move(part), pending.done()));
  return pending;
}

// One transaction, done when it returns; rethrows what undid it.
inline void transact(ports::Store& store, std::function<void(ports::Tx&)> part) {
  begin(store, std::move(part)).get();
}

// What a reader sees now.
template <class Part>
auto read(ports::Store& store, Part part) {
  std::optional<decltype(part(std::declval<ports::Queries&>()))> result;
  Pending pending;
  store.submit_read([&](ports::Queries& queries) { result.emplace(part(queries)); },
                    pending.done());
  pending.get();
  return std::move(*result);
}

// Changes the file of a store behind its back.
inline void run_sql(const std::filesystem::path& file, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(database);
  sqlite3_close(database);
}

inline core::Event make_event(std::string type, std::string origin = {},
                              core::Json data = core::Json::object()) {
  core::Event event;
  event.type = std::move(type);
  event.source = "crm";
  event.origin = std::move(origin);
  event.subject = "006A";
  event.received = core::Time(core::Duration(1'780'000'000'000'000));
  event.time = event.received;
  event.data = std::move(data);
  return event;
}

// A change that starts a run of "onboarding".
inline ports::RunChange make_run(ports::Tx& tx, std::string key = {}, core::EventId trigger = {}) {
  ports::RunChange change;
  change.run.id = tx.new_run_id();
  change.run.workflow = "onboarding";
  change.run.version = 1;
  change.run.key = key;
  change.run.title = "Onboarding of " + key;
  change.run.revision = 1;
  change.run.trigger = trigger;
  change.entry.run = change.run.id;
  change.entry.cause = trigger;
  core::RunStarted started{"onboarding", 1};
  started.key = std::move(key);
  change.entry.transitions.emplace_back(std::move(started));
  return change;
}

// The change after `row`, to another status.
inline ports::RunChange next_change(const ports::RunRow& row, core::RunStatus status) {
  ports::RunChange change;
  change.before.revision = row.revision;
  change.before.status = row.status;
  change.before.failing = row.failing;
  change.run = row;
  change.run.revision = row.revision + 1;
  change.run.status = status;
  change.entry.run = row.id;
  return change;
}

enum class Kind { file, memory, memory_inline };

// The same tests for every store.
class StoreContract : public testing::TestWithParam<Kind> {
 protected:
  StoreContract() { reopen(); }

  void reopen() {
    store_.reset();
    const auto count = [this](std::size_t works) {
      ++commits_;
      committed_ += works;
    };
    if (GetParam() == Kind::file) {
      SqliteOptions options{.path = folder_.path() / "baton.db",
                            .clock = clock_,
                            .random = random_,
                            .on_commit = count};
      store_ = open_sqlite(std::move(options));
    } else {
      MemoryOptions options{
          .clock = clock_, .random = random_, .threaded = threaded(), .on_commit = count};
      store_ = open_memory(std::move(options));
    }
  }

  bool threaded() const { return GetParam() != Kind::memory_inline; }
  void transact(std::function<void(ports::Tx&)> part) { store::transact(*store_, std::move(part)); }
  template <class Part>
  auto read(Part part) {
    return store::read(*store_, std::move(part));
  }
  ports::AppendResult append(core::Event event) {
    ports::AppendResult result;
    transact([&](ports::Tx& tx) { result = tx.append(event); });
    return result;
  }
  // Starts a run as `change` says after `edit`, and returns its row.
  ports::RunRow start(std::string key, const std::function<void(ports::RunChange&)>& edit = {}) {
    ports::RunRow row;
    transact([&](ports::Tx& tx) {
      auto change = make_run(tx, key);
      if (edit) edit(change);
      tx.save(change);
      row = change.run;
    });
    return row;
  }
  // With what is stored of the run's steps, alarms and approvals, as the run in memory would say
  // it.
  ports::RunRow save(ports::RunChange change) {
    transact([&](ports::Tx& tx) {
      for (const auto& row : tx.steps(change.run.id)) change.before.steps.push_back(row.step);
      for (const auto& row : tx.due_alarms(core::Time::max(), core::Time::max(), 1'000))
        if (row.run == change.run.id) change.before.alarms.push_back(row);
      for (const auto& row : tx.approvals({.status = ports::ApprovalStatus::open}))
        if (row.run == change.run.id) change.before.open_approvals.push_back(row.step);
      tx.save(change);
    });
    return change.run;
  }

  TemporaryFolder folder_;
  HandClock clock_;
  CountedRandom random_;
  std::atomic<std::size_t> commits_ = 0;
  std::atomic<std::size_t> committed_ = 0;
  std::unique_ptr<ports::Store> store_;
};

inline std::string kind_name(const testing::TestParamInfo<Kind>& info) {
  switch (info.param) {
    case Kind::file: return "File";
    case Kind::memory: return "Memory";
    case Kind::memory_inline: return "MemoryInline";
  }
  return "Unknown";
}

}  // namespace baton::store
