#include "baton/store/backup.hpp"

#include "baton/store/sqlite.hpp"
#include "contract/store_fixture.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

// Copies of a database that a store has open, and their way back.
namespace baton::store {
namespace {

namespace fs = std::filesystem;
using ports::Tx;

class Backup : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::unique_ptr<ports::Store> open(const fs::path& path) {
    return open_sqlite({.path = path, .clock = clock_, .random = random_});
  }
  void add(ports::Store& store, int count, const std::string& prefix) {
    for (int number = 0; number < count; ++number) {
      auto event =
          make_event("a.b", prefix + std::to_string(number), {{"text", std::string(500, 'x')}});
      transact(store, [&](Tx& tx) { tx.append(event); });
    }
  }
  std::int64_t events_of(const fs::path& path) {
    auto store = open(path);
    std::int64_t events = 0;
    transact(*store, [&](Tx& tx) { events = tx.counts().events; });
    return events;
  }
  template <class Refusal, class Part>
  static std::string refusal(const Part& part) {
    try {
      part();
    } catch (const Refusal& refused) {
      return refused.what();
    }
    return "nothing was refused";
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("baton-backup-" + std::to_string(::getpid()));
  fs::path database_ = folder_ / "baton.db";
  fs::path copy_ = folder_ / "copy.db";
  HandClock clock_{};
  CountedRandom random_{};
};

TEST_F(Backup, HoldsWhatWasCommittedBeforeItBegan) {
  auto store = open(database_);
  add(*store, 100, "before-");
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int round = 0; !done; ++round) add(*store, 1, "during-" + std::to_string(round) + "-");
  });
  std::int64_t told = 0;
  const auto report = back_up(database_, copy_, [&](auto copied, auto total) {
    EXPECT_LE(copied, total);
    told = copied;
  });
  done = true;
  writer.join();
  EXPECT_GE(report.events, 100);
  EXPECT_GE(report.last_event, report.events);
  EXPECT_GT(told, 10);
  EXPECT_GE(report.schema, 1);
  EXPECT_EQ(report.bytes, fs::file_size(copy_));
  add(*store, 1, "after-");
  EXPECT_EQ(events_of(copy_), report.events);
}

