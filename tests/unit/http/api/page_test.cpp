#include "http/api/page.hpp"

#include "baton/core/ids.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <vector>

namespace baton::http {
namespace {

// A page filled from rows of one size, and the largest number of rows that were read at once.
struct Filled {
  ListPage page;
  std::optional<int> last;
  std::size_t read_at_once = 0;
};

Filled fill_from(int rows, std::size_t bytes, std::size_t limit) {
  Filled filled{ListPage(limit), {}};
  int next = 0;
  const auto read = [&](std::size_t wanted) {
    filled.read_at_once = std::max(filled.read_at_once, wanted);
    std::vector<int> numbers(std::min<std::size_t>(wanted, static_cast<std::size_t>(rows - next)));
    std::iota(numbers.begin(), numbers.end(), next);
    next += static_cast<int>(numbers.size());
    return numbers;
  };
  filled.last = fill_page(filled.page, read, [bytes](int number) {
    return core::Json{{"n", number}, {"fill", std::string(bytes, 'x')}};
  });
  return filled;
}

TEST(ListPage, EndsByCount) {
  const auto filled = fill_from(1'000, 10, 500);
  EXPECT_EQ(filled.page.items(), 500U);
  EXPECT_EQ(filled.last, 499);
}

TEST(ListPage, EndsByBytesWithTheRowThatFillsIt) {
  auto filled = fill_from(500, 240'000, 500);
  EXPECT_EQ(filled.page.items(), 9U);
  EXPECT_EQ(filled.last, 8);
  EXPECT_LT(filled.page.text({}).size(), core::kPageBytesMax + 250'000);
  EXPECT_LE(filled.read_at_once, 9U);
}

TEST(ListPage, IsTheLastWhenNothingIsLeft) {
  EXPECT_EQ(fill_from(0, 10, 100).page.text({}), R"({"items":[],"next":null})");
  auto filled = fill_from(30, 10, 100);
  EXPECT_EQ(filled.page.items(), 30U);
  EXPECT_FALSE(filled.last);
}

TEST(ListPage, HasWhatStandsBesideItsItems) {
  EXPECT_EQ(fill_from(0, 10, 100).page.text("c", {{"total", 7}}),
            R"({"items":[],"next":"c","total":7})");
}

// The next rows may be large, even when all rows so far were small.
TEST(ListPage, ReadsFewRowsAtOnceHoweverSmallThoseBeforeWere) {
  EXPECT_LE(fill_from(1'000, 10, 500).read_at_once, 8U);
}

TEST(ListPage, HoldsARowThatIsLargerThanAPage) {
  const auto filled = fill_from(2, 3'000'000, 100);
  EXPECT_EQ(filled.page.items(), 1U);
  EXPECT_EQ(filled.last, 0);
}

// The numbers up to `rows`, of which those in `bad` are damaged, as a reader of rows gives them.
struct Numbers {
  int rows;
  std::vector<int> bad;
  int next = 0;

  struct Part {
    std::vector<int> rows{};
    core::RunId damaged{};
  };
  Part read(std::size_t count) {
    Part part;
    for (; next < rows && part.rows.size() < count; ++next) {
      if (std::find(bad.begin(), bad.end(), next) != bad.end()) {
        part.damaged = core::RunId(++next);
        break;
      }
      part.rows.push_back(next);
    }
    return part;
  }
};

TEST(WholeRows, PassesOverThoseThatAreDamaged) {
  Numbers numbers{6, {0, 2, 3}};
  Damaged<core::RunId> damaged;
  const auto read = [&numbers](std::size_t count) { return numbers.read(count); };
  EXPECT_EQ(whole_rows(2, damaged, read), (std::vector<int>{1, 4}));
  EXPECT_EQ(whole_rows(2, damaged, read), (std::vector<int>{5}));
  EXPECT_FALSE(damaged.full());
  auto beside = core::Json::object();
  damaged.tell(beside);
  EXPECT_EQ(beside.at("unreadable").at("count"), 3);
  EXPECT_EQ(beside.at("unreadable").at("runs").at(0), core::RunId(1).text());
}

TEST(WholeRows, PassesOverSoManyAndNoMore) {
  Numbers numbers{1'000, std::vector<int>(999)};
  std::iota(numbers.bad.begin(), numbers.bad.end(), 0);
  Damaged<core::RunId> damaged;
  const auto read = [&numbers](std::size_t count) { return numbers.read(count); };
  EXPECT_TRUE(whole_rows(2, damaged, read).empty());
  EXPECT_TRUE(damaged.full());
  EXPECT_EQ(numbers.next, static_cast<int>(kDamagedMax));
  EXPECT_TRUE(whole_rows(2, damaged, read).empty());
  EXPECT_EQ(numbers.next, static_cast<int>(kDamagedMax)) << "nothing more is read";
}

TEST(Cursor, NamesEachKeyAlsoTheEmptyOne) {
  EXPECT_EQ(key_before(""), std::nullopt);
  for (const std::string key : {"", "EMEA", "/", "/a"})
    EXPECT_EQ(key_before(cursor_behind(key)), key);
}

}  // namespace
}  // namespace baton::http
