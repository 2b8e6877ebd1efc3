#include "unit/templates/check.hpp"

namespace baton::templates {
namespace {

TEST(Approvals, RefuseARefusalThatLeadsOn) {
  const auto finding = only(R"(
workflow: a
on: [{event: go}]
steps:
  legal:
    approve: { by: { group: legal }, ask: Pay? }
    on_error: continue
  pay: { needs: legal, do: bank.pay }
)");
  EXPECT_EQ(finding.rule, "approve/continue");
  EXPECT_EQ(finding.at.line, 6U);
  EXPECT_THAT(finding.message, HasSubstr("\"pay\" would go on"));
}

TEST(Approvals, LetARefusalLeadOnToWhatAsksForIt) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }
  pay: { needs: legal, when: steps.legal.status == "succeeded", do: bank.pay }
  tell: { needs: legal, when: steps.legal.status != "succeeded", do: chat.tell }
)"),
              IsEmpty());
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }
  pay: { needs: legal, when: trigger.data.amount > 5, do: bank.pay }
)"),
              ElementsAre("4:68 approve/continue"));
}

// The rules that a step breaks which needs an approval with `on_error: continue`. `follower` are
// the lines of that step.
std::vector<std::string> of_follower(std::string_view follower) {
  return found(
      "workflow: a\non: [{event: go}]\nsteps:\n"
      "  quick: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }\n"
      "  other: { needs: quick, when: steps.quick.status == \"succeeded\", set: { x: 1 } }\n"
      "  bid: { needs: quick, set: { x: 1 }, " +
      std::string(follower) + " }\n");
}

TEST(Approvals, RefuseFollowersThatAFailureMayLeadOnTo) {
  for (const auto* follower :
       {"when: 'steps.quick.status != \"skipped\"'",
        "when: 'steps.quick.status == \"succeeded\" || true'",
        "when: steps.quick.status.size() > 0",
        "when: 'steps.quick.?output.?approved.orValue(true)'",
        "when: '!has(steps.quick.output) || steps.quick.output.approved'",
        "when: steps.quick.attempt > 0",
        "when: 'steps.quick.status in [\"succeeded\", \"skipped\"] || run.key == \"\"'",
        "gate: now > timestamp(trigger.time)",
        "gate: steps.quick.status != \"succeeded\" || now > timestamp(run.started_at)",
        "gate: { open: steps.quick.status == \"succeeded\", within: 1d, otherwise: proceed }",
        // Reading the error is not yet asking for it.
        "when: 'steps.quick.?error.?code.orValue(\"\") != \"timeout\"'",
        "when: 'steps.quick.?error.?code.orValue(\"\") != \"rejected\"'",
        "when: '!has(steps.quick.error) || steps.quick.error.code != \"timeout\"'",
        "when: '!(steps.quick.?error.?code.orValue(\"\") in [\"timeout\", \"gave_up\"])'",
        "when: 'has(steps.quick.error) || steps.quick.status == \"succeeded\"'",
        "when: 'steps.quick.?error.?message.orValue(\"\") != \"x\"'",
        "when: 'steps.quick.status == \"failed\" || true'",
        "when: 'steps.quick.status != \"failed\" || steps.quick.error.code != \"timeout\"'",
        "gate: { open: steps.quick.status == \"failed\", within: 1d, otherwise: proceed }"})
    EXPECT_THAT(of_follower(follower), testing::Contains("4:68 approve/continue")) << follower;
}

TEST(Approvals, LetOnFollowersThatNeedSuccess) {
  for (const auto* follower :
       {"when: has(steps.quick.output)", "when: 'steps.quick.?output.?approved.orValue(false)'",
        "when: steps.quick.output.approved",
        "when: 'steps.quick.status == \"succeeded\" && run.key != \"\"'",
        "when: 'steps.quick.status.startsWith(\"succ\")'", "when: '!has(steps.quick.error)'",
        "when: 'steps.quick.status in [\"succeeded\", \"skipped\"]'"})
    EXPECT_THAT(of_follower(follower), testing::Not(testing::Contains("4:68 approve/continue")))
        << follower;
}

