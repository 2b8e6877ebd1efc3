#include "baton/core/ids.hpp"

#include <gtest/gtest.h>

namespace baton::core {
namespace {

constexpr std::int64_t kCount = 256;  // from one id of a shard to its next

Time moment(std::string_view text) { return parse_rfc3339(text).value(); }

TEST(Ids, SortByTimeAsNumbersAndAsText) {
  IdSource source;
  const RunId first(source.next(moment("2026-05-04T10:00:00Z"), ~0ULL));
  const RunId second(source.next(moment("2026-05-04T10:00:00.001Z"), 0));
  EXPECT_LT(first, second);
  EXPECT_LT(first.text(), second.text());
}

TEST(Ids, OnlyGrowAlsoWhenTheClockStepsBack) {
  IdSource source;
  const auto first = source.next(moment("2026-05-04T10:00:00Z"), 5);
  EXPECT_EQ(source.next(moment("2020-01-01T00:00:00Z"), 9), first + kCount);
  EXPECT_EQ(source.next(moment("2026-05-04T10:00:00Z"), 1), first + 2 * kCount);
}

TEST(Ids, GoOnInTheNextMillisecondWhenTheCountsOfOneAreUsedUp) {
  const auto now = moment("2026-05-04T10:00:00Z");
  const auto next = now + std::chrono::milliseconds(1);
  IdSource source;
  EXPECT_EQ(source.next(now, 8'191), first_id_of(next) - kCount);
  EXPECT_EQ(source.next(now, 8'191), first_id_of(next));
  EXPECT_EQ(source.next(next, 8'191), first_id_of(next) + kCount) << "it counts on";
  EXPECT_EQ(time_of_id(source.last()), next);
}

TEST(Ids, NameTheShardThatMadeThem) {
  const auto now = moment("2026-05-04T10:00:00Z");
  IdSource whole;
  IdSource last(0, 255);
  EXPECT_EQ(whole.next(now, 7) % kCount, 0);
  EXPECT_EQ(last.next(now, 7) % kCount, 255);
  EXPECT_EQ(last.next(now, 7) % kCount, 255) << "counting leaves it alone";
  EXPECT_EQ(whole.last() / kCount + 1, last.last() / kCount);
  EXPECT_EQ(time_of_id(last.last()), now);
  IdSource taken_over(last.last(), 3);
  const auto id = taken_over.next(now, 7);
  EXPECT_GT(id, last.last());
  EXPECT_EQ(id % kCount, 3);
}

TEST(Ids, ReadBackWhatTheyPrintAndNothingElse) {
  const RunId id(0x0123456789ABCDEF);
  EXPECT_EQ(RunId::parse(id.text()).value(), id);
  for (const auto* wrong : {"", "run_", "evt_0000000000000", "run_000000000000u",
                            "run_zzzzzzzzzzzzz", "run_00000000000000"}) {
    EXPECT_FALSE(RunId::parse(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace baton::core
