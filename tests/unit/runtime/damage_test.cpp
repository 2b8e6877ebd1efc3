#include "baton/runtime/damage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(UnreadableRuns, AreAllCountedAndTheFirstAreNamed) {
  std::set<core::RunId> many;
  for (int at = 1; at <= 30; ++at) many.insert(core::RunId(at));
  const auto json = unreadable_json(many);
  EXPECT_EQ(json.at("count"), 30);
  EXPECT_EQ(json.at("runs").size(), 20U);
  const auto text = unreadable_text(many);
  EXPECT_THAT(text, StartsWith("30 runs, whose rows are damaged: " + core::RunId(1).text() + ", "));
  EXPECT_THAT(text, EndsWith(core::RunId(20).text() + ", …"));
  EXPECT_EQ(unreadable_text({core::RunId(7)}),
            "1 run, whose rows are damaged: " + core::RunId(7).text());
}

TEST(ReadableRun, ItsDamagedRowIsNamedInARefusal) {
  const core::RunId run(7);
  const auto damaged = if_readable(run, []() -> core::Result<int> {
    throw ports::RowDamaged("journal", 5, "row 5 of journal is damaged: its checksum differs");
  });
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, core::Errc::conflict);
  EXPECT_THAT(damaged.error().message,
              AllOf(HasSubstr(run.text()), HasSubstr("row 5 of journal is damaged")));
  EXPECT_EQ(if_readable(run, []() -> core::Result<int> { return 3; }).value(), 3);
}

}  // namespace
}  // namespace baton::runtime
