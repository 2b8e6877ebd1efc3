#include "unit/simulate/playing.hpp"

#include <gtest/gtest.h>
#include <string>

namespace baton::simulate {
namespace {

const std::string kTwoRuns =
    with_ticket(R"(  - event: {type: deal.won, id: d-1, data: {id: d-1}, as: first}
  - event: {type: deal.won, id: d-2, data: {id: d-2}, as: second}
)");

TEST(Expect, MayNameTheRun) {
  EXPECT_EQ(faults(kTwoRuns + "  - expect: [RunStarted of first, StepStarted open, "
                              "RunStarted, StepStarted open of second]\n"),
            "");
  EXPECT_EQ(faults(kTwoRuns + "  - expect: [RunStarted of second]\n"),
            "11 expected RunStarted, got that of another run; all that came: "
            "[RunStarted, StepStarted open, RunStarted, StepStarted open]\n");
}

TEST(Expect, IsAllThatCame) {
  EXPECT_EQ(faults(kTwoRuns + "  - expect: [RunStarted]\n"),
            "11 expected 1 transition, got 4; all that came: "
            "[RunStarted, StepStarted open, RunStarted, StepStarted open]\n");
}

// In a list of YAML the brackets of mails[0] would begin a list.
TEST(Expect, TellsItemsSoThatTheyCanBeWrittenAsTheyAre) {
  const std::string items = R"(template: |
  workflow: mails
  on: [{event: go}]
  steps:
    mails: {each: [1, 2], do: jira.create_issue}
steps:
  - event: {type: go}
)";
  const std::string came =
      "[RunStarted, ItemsBegun mails, StepStarted mails.0, StepStarted mails.1]";
  EXPECT_EQ(faults(items + "  - expect: []\n"),
            "8 expected 0 transitions, got 4; all that came: " + came + "\n");
  EXPECT_EQ(faults(items + "  - expect: " + came + "\n"), "");
  EXPECT_EQ(faults(items + "  - in_flight: []\n"),
            "8 in flight is more: [mails.0, mails.1]; in flight: [mails.0, mails.1]\n");
  EXPECT_EQ(faults(items + "  - in_flight: [\"mails[1]\", mails.0]\n"), "");
}

TEST(InFlight, IsInAnyOrder) {
  EXPECT_EQ(faults(kTwoRuns + "  - in_flight: [open of second, open]\n"), "");
  EXPECT_EQ(faults(kTwoRuns + "  - in_flight: [open, open of first]\n"), "");
  EXPECT_EQ(faults(kTwoRuns + "  - in_flight: [open]\n"),
            "11 in flight is more: [open]; in flight: [open, open]\n");
  EXPECT_EQ(faults(kTwoRuns + "  - in_flight: [open, done]\n"),
            "11 done is not in flight; in flight: [open, open]\n");
}

TEST(Run, SaysWhatDiffers) {
  EXPECT_EQ(faults(kTwoRuns + "  - run: {of: first, status: succeeded, version: 1}\n"),
            "11 expected succeeded, got running; in flight: [open, open]\n");
  EXPECT_EQ(faults(kTwoRuns + "  - run: {version: 2, reason: late}\n"),
            "11 expected it to say \"late\", it says \"\"\n11 expected 2, got 1\n");
  EXPECT_EQ(faults(kTwoRuns + "  - run: {outputs: {key: W}}\n"),
            "11 expected {\"key\":\"W\"}, got null\n");
}

TEST(Step, SaysWhatDiffers) {
  EXPECT_EQ(faults(kTwoRuns + "  - step: {name: open, status: failed}\n"),
            "11 expected failed, got running; in flight: [open, open]\n");
  EXPECT_EQ(faults(kTwoRuns + "  - step: {name: open, output: {key: W}}\n"),
            "11 expected {\"key\":\"W\"}, got null\n");
}

}  // namespace
}  // namespace baton::simulate