TEST_F(Backup, IsOneFileForItsOwnerOnly) {
  add(*open(database_), 3, "e-");
  back_up(database_, copy_);
  struct stat status {};
  ASSERT_EQ(::stat(copy_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(look_through(copy_).events, 3);
  for (const char* more : {".new", "-wal", "-shm", "-journal"})
    EXPECT_FALSE(fs::exists(copy_.string() + more)) << more;
}

TEST_F(Backup, ReplacesNothing) {
  add(*open(database_), 1, "e-");
  std::ofstream(copy_) << "mine";
  EXPECT_NE(refusal<StoreRefused>([&] { back_up(database_, copy_); }).find("is there already"),
            std::string::npos);
  EXPECT_NE(refusal<StoreRefused>([&] {
              back_up(folder_ / "no.db", folder_ / "x");
            }).find("no such database"),
            std::string::npos);
}

TEST_F(Backup, OfSomethingElseIsRefused) {
  run_sql(folder_ / "other.db", "CREATE TABLE t (x)");
  EXPECT_NE(refusal<StoreRefused>([&] {
              back_up(folder_ / "other.db", copy_);
            }).find("not one of baton's"),
            std::string::npos);
  std::ofstream(folder_ / "text") << std::string(5'000, 't');
  EXPECT_NE(refusal<ports::StoreBroken>([&] { back_up(folder_ / "text", copy_); }),
            "nothing was refused");
  std::ofstream(folder_ / "empty").flush();
  EXPECT_NE(refusal<StoreRefused>([&] { back_up(folder_ / "empty", copy_); }).find("is empty"),
            std::string::npos);
  EXPECT_NE(refusal<StoreRefused>([&] { look_through(folder_ / "empty"); }).find("is empty"),
            std::string::npos);
  EXPECT_FALSE(fs::exists(copy_));
  EXPECT_FALSE(fs::exists(copy_.string() + ".new"));
}

TEST_F(Backup, RowsThatAreMissingAreNoticed) {
  add(*open(database_), 5, "e-");
  back_up(database_, copy_);
  run_sql(copy_, "DELETE FROM events WHERE id = (SELECT max(id) FROM events)");
  EXPECT_NE(refusal<ports::StoreBroken>([&] {
              look_through(copy_);
            }).find("it has 4 events, and counts 5"),
            std::string::npos);
}

TEST_F(Backup, PagesThatAreDamagedAreNoticed) {
  add(*open(database_), 200, "e-");
  back_up(database_, copy_);
  {
    std::fstream file(copy_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(static_cast<std::streamoff>(fs::file_size(copy_) / 2));
    file << std::string(8'192, '\xff');
  }
  EXPECT_NE(refusal<ports::StoreBroken>([&] { look_through(copy_); }), "nothing was refused");
}

TEST_F(Backup, ComesBackAndTheOldDatabaseIsKept) {
  add(*open(database_), 3, "e-");
  back_up(database_, copy_);
  add(*open(database_), 4, "later-");
  const auto report = restore(copy_, database_, folder_ / "aside.db");
  EXPECT_EQ(report.events, 3);
  EXPECT_EQ(events_of(database_), 3);
  EXPECT_EQ(events_of(folder_ / "aside.db"), 7);
  EXPECT_FALSE(fs::exists(database_.string() + ".new"));
  EXPECT_TRUE(fs::exists(copy_)) << "it may be needed again";
}

TEST_F(Backup, ComesBackIntoAnEmptyFolderOrInPlaceOfADamagedDatabase) {
  add(*open(database_), 3, "e-");
  back_up(database_, copy_);
  const fs::path fresh = folder_ / "fresh" / "baton.db";
  fs::create_directories(fresh.parent_path());
  EXPECT_EQ(restore(copy_, fresh, folder_ / "none").events, 3);
  EXPECT_FALSE(fs::exists(folder_ / "none"));
  std::ofstream(fresh, std::ios::trunc) << std::string(9'000, 'd');
  std::ofstream(fresh.string() + "-wal") << "of the damaged one";
  EXPECT_EQ(restore(copy_, fresh, folder_ / "damaged").events, 3);
  EXPECT_EQ(events_of(fresh), 3);
  EXPECT_EQ(fs::file_size(folder_ / "damaged"), 9'000U);
}

// Somebody has moved the database away to examine it, and left its log, which SQLite applies to any
// database of that name.
TEST_F(Backup, ComesBackAsItWasWhereALogWasLeftBehind) {
  add(*open(database_), 3, "e-");
  back_up(database_, copy_);
  {
    const auto store = open(database_);
    add(*store, 4, "later-");
    fs::copy_file(database_.string() + "-wal", folder_ / "log");
  }
  fs::rename(database_, folder_ / "examined.db");
  fs::rename(folder_ / "log", database_.string() + "-wal");
  EXPECT_EQ(restore(copy_, database_, folder_ / "aside").events, 3);
  EXPECT_EQ(events_of(database_), 3);
  EXPECT_TRUE(fs::exists(folder_ / "aside-wal")) << "it may be needed with its database";
}

TEST_F(Backup, DoesNotComeBackUnderARunningServer) {
  auto store = open(database_);
  add(*store, 2, "e-");
  back_up(database_, copy_);
  EXPECT_NE(refusal<StoreRefused>([&] {
              restore(copy_, database_, folder_ / "aside.db");
            }).find("has this data open"),
            std::string::npos);
  std::ofstream(folder_ / "taken").flush();
  EXPECT_NE(refusal<StoreRefused>([&] {
              restore(copy_, database_, folder_ / "taken");
            }).find("is there already"),
            std::string::npos);
}

TEST_F(Backup, OfADamagedFileChangesNothing) {
  add(*open(database_), 2, "e-");
  std::ofstream(copy_) << std::string(9'000, 'd');
  EXPECT_NE(refusal<ports::StoreBroken>([&] { restore(copy_, database_, folder_ / "aside.db"); }),
            "nothing was refused");
  EXPECT_EQ(events_of(database_), 2);
  EXPECT_FALSE(fs::exists(folder_ / "aside.db"));
}

}  // namespace
}  // namespace baton::store