TEST(Approvals, LetOnFollowersThatWantTheFailure) {
  for (const auto* follower :
       {"when: 'has(steps.quick.error) && steps.quick.error.code == \"rejected\"'",
        "when: 'steps.quick.status == \"failed\"'", "when: 'steps.quick.status != \"succeeded\"'",
        "when: '!(steps.quick.status == \"succeeded\")'", "when: '!has(steps.quick.output)'",
        "when: 'steps.quick.?error.?code.orValue(\"\") == \"timeout\"'",
        "when: 'steps.quick.status in [\"failed\", \"succeeded\"]'",
        "when: 'steps.quick.status == \"failed\" && steps.quick.error.code != \"timeout\"'",
        "when: 'steps.quick.status == \"succeeded\" || steps.quick.error.code == \"timeout\"'",
        "when: 'steps.quick.status != \"failed\" || steps.quick.error.code == \"timeout\"'"})
    EXPECT_THAT(of_follower(follower), IsEmpty()) << follower;
}

TEST(Approvals, LetOnFollowersOfWhatNeedsSuccess) {
  EXPECT_THAT(found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: legal }, ask: Pay? }, on_error: continue }
  check: { needs: legal, when: steps.legal.status == "succeeded", set: { ok: true } }
  pay: { needs: [legal, check], when: steps.check.status == "succeeded", do: bank.pay }
)"),
              IsEmpty());
}

TEST(Approvals, SendTheirRunBackToAStepBeforeThem) {
  EXPECT_THAT(
      found(R"(
workflow: a
on: [{event: go}]
steps:
  copy: { set: { x: 1 } }
  side: { set: { x: 1 } }
  legal: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { return_to: copy } } }
  other: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { return_to: side } } }
  third: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { return_to: cpoy } } }
  forth: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { most: 3 } } }
)"),
      ElementsAre("7:88 approve/return", "8:88 ref/unknown-step", "9:64 syntax/missing-key"));
  const auto hint = [](const std::string& on_reject) {
    return only(
               "workflow: a\nsteps:\n  copy: { set: { x: 1 } }\n  side: { set: { x: 1 } }\n"
               "  legal: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { " +
               on_reject + " } } }\n")
        .hint;
  };
  EXPECT_EQ(hint("return_to: cpoy"), "did you mean \"copy\"?");
  EXPECT_EQ(hint("return_to: zz"), "it can go back to copy");
  EXPECT_EQ(hint("return_to: side"), "it can go back to copy");
  EXPECT_EQ(hint("return_to: copy, most: 99"), "write at most 20");
  const auto workflow = loaded(R"(
workflow: a
on: [{event: go}]
steps:
  copy: { set: { x: 1 } }
  legal: { needs: copy, approve: { by: { group: l }, ask: Go?, on_reject: { return_to: copy, most: 2 } } }
)");
  const auto& approve = std::get<core::Approve>(workflow.steps.at(1).verb);
  EXPECT_EQ(approve.on_reject->step, "copy");
  EXPECT_EQ(approve.on_reject->most, 2);
}

TEST(Approvals, AreEscalatedBeforeTheirTimeIsOver) {
  EXPECT_THAT(
      found(R"(
workflow: a
on: [{event: go}]
steps:
  legal: { approve: { by: { group: l }, ask: Go?, escalate: { after: 2d, to: { group: m } } }, timeout: 1d }
  fine: { approve: { by: { group: l }, ask: Go?, escalate: { after: 2bd, to: { users: [ana] } } }, timeout: 1d }
  none: { approve: { by: { group: l }, ask: Go?, escalate: { after: 2d, to: {} } } }
  when: { approve: { by: { group: l }, ask: Go?, escalate: { to: { group: m } } } }
)"),
      ElementsAre("4:70 limit/range", "6:73 syntax/missing-key", "7:50 syntax/missing-key"));
}

}  // namespace
}  // namespace baton::templates
