#include "unit/simulate/playing.hpp"

#include <gmock/gmock.h>

namespace baton::simulate {
namespace {

TEST(Outcomes, AnswerEachCallWithTheNext) {
  EXPECT_EQ(faults(with_ticket(R"(
  - outcomes: {jira.create_issue: [503, {status: 201, body: {key: WEB-1}}]}
  - event: {type: deal.won, id: d-1, data: {id: d-1}}
  - expect: [RunStarted, StepStarted open, StepRetrying open]
  - at: 2026-05-04T10:01:00Z
  - expect: [StepSucceeded open, StepWaiting done]
  - event: {type: ticket.done, id: t-1, data: {key: WEB-1}}
  - run: {status: succeeded, outputs: {key: WEB-1}}
)")),
            "");
}

TEST(Outcomes, AnswerEveryCallAlikeWhenThereIsOne) {
  EXPECT_EQ(faults("outcomes: {jira.create_issue: {output: {key: WEB-1}}}\n" + with_ticket(R"(
  - event: {type: deal.won, id: d-1, data: {id: d-1}}
  - event: {type: deal.won, id: d-2, data: {id: d-2}}
  - in_flight: []
  - step: {name: open, status: succeeded, output: {key: WEB-1}}
)")),
            "");
}

TEST(Outcomes, AreOfAnOperationOfAConnection) {
  EXPECT_EQ(mistakes("outcomes: {jira: 200}\nsteps: []\n"),
            "1 expected connection and operation, such as jira.create_issue, got jira\n");
  EXPECT_EQ(mistakes("outcomes: {jira.create_issue: [2000]}\nsteps: []\n"),
            "1 expected an HTTP status such as 503, got 2000\n");
}

TEST(Event, NamesTheRunThatItBegins) {
  EXPECT_EQ(faults(with_ticket(R"(
  - event: {type: deal.won, id: d-1, data: {id: d-1}, as: first}
  - event: {type: deal.won, id: d-2, data: {id: d-2}, as: second}
  - outcome: {of: first, step: open, output: {key: WEB-1}}
  - step: {of: first, name: open, status: succeeded}
  - step: {of: second, name: open, status: running}
  - step: {name: open, status: running}
  - cancel: {of: first, reason: lost}
  - run: {of: first, status: cancelled, reason: lost}
  - run: {of: ticket, status: running}
)")),
            "");
}

TEST(Event, NamesNothingWhenItBeginsNoRun) {
  EXPECT_EQ(faults(with_ticket("  - event: {type: other, id: o-1, as: first}\n")),
            "9 the event began no run that could be called \"first\"\n");
  EXPECT_EQ(faults(with_ticket("  - event: {type: deal.won, id: d-1, data: {id: d}, as: first}\n"
                               "  - cancel: {of: frist}\n")),
            "10 no run is called \"frist\", and no workflow of that name has one; "
            "did you mean \"first\"?\n");
}

TEST(Event, IsHeldToTheAnswerOfItsSender) {
  EXPECT_EQ(faults(with_ticket("  - event: {type: other, id: o-1, answer: repeated}\n")),
            "9 expected the answer repeated, got accepted\n");
}

TEST(Event, HappenedWhenItSays) {
  const std::string looks =
      "template: |\n  workflow: w\n  on: [{event: go}]\n  steps: {a: {set: {at: "
      "'${trigger.time}'}}}\n  outputs: {at: '${steps.a.output.at}'}\nsteps:\n";
  EXPECT_EQ(faults(looks + "  - event: {type: go, time: 15m}\n"
                           "  - run: {outputs: {at: '2026-05-04T09:45:00Z'}}\n"
                           "  - event: {type: go, time: '2026-05-04T08:00:00Z'}\n"
                           "  - run: {outputs: {at: '2026-05-04T08:00:00Z'}}\n"
                           "  - event: {type: go}\n"
                           "  - run: {outputs: {at: '2026-05-04T10:00:00Z'}}\n"),
            "");
  EXPECT_EQ(mistakes("steps:\n  - event: {type: go, time: soon}\n"),
            "2 expected a time in RFC 3339, or how long before now it is, got \"soon\"; write "
            "2026-05-04T10:00:00Z, or 15m\n");
}

TEST(Outcome, NeedsAnActionInFlight) {
  EXPECT_EQ(faults(with_ticket("  - outcome: {step: open}\n")),
            "9 no action of step open is in flight\n");
}

TEST(Decide, NeedsARunAndAnAnswer) {
  EXPECT_EQ(mistakes("steps:\n  - decide: {step: cmo}\n"), "2 \"approve\" is missing\n");
  EXPECT_EQ(faults("steps:\n  - decide: {step: cmo, approve: true}\n"), "2 no run has begun\n");
}

TEST(Deed, ThatIsRefusedEndsTheScenarioWithTheReason) {
  const std::string begun = "  - event: {type: deal.won, id: d-1, data: {id: d-1}}\n";
  EXPECT_EQ(
      faults(with_ticket(begun + "  - retry: {step: open}\n")),
      "10 it is refused: step \"open\" has not failed, it is running; if it is to be refused, "
      "add refused: and some words of this reason\n");
  EXPECT_THAT(faults(with_ticket(begun + "  - skip: {step: open}\n")),
              testing::StartsWith("10 it is refused: step \"open\" is running: "));
  EXPECT_THAT(faults(with_ticket(begun + "  - decide: {step: open, approve: true}\n")),
              testing::StartsWith("10 it is refused: "));
  EXPECT_THAT(faults(with_ticket(begun + "  - task: {step: open, act: claim}\n")),
              testing::StartsWith("10 it is refused: "));
  EXPECT_THAT(faults(with_ticket(begun + "  - migrate: {to: 1}\n")),
              testing::StartsWith("10 it is refused: "));
  EXPECT_THAT(faults(with_ticket(begun + "  - cancel: {reason: lost}\n  - cancel: {}\n")),
              testing::StartsWith("11 it is refused: the run was cancelled already"));
}

TEST(Migrate, TakesTheNumberOfAVersion) {
  EXPECT_EQ(mistakes("steps:\n  - migrate: {to: 1.5}\n"),
            "2 \"to\": expected a whole number, got 1.5\n");
  EXPECT_THAT(mistakes("steps:\n  - migrate: {to: 0}\n"),
              testing::StartsWith("2 \"to\": expected a number from 1 to "));
}

TEST(Deed, IsRefusedAsTheScenarioSays) {
  const std::string begun = "  - event: {type: deal.won, id: d-1, data: {id: d-1}}\n";
  EXPECT_EQ(faults(with_ticket(begun + "  - retry: {step: open, refused: has not failed}\n")), "");
  EXPECT_EQ(
      faults(with_ticket(begun + "  - retry: {step: open, refused: too late}\n")),
      "10 expected the refusal to say \"too late\", it says \"step \"open\" has not failed, it "
      "is running\"\n");
  EXPECT_EQ(faults(with_ticket(begun + "  - cancel: {reason: lost, refused: ended}\n")),
            "10 expected a refusal, and it was not refused\n");
}

TEST(Deed, ThatIsDoneAlreadyIsNotRefused) {
  EXPECT_EQ(faults("template: |\n  workflow: w\n  on: [{event: go}]\n  steps: {copy: {task: {by: "
                   "{group: web}, title: Write}}}\nsteps:\n  - event: {type: go}\n"
                   "  - task: {step: copy, act: claim, actor: cy}\n"
                   "  - task: {step: copy, act: claim, actor: cy}\n"
                   "  - task: {step: copy, act: done, actor: bo, refused: cy has it}\n"),
            "");
}

TEST(Task, IsDoneAgainForAReason) {
  EXPECT_EQ(mistakes("steps:\n  - task: {step: copy, act: reopen}\n"),
            "2 expected comment: why it is to be done again\n");
}

TEST(Publish, SaysWhatIsWrongWithATemplate) {
  EXPECT_THAT(faults("steps:\n  - publish: |\n      workflow: a\n      on: [{event: go}]\n"
                     "      steps: {b: {needs: c, set: {x: 1}}}\n"),
              testing::StartsWith("2 line 3 of the template: unknown step \"c\" in needs"));
  EXPECT_EQ(faults("steps:\n  - publish: a.yaml\n"),
            "2 templates cannot be read from files here\n");
}

TEST(Publish, ReadsATemplateByItsFile) {
  const Setting setting{.template_text = [](const std::string& file) -> core::Result<std::string> {
    if (file == "a.yaml")
      return std::string("workflow: a\non: [{event: go}]\nsteps: {b: {set: {x: 1}}}\n");
    return core::Error{core::Errc::not_found, "there is no " + file};
  }};
  EXPECT_EQ(
      faults("template: a.yaml\nsteps:\n  - event: {type: go}\n  - run: {status: succeeded}\n",
             setting),
      "");
  EXPECT_EQ(faults("steps:\n  - publish: b.yaml\n", setting), "2 there is no b.yaml\n");
}

}  // namespace
}  // namespace baton::simulate
