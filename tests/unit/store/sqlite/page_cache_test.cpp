#include "store/sqlite/page_cache.hpp"

#include "store/sqlite/database.hpp"

#include <filesystem>
#include <gtest/gtest.h>
#include <string>

namespace baton::store {
namespace {

std::string text(Database& database, const char* sql) {
  Statement statement(database, sql);
  auto use = statement.with();
  return use.next() ? std::string(use.text(0)) : std::string();
}

constexpr unsigned kLockPage = 0x40000000 / 4096 + 1;

class PageCache : public testing::Test {
 protected:
  PageCache() { methods_.xCachesize(cache_, 100); }
  ~PageCache() override { methods_.xDestroy(cache_); }

  void put(unsigned page) { methods_.xUnpin(cache_, methods_.xFetch(cache_, page, 2), 0); }
  void move(unsigned from, unsigned to) {
    auto* page = methods_.xFetch(cache_, from, 0);
    methods_.xRekey(cache_, page, from, to);
    methods_.xUnpin(cache_, page, 0);
  }
  bool has(unsigned page) {
    auto* found = methods_.xFetch(cache_, page, 0);
    if (found != nullptr) methods_.xUnpin(cache_, found, 0);
    return found != nullptr;
  }
  int count() { return methods_.xPagecount(cache_); }

  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "page_cache.db";
  Database database_{path_, Database::Mode::read_write, ""};  // SQLite is configured and running
  const sqlite3_pcache_methods2& methods_ = page_cache();
  sqlite3_pcache* cache_ = methods_.xCreate(4096, 64, 1);
};

TEST_F(PageCache, DropsThePagesBehindTheEnd) {
  for (unsigned page = 1; page <= 10; ++page) put(page);
  methods_.xTruncate(cache_, 11);
  EXPECT_EQ(count(), 10);
  methods_.xTruncate(cache_, 8);
  EXPECT_EQ(count(), 7);
  EXPECT_TRUE(has(7));
  EXPECT_FALSE(has(8));
  put(9);
  methods_.xTruncate(cache_, 8);
  EXPECT_EQ(count(), 7);
}

TEST_F(PageCache, FollowsPagesThatMove) {
  put(1);
  put(2);
  move(1, kLockPage);  // as SQLite swaps two pages
  move(2, 1);
  move(kLockPage, 2);
  methods_.xTruncate(cache_, 3);
  EXPECT_EQ(count(), 2);
  move(2, 30);
  methods_.xTruncate(cache_, 3);
  EXPECT_EQ(count(), 1);
  EXPECT_FALSE(has(30));
}

// Trees that are balanced move pages about, a smaller file must forget the pages behind its end,
// and a larger one finds them new.
TEST_F(PageCache, KeepsAndDropsWhatSqliteExpects) {
  auto& database = database_;
  database.run("DROP TABLE IF EXISTS t");
  database.run("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT NOT NULL)");
  database.run("CREATE INDEX t_name ON t (name)");
  const std::string fill =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
      "INSERT INTO t SELECT i, hex(randomblob(40)) FROM n";
  for (int i = 0; i < 3; ++i) {
    database.run(fill);
    EXPECT_EQ(text(database, "PRAGMA integrity_check"), "ok");
    database.run("DELETE FROM t WHERE id % 50 <> 0");
    database.run("VACUUM");
    EXPECT_EQ(text(database, "PRAGMA integrity_check"), "ok");
    EXPECT_EQ(text(database, "SELECT CAST(count(*) AS TEXT) FROM t"), "60");
    database.run("DELETE FROM t");
  }
}

}  // namespace
}  // namespace baton::store
