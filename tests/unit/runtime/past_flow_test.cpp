#include "baton/runtime/past_flow.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

// What PastFlow keeps is what the rows of the store add up to.
namespace baton::runtime {
namespace {

using ports::FlowFilter;
using ports::FlowMark;
using ports::FlowRow;
using Rows = std::vector<FlowRow>;

FlowRow row_of(std::int64_t day, std::string step, std::int64_t took, std::int64_t count) {
  return {"kit", 1, day, std::move(step), "", "succeeded", took, count, core::Duration(count)};
}

// Figures at hand, and what was asked for.
class FlowsAtHand final : public ports::Flows {
 public:
  Rows flow(const FlowFilter& filter) override {
    asked.push_back(filter);
    Rows found;
    for (const auto& row : rows)
      if (row.day >= filter.from && row.day < filter.to) found.push_back(row);
    return found;
  }
  FlowMark flow_mark() override { return mark; }

  Rows rows{};
  FlowMark mark{};
  std::vector<FlowFilter> asked{};
};

class PastFlowTest : public testing::Test {
 protected:
  PastFlowTest() {
    flows_.rows = {row_of(10, "a", 5, 1), row_of(10, "a", 6, 2), row_of(10, "b", 5, 3),
                   row_of(11, "a", 5, 4), row_of(12, "a", 5, 5), row_of(12, "b", 5, 6)};
    flows_.mark = {12, 1};
  }

  FlowsAtHand flows_;
  PastFlow past_;
  const FlowFilter month_{"kit", 10, 13};
};

TEST_F(PastFlowTest, AddsUpTheDaysThatAreOver) {
  const Rows sums{row_of(10, "a", 5, 5), row_of(10, "a", 6, 2), row_of(10, "b", 5, 3),
                  row_of(12, "a", 5, 5), row_of(12, "b", 5, 6)};
  EXPECT_EQ(past_.rows(flows_, month_), sums);
  EXPECT_EQ(past_.rows(flows_, month_), sums) << "again";
}

TEST_F(PastFlowTest, ReadsOnlyTheLastDayAgain) {
  past_.rows(flows_, month_);
  flows_.asked.clear();
  flows_.rows.back().count = 7;
  EXPECT_EQ(past_.rows(flows_, month_).back().count, 7);
  EXPECT_EQ(flows_.asked, (std::vector<FlowFilter>{{"kit", 12, 13}}));
  past_.rows(flows_, {"kit", 10, 12});
  EXPECT_EQ(flows_.asked.size(), 1U) << "the same days, none of which may change";
}

TEST_F(PastFlowTest, ReadsAllDaysAnewOnceAnotherThanTheLastHasChanged) {
  past_.rows(flows_, month_);
  flows_.rows.front().count = 7;
  flows_.mark.changes = 2;
  EXPECT_EQ(past_.rows(flows_, month_).front().count, 11);
}

// Readers have snapshots of different ages.
TEST_F(PastFlowTest, KeepsNothingOfAnOlderSnapshot) {
  flows_.mark.changes = 2;
  past_.rows(flows_, month_);
  FlowsAtHand older;
  older.rows = {row_of(10, "a", 5, 1)};
  older.mark = {12, 1};
  EXPECT_EQ(past_.rows(older, month_), older.rows);
  EXPECT_EQ(past_.rows(flows_, month_).size(), 5U);
}

TEST_F(PastFlowTest, TellsFiltersApart) {
  past_.rows(flows_, month_);
  flows_.asked.clear();
  auto of_runs = month_;
  of_runs.whole_runs = true;
  auto lengths = month_;
  lengths.lengths = true;
  for (const auto& filter : {of_runs, lengths, FlowFilter{"other", 10, 13}}) {
    past_.rows(flows_, filter);
    EXPECT_EQ(flows_.asked.size(), 2U) << "its past, and the last day";
    flows_.asked.clear();
  }
}

TEST_F(PastFlowTest, KeepsNothingWhereNoDayIsOver) {
  flows_.mark = {10, 1};
  EXPECT_EQ(past_.rows(flows_, month_), flows_.rows);
  EXPECT_EQ(flows_.asked, std::vector{month_});
}

TEST_F(PastFlowTest, BeginsAnewWhenTooMuchIsKept) {
  past_.rows(flows_, month_);
  const auto all = static_cast<std::int64_t>(PastFlow::kRowsMax);
  for (std::int64_t took = 0; took + 2 < all; ++took)
    flows_.rows.push_back(row_of(9, "c", took, 1));
  past_.rows(flows_, {"kit", 9, 10});
  flows_.asked.clear();
  past_.rows(flows_, {"kit", 9, 10});
  EXPECT_TRUE(flows_.asked.empty()) << "it was kept";
  past_.rows(flows_, month_);
  EXPECT_EQ(flows_.asked.size(), 2U) << "it gave way";
}

TEST_F(PastFlowTest, DoesNotKeepWhatIsTooMuch) {
  const auto all = static_cast<std::int64_t>(PastFlow::kRowsMax);
  for (std::int64_t took = 0; took <= all; ++took) flows_.rows.push_back(row_of(9, "c", took, 1));
  for (std::size_t times = 1; times <= 2; ++times) {
    EXPECT_EQ(past_.rows(flows_, {"kit", 9, 10}).size(), PastFlow::kRowsMax + 1);
    EXPECT_EQ(flows_.asked.size(), times);
  }
}

// How many there were and how long they took, by all of a row but its day.
std::map<FlowRow, std::pair<std::int64_t, core::Duration>> sums_of(const Rows& rows) {
  std::map<FlowRow, std::pair<std::int64_t, core::Duration>> sums;
  for (auto row : rows) {
    row.day = 0;
    const auto count = std::exchange(row.count, 0);
    const auto spent = std::exchange(row.spent, {});
    auto& sum = sums[std::move(row)];
    sum.first += count;
    sum.second += spent;
  }
  return sums;
}

// The clock runs on, is set back and forth, and everything is counted anew, as chance has it.
TEST(PastFlowOfAStore, AgreesWithTheRowsWhateverIsWritten) {
  for (unsigned seed = 0; seed < 10; ++seed) {
    simulate::VirtualClock clock;
    simulate::CountingRandom random;
    const auto store = store::open_memory({clock, random, false});
    PastFlow past;
    std::mt19937 chance(seed);
    const auto drawn = [&chance](int below) {
      return std::uniform_int_distribution<int>(0, below - 1)(chance);
    };
    std::int64_t today = 100;
    for (int at = 0; at < 300; ++at) {
      if (drawn(20) == 0) today += drawn(6) - 2;
      tests::at_once(*store, [&](ports::Tx& tx) {
        if (drawn(100) == 0) tx.clear_flow();
        auto row = row_of(today - (drawn(20) == 0 ? drawn(5) : 0), drawn(2) == 0 ? "" : "a",
                          drawn(3), 1 + drawn(3));
        row.version = 1 + drawn(2);
        row.what = drawn(2) == 0 ? "succeeded" : "queue";
        tx.add_flow({row});
      });
      tests::at_once(*store, [&](ports::Tx& tx) {
        const auto from = today - 10 - drawn(2);
        FlowFilter filter{"kit", from, today + 1 - drawn(3)};
        filter.whole_runs = drawn(3) == 0;
        filter.lengths = !filter.whole_runs && drawn(3) == 0;
        ASSERT_EQ(sums_of(past.rows(tx, filter)), sums_of(tx.flow(filter))) << "seed " << seed;
      });
    }
  }
}

}  // namespace
}  // namespace baton::runtime
