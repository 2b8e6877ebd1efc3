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

TEST(UnreadableRuns, AreRefusedWithTheRowThatIsDamaged) {
  const core::RunId run(7);
  const auto refusal = unreadable_run(
      run, ports::RowDamaged("journal", 5, "row 5 of journal is damaged: its checksum differs"));
  EXPECT_EQ(refusal.code, core::Errc::conflict);
  EXPECT_THAT(refusal.message,
              AllOf(HasSubstr(run.text()), HasSubstr("row 5 of journal is damaged")));
}

}  // namespace
}  // namespace baton::runtime
