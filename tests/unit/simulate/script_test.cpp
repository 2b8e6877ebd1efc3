#include "baton/simulate/script.hpp"

#include "unit/simulate/playing.hpp"

#include <gtest/gtest.h>

namespace baton::simulate {
namespace {

// The lines at which something is wrong.
std::string lines(std::string_view yaml) {
  core::Findings findings;
  EXPECT_FALSE(Script::read(yaml, "a.scenario.yaml", findings));
  std::string lines;
  for (const auto& finding : findings) lines += std::to_string(finding.at.line) + ' ';
  return lines;
}

TEST(Script, FindsAllMistakesBeforeAnythingIsPlayed) {
  EXPECT_EQ(lines(R"(template: a.yaml
at: noon
steps:
  - advence: 1h
  - {advance: 1h, restart: true}
  - advance: soon
  - event: {typ: go}
  - outcome: {step: a, result: fine}
  - restart: false
  - run: {status: suceeded}
title: x
)"),
            "2 4 5 6 7 7 8 9 10 11 ");
}

TEST(Script, SaysWhatWasMeant) {
  EXPECT_EQ(mistakes("steps:\n  - advence: 1h\n"),
            "2 a scenario has no verb \"advence\"; did you mean \"advance\"?\n");
  EXPECT_EQ(mistakes("steps:\n  - run: {status: suceeded}\n"),
            "2 there is no status \"suceeded\"; did you mean \"succeeded\"?\n");
  EXPECT_EQ(mistakes("steps:\n  - restart: false\n"),
            "2 expected true: a server restarts or it does not\n");
  EXPECT_EQ(mistakes("steps:\n  - outcome: {step: a, status: 200, output: {}}\n"),
            "2 \"output\" does not go with \"status\": either says what came\n");
}

TEST(Script, IsOneStrictYamlDocument) {
  EXPECT_NE(mistakes("steps: []\nsteps: []\n"), "");
  EXPECT_NE(mistakes("steps: []\n---\nsteps: []\n"), "");
  EXPECT_NE(mistakes("template: a.yaml\n"), "");
}

TEST(Script, PlaysInAWorldOfItsOwnEachTime) {
  core::Findings findings;
  const auto script = Script::read(
      with_ticket("  - event: {type: deal.won, id: d-1, data: {id: d-1}}\n"), "a.yaml", findings);
  ASSERT_TRUE(script) << words_of(findings);
  const auto first = script->play({});
  EXPECT_EQ(words_of(first.faults), "");
  EXPECT_EQ(first.journal.size(), 1U);
  EXPECT_EQ(script->play({}).journal, first.journal);
}

TEST(Script, StopsAtTheFirstStepThatIsNotAsItSays) {
  EXPECT_EQ(faults(with_ticket("  - event: {type: deal.won, id: d-1, data: {id: d-1}}\n"
                               "  - expect: [RunStarted, StepStarted done]\n"
                               "  - run: {status: failed}\n")),
            "10 expected StepStarted done, got StepStarted open; "
            "all that came: [RunStarted, StepStarted open]\n");
}

TEST(Script, BeginsAtItsMoment) {
  core::Findings findings;
  const auto script = Script::read(
      "at: 2027-01-01T00:00:00Z\nsteps:\n  - at: 2026-12-31T00:00:00Z\n", "a.yaml", findings);
  ASSERT_TRUE(script) << words_of(findings);
  EXPECT_EQ(words_of(script->play({}).faults),
            "3 it is 2027-01-01T00:00:00Z already, and time only passes\n");
}

}  // namespace
}  // namespace baton::simulate
