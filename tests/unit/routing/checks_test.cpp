#include "make.hpp"

#include <gmock/gmock.h>

namespace baton::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(RouteChecks, FindTheValuesThatNoRowTakes) {
  const auto hole = only(R"(
route: t
inputs: { amount: { type: number, min: 0 }, region: { type: string, enum: [EMEA, AMER] } }
first:
  - { when: { amount: { at_least: 50000 } }, then: { group: a } }
  - { when: { amount: { below: 10000 } }, then: { group: b } }
  - { when: { region: EMEA }, then: { group: c } }
)");
  EXPECT_EQ(hole.rule, "route/hole");
  EXPECT_EQ(hole.message, "no row takes amount at least 10000 and below 50000, region \"AMER\"");
  EXPECT_EQ(hole.at.line, 3U);
}

TEST(RouteChecks, ABoundThatIsLeftOutIsAHole) {
  EXPECT_THAT(only(R"(
route: t
inputs: { amount: number }
first:
  - { when: { amount: { above: 10 } }, then: { group: a } }
  - { when: { amount: { below: 10 } }, then: { group: b } }
)")
                  .message,
              HasSubstr("no row takes amount 10"));
}

TEST(RouteChecks, WholeNumbersHaveNoneInBetween) {
  EXPECT_THAT(places(R"(
route: t
inputs: { count: { type: integer, min: 0, max: 10 } }
first:
  - { when: { count: { at_most: 4 } }, then: { group: a } }
  - { when: { count: { at_least: 5 } }, then: { group: b } }
)"),
              IsEmpty());
  EXPECT_THAT(only(R"(
route: t
inputs: { count: { type: integer, min: 0, max: 10 } }
first:
  - { when: { count: { below: 4 } }, then: { group: a } }
  - { when: { count: { above: 5.5 } }, then: { group: b } }
)")
                  .message,
              HasSubstr("no row takes count at least 4 and at most 5"));
}

TEST(RouteChecks, TextsThatNobodyNamesAreAHole) {
  EXPECT_THAT(only(R"(
route: t
inputs: { channel: string }
first:
  - { when: { channel: [tv, web] }, then: { group: a } }
)")
                  .message,
              HasSubstr("no row takes channel any other text"));
  EXPECT_THAT(places(R"(
route: t
inputs: { channel: string }
first:
  - { when: { channel: [tv, web] }, then: { group: a } }
  - { when: { channel: { not: [tv, web] } }, then: { group: b } }
)"),
              IsEmpty());
}

TEST(RouteChecks, NameTheRowsBeforeOneThatIsNeverTaken) {
  const auto shadowed = only(R"(
route: t
inputs: { amount: number, vip: boolean }
first:
  - { name: low, when: { amount: { below: 10 } }, then: { group: a } }
  - { name: high, when: { amount: { at_least: 10 } }, then: { group: b } }
  - { name: vip, when: { vip: true }, then: { group: c } }
)");
  EXPECT_EQ(shadowed.rule, "route/shadowed");
  EXPECT_THAT(shadowed.message,
              HasSubstr("\"vip\" is never taken: \"low\" and \"high\" before it take all"));
  EXPECT_EQ(shadowed.at.line, 6U);
  EXPECT_THAT(only("route: t\ninputs: { vip: boolean }\nfirst:\n  - { then: { group: a } }\n"
                   "  - { when: { vip: true }, then: { group: b } }\n")
                  .message,
              HasSubstr("\"row 1\" before it takes all of its values"));
}

TEST(RouteChecks, ARowThatTakesNothingIsNamed) {
  EXPECT_THAT(only(R"(
route: t
inputs: { amount: number }
first:
  - { name: odd, when: { amount: { at_least: 10, below: 5 } }, then: { group: a } }
  - { then: { group: b } }
)")
                  .rule,
              "route/never");
}

TEST(RouteChecks, RowsOfWhichOneMayFitDoNotOverlap) {
  const auto overlap = only(R"(
route: t
inputs: { amount: { type: integer, min: 1, max: 9 }, vip: boolean }
unique:
  - { name: low, when: { amount: { at_most: 5 } }, then: { group: a } }
  - { name: high, when: { amount: { at_least: 5 } }, then: { group: b } }
)");
  EXPECT_EQ(overlap.rule, "route/overlap");
  EXPECT_THAT(overlap.message, HasSubstr("\"low\" and \"high\" both take amount 5"));
}

TEST(RouteChecks, OfAllRowsThatFitNoneIsAWarningOnly) {
  const auto read = read_one(R"(
route: t
inputs: { vip: boolean }
all:
  - { when: { vip: true }, then: { group: a } }
)");
  ASSERT_EQ(read.findings.size(), 1U);
  EXPECT_EQ(read.findings[0].severity, core::Finding::Severity::warning);
  EXPECT_NE(read.table, nullptr);
}

TEST(RouteChecks, ATableThatIsTooEntangledIsAWarning) {
  std::string yaml = "route: t\ninputs: { ";
  for (int at = 0; at < 12; ++at)
    yaml += (at > 0 ? ", " : "") + std::string("i") + std::to_string(at) + ": number";
  yaml += " }\nfirst:\n";
  for (int row = 0; row < 60; ++row) {
    yaml += "  - { when: { ";
    for (int at = 0; at < 12; ++at) {
      const auto low = (row * 7 + at * 13) % 97;
      yaml += (at > 0 ? ", i" : "i") + std::to_string(at) + ": { at_least: " + std::to_string(low) +
              ", below: " + std::to_string(low + 40) + " }";
    }
    yaml += " }, then: { group: g } }\n";
  }
  EXPECT_THAT(places(yaml), ElementsAre("3:1 route/unchecked"));
}

}  // namespace
}  // namespace baton::routing
