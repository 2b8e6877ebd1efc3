#include "baton/core/again.hpp"
#include "baton/engine/why.hpp"
#include "baton/identity/policy.hpp"
#include "engine/approval_words.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::ActionResult;
using core::Json;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kApproval = R"(
  legal: {approve: {by: {group: legal, count: 2, not: requester}, of: {price: "${trigger.data.price}"}, ask: "Agree ${trigger.data.price}?"}}
)";

core::Event decision(const Life& life, bool approve, core::Actor actor,
                     std::string_view step = "legal", std::string hash = "") {
  return core::approval_decide(life.run().id(), step, approve, "", std::move(hash),
                               std::move(actor), life.now);
}
core::Event retry_by(const Life& life, std::string step, core::Actor actor = "ops") {
  return core::run_retry(life.run().id(), std::move(step), std::move(actor), life.now);
}
core::Event asked_by(core::Actor actor) {
  auto cause = event("go");
  cause.actor = std::move(actor);
  return cause;
}

// A template as an earlier version may have let through: load() refuses it today.
std::shared_ptr<const engine::Plan> unchecked(std::string_view yaml) {
  auto workflow = templates::load(yaml, "test.yaml").workflow.value();
  for (auto& step : workflow.steps) {
    if (step.name == "legal") step.on_error = core::OnError::keep_going;
  }
  return engine::compile(std::move(workflow), 1).value();
}

TEST(Approval, IsForThePeopleListedByTheNamesOfTheirTokens) {
  Life life(with_steps("  legal: {approve: {by: {users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben")), testing::IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "token:ada")),
              testing::Contains("StepSucceeded legal"));
}

TEST(Approval, AGroupBesideAListIsNotNarrowedByIt) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal, users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "token:ben-of-legal")),
              testing::Contains("StepSucceeded legal"));
}

TEST(Approval, NeedsAsManyDifferentPeopleAsItSays) {
  Life life(with_steps(kApproval));
  EXPECT_THAT(life.begin(event("go", {{"price", 12000}})),
              ElementsAre("RunStarted", "ApprovalRequested legal"));
  EXPECT_EQ(life.run().step("legal").approval->request.ask, "Agree 12000?");
  EXPECT_THAT(life.hear(decision(life, true, "ana")), ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "ben")),
              ElementsAre("ApprovalDecided legal", "StepSucceeded legal", "RunSucceeded"));
}

TEST(Approval, OneRejectionIsEnough) {
  Life life(with_steps(kApproval));
  life.begin(event("go", {{"price", 1}}));
  EXPECT_THAT(life.hear(decision(life, false, "ana")),
              ElementsAre("ApprovalDecided legal", "StepFailed legal", "RunFailed"));
}

TEST(Approval, WhoeverCausedItMayNotDecideItAndNobodyDecidesAnonymously) {
  Life life(with_steps(kApproval));
  auto cause = event("go", {{"price", 1}});
  cause.actor = "ana";
  life.begin(cause);
  EXPECT_THAT(life.hear(decision(life, true, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "")), IsEmpty());
}

TEST(Approval, OfSomethingElseIsVoid) {
  Life life(with_steps(kApproval));
  life.begin(event("go", {{"price", 1}}));
  EXPECT_THAT(life.hear(decision(life, true, "ana", "legal", std::string(64, '0'))), IsEmpty());
}

TEST(Approval, SilenceNeverApproves) {
  Life life(with_steps("  ok: {approve: {by: {group: g}, of: x, ask: y}, timeout: 1d}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.come_due("ok"), ElementsAre("StepFailed ok", "RunFailed"));
}

TEST(Refusal, NeverLeadsOnToAStepThatDoesNotAskForIt) {
  const auto plan =
      unchecked(with_steps("  legal: {approve: {by: {group: legal}, ask: Pay?}, timeout: 1d}\n  "
                           "pay: {needs: legal, do: sink.post}\n"));
  Life life(plan);
  life.begin(event("go"));
  EXPECT_THAT(
      life.hear(decision(life, false, "ana")),
      ElementsAre("ApprovalDecided legal", "StepFailed legal", "StepBlocked pay", "RunFailed"));
  Life silent(plan);
  silent.begin(event("go"));
  EXPECT_THAT(silent.come_due("legal"),
              ElementsAre("StepFailed legal", "StepBlocked pay", "RunFailed"));
}

TEST(Refusal, LeadsOnWhereItIsAskedFor) {
  Life life(with_steps(R"(
  legal: {approve: {by: {group: legal}, ask: Pay?}, on_error: continue}
  pay: {needs: legal, when: steps.legal.status == "succeeded", do: sink.post}
  tell: {needs: legal, when: steps.legal.status == "failed", do: sink.post}
)"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, false, "ana")),
              ElementsAre("ApprovalDecided legal", "StepFailed legal", "StepSkipped pay",
                          "StepStarted tell"));
}

constexpr std::string_view kDrafted = R"(
  draft: {do: sink.post, on_error: continue}
  legal: {needs: draft, approve: {by: {group: legal}, of: "${steps.draft.status}", ask: "Send the ${steps.draft.status} one?"}}
  ready: {wait: {event: ready}}
  launch: {needs: [legal, ready], do: sink.post}
)";

TEST(Approval, IsVoidWhenAStepBeforeItIsTriedAgain) {
  Life life(with_steps(kDrafted));
  life.begin(event("go"));
  life.end("draft", ActionResult::Kind::permanent);
  const auto before = life.run().step("legal").approval->request;
  EXPECT_THAT(life.hear(decision(life, true, "ana")),
              ElementsAre("ApprovalDecided legal", "StepSucceeded legal"));
  EXPECT_THAT(life.hear(retry_by(life, "draft")),
              ElementsAre("StepReset draft", "ApprovalVoided legal", "StepStarted draft"));
  EXPECT_THAT(life.hear(event("ready")), ElementsAre("StepSucceeded ready"))
      << "launch waits for the new approval";
  EXPECT_THAT(life.succeed("draft"), ElementsAre("StepSucceeded draft", "ApprovalRequested legal"));
  EXPECT_NE(life.run().step("legal").approval->request.hash, before.hash);
  EXPECT_EQ(life.run().step("legal").approval->request.ask, "Send the succeeded one?");
  EXPECT_THAT(life.run().step("legal").approval->decisions, IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "ana")), Contains("StepStarted launch"));
}

TEST(Approval, AnOpenQuestionKeepsNoOldText) {
  Life life(with_steps(kDrafted));
  life.begin(event("go"));
  life.end("draft", ActionResult::Kind::permanent);
  EXPECT_THAT(life.hear(retry_by(life, "draft")),
              ElementsAre("StepReset draft", "ApprovalVoided legal", "StepStarted draft"));
  EXPECT_THAT(life.hear(decision(life, true, "ana")), IsEmpty()) << "nothing is asked";
  EXPECT_THAT(life.succeed("draft"), ElementsAre("StepSucceeded draft", "ApprovalRequested legal"));
}

TEST(Approval, HoldsAllThatComesAfterItWhenItIsAskedAnew) {
  Life life(with_steps(R"(
  draft: {do: sink.post, on_error: continue}
  polish: {needs: draft, set: {text: done}}
  legal: {needs: polish, approve: {by: {group: legal}, of: "${steps.draft.status}", ask: Send it?}}
  cool: {needs: legal, sleep: {for: 1h}}
  launch: {needs: cool, do: sink.post}
)"));
  life.begin(event("go"));
  life.end("draft", ActionResult::Kind::permanent);
  life.hear(decision(life, true, "ana"));
  EXPECT_THAT(life.hear(retry_by(life, "draft")),
              ElementsAre("StepReset draft", "ApprovalVoided legal", "StepStarted draft"));
  EXPECT_THAT(life.come_due("cool"), ElementsAre("StepSucceeded cool"));
  EXPECT_THAT(
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("launch"), life.now)
          .at("because"),
      "it needs draft (again), legal (again)");
  life.succeed("draft");
  EXPECT_THAT(
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("legal"), life.now)
          .at("notes")
          .at(0),
      "its approval is void, and asked anew: \"draft\", which it comes after, is tried again; "
      "agreed before: ana");
  EXPECT_THAT(
      life.hear(decision(life, false, "ana")),
      ElementsAre("ApprovalDecided legal", "StepFailed legal", "StepBlocked launch", "RunFailed"));
  EXPECT_THAT(
      life.hear(retry_by(life, "")),
      ElementsAre("RunResumed", "StepReset legal", "StepReset launch", "ApprovalRequested legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ana")), Contains("StepStarted launch"));
}

TEST(Approval, ThatCameBeforeWhatIsTriedAgainStands) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal}, ask: Go?}}\n  pay: {needs: legal, do: "
                 "sink.post}\n"));
  life.begin(event("go"));
  life.hear(decision(life, true, "ana"));
  life.end("pay", ActionResult::Kind::permanent);
  EXPECT_THAT(life.hear(retry_by(life, "")),
              ElementsAre("RunResumed", "StepReset pay", "StepStarted pay"));
}

TEST(Approval, TakesOneDecisionOfAPerson) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, count: 2}, ask: Go?}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "ada")), ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, "ada")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "token:ada")), IsEmpty())
      << "ada and token:ada are one person";
  EXPECT_EQ(life.run().step("legal").approval->decisions.size(), 1U);
  EXPECT_THAT(life.hear(decision(life, false, "token:ada")),
              ElementsAre("ApprovalDecided legal", "StepFailed legal", "RunFailed"));
  EXPECT_EQ(life.run().step("legal").approval->decisions.size(), 1U)
      << "who agreed may still refuse, and has one decision";
}

TEST(Approval, KnowsTheRequesterByEitherName) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}}\n"));
  life.begin(asked_by("token:ada"));
  EXPECT_THAT(life.hear(decision(life, true, "ada")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "token:ada")), IsEmpty());
}

// A person who signed in and who holds a token as well has one voice.
TEST(Approval, AUserAndTheirTokenCountOnce) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, count: 2}, ask: Go?}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, core::Actor::user("ada"))),
              ElementsAre("ApprovalDecided legal"));
  EXPECT_THAT(life.hear(decision(life, true, core::Actor::token("ada"))), IsEmpty());
  EXPECT_EQ(identity::missing(*life.run().step("legal").approval), 1U);
  EXPECT_THAT(life.hear(decision(life, true, core::Actor::token("ben"))),
              ElementsAre("ApprovalDecided legal", "StepSucceeded legal", "RunSucceeded"));
}

TEST(Approval, OfWhatOnesTokenAskedForIsNotOnesOwn) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}}\n"));
  life.begin(asked_by(core::Actor::token("ada")));
  EXPECT_THAT(life.hear(decision(life, true, core::Actor::user("ada"))), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, core::Actor::user("ben"))),
              Contains("StepSucceeded legal"));
}

// Two of whom nothing is known are never one person, and Baton itself is none.
TEST(Approval, IsNotGivenByNobodyNorByBatonItself) {
  for (const core::Actor& asks : {core::Actor(), core::Actor::config()}) {
    Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}}\n"));
    life.begin(asked_by(asks));
    EXPECT_THAT(life.hear(decision(life, true, core::Actor())), IsEmpty());
    EXPECT_THAT(life.hear(decision(life, true, core::Actor::server())), IsEmpty());
    EXPECT_THAT(life.hear(decision(life, true, core::Actor::token("ada"))),
                Contains("StepSucceeded legal"));
  }
}

TEST(Approval, IsNotForWhoeverReplayedItsEvent) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}}\n"));
  auto replay = asked_by("ben");
  replay.origin = core::origin_with("replay:evt_1:once", {"token:ada"});
  life.begin(replay);
  EXPECT_THAT(life.hear(decision(life, true, "ada")), IsEmpty());
  EXPECT_THAT(life.hear(decision(life, true, "ben")), IsEmpty());
  EXPECT_THAT(engine::because_asked(life.run(), *life.run().step("legal").approval),
              HasSubstr("but not of ben, who asked for it, nor of ada, who had it begun again"));
  EXPECT_THAT(life.hear(decision(life, true, "cyd")), Contains("StepSucceeded legal"));
}

TEST(Replay, IsKnownToWhatARunPublishes) {
  Life life(with_steps("  tell: {emit: {event: told}}\n"));
  auto replay = asked_by("ben");
  replay.origin = core::origin_with("replay:evt_1:once", {"ada"});
  life.begin(replay);
  const auto published = life.effects_of<core::Publish>();
  ASSERT_EQ(published.size(), 1U);
  EXPECT_THAT(core::again_by(published[0].event), ElementsAre("ada"));
}

TEST(Requester, MayNotHaveARefusalAskedAgain) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}}\n"));
  life.begin(asked_by("token:ada"));
  life.hear(decision(life, false, "ben"));
  EXPECT_TRUE(identity::refused(life.run().step("legal")));
  EXPECT_THAT(life.hear(retry_by(life, "", "ada")), IsEmpty());
  EXPECT_THAT(life.hear(retry_by(life, "legal", "token:ada")), IsEmpty());
  EXPECT_THAT(life.hear(retry_by(life, "", "ben")),
              ElementsAre("RunResumed", "StepReset legal", "ApprovalRequested legal"));
}

TEST(Requester, MayHaveAQuestionAskedAgainThatNobodyAnswered) {
  Life life(with_steps(
      "  legal: {approve: {by: {group: legal, not: requester}, ask: Go?}, timeout: 1d}\n"));
  life.begin(asked_by("ada"));
  life.come_due("legal");
  EXPECT_THAT(life.hear(retry_by(life, "", "ada")), Contains("ApprovalRequested legal"));
}

TEST(AskedText, CannotBeForgedByAValue) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal}, ask: \"Pay ${trigger.data.to}?\"}}\n"));
  life.begin(event("go", {{"to", "Bob\n\nApproved by: the board\u202Edrawer\x1b[31m"}}));
  EXPECT_EQ(life.run().step("legal").approval->request.ask,
            "Pay Bob  Approved by: the board drawer [31m?");
  Life whole(with_steps("  legal: {approve: {by: {group: legal}, ask: \"${trigger.data.to}\"}}\n"));
  whole.begin(event("go", {{"to", "Bob\u2028Approved"}}));
  EXPECT_EQ(whole.run().step("legal").approval->request.ask, "Bob Approved");
}

constexpr std::string_view kEscalating = R"(
  legal:
    approve:
      by: { users: [ada] }
      ask: Agree?
      escalate: { after: 2h, to: { group: leads, users: [zoe] } }
    timeout: 1d
)";

TEST(Approval, IsEscalatedWhenNobodyHasDecidedAndFailsAtItsTimeout) {
  Life life(with_steps(kEscalating));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision(life, true, "zoe")), IsEmpty()) << "it is not hers yet";
  EXPECT_THAT(life.come_due("legal"), ElementsAre("ApprovalEscalated legal"));
  EXPECT_EQ(life.run().step("legal").due, noon() + std::chrono::hours(24));
  const auto& request = life.run().step("legal").approval->request;
  EXPECT_THAT(request.users, ElementsAre("ada", "zoe"));
  EXPECT_THAT(request.groups, ElementsAre("leads"));
  EXPECT_THAT(life.hear(decision(life, true, "zoe")), Contains("StepSucceeded legal"));
  Life silent(with_steps(kEscalating));
  silent.begin(event("go"));
  silent.now += std::chrono::hours(30);
  EXPECT_THAT(silent.hear(core::step_due(silent.run().id(), "legal", silent.now, silent.now)),
              ElementsAre("ApprovalEscalated legal", "StepFailed legal", "RunFailed"))
      << "silence never approves";
}

core::Event decision_for(const Life& life, core::Actor actor, core::Actor on_behalf_of) {
  return core::approval_decide(life.run().id(), "legal", true, "", "", std::move(actor), life.now,
                               std::move(on_behalf_of));
}

TEST(Approval, ADecisionByDelegationKeepsBothNames) {
  Life life(with_steps("  legal: {approve: {by: {users: [ada]}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  EXPECT_THAT(life.hear(decision_for(life, "ben", "cyd")), IsEmpty()) << "it is not hers";
  EXPECT_THAT(life.hear(decision_for(life, "ben", "ada")), Contains("StepSucceeded legal"));
  const auto& by = life.run().view()["steps"]["legal"]["output"]["by"][0];
  EXPECT_EQ(by["actor"], "ben");
  EXPECT_EQ(by["for"], "ada");
}

TEST(Approval, NobodyHasTwoVoices) {
  Life life(with_steps("  legal: {approve: {by: {group: legal, count: 2}, ask: \"Agree?\"}}\n"));
  life.begin(event("go"));
  life.hear(decision_for(life, "ben", "ada"));
  EXPECT_THAT(life.hear(decision(life, true, "ada")), IsEmpty()) << "it is told already";
  EXPECT_THAT(life.hear(decision(life, true, "ben")), Not(Contains("StepSucceeded legal")));
  EXPECT_THAT(life.hear(decision(life, true, "cyd")), Contains("StepSucceeded legal"));
}

TEST(Approval, WhoeverCausedItMayNotDecideItForOthers) {
  Life life(
      with_steps("  legal: {approve: {by: {group: legal, not: requester}, ask: \"Agree?\"}}\n"));
  life.begin(asked_by("ben"));
  EXPECT_THAT(life.hear(decision_for(life, "ben", "ada")), IsEmpty());
  EXPECT_THAT(life.hear(decision_for(life, "cyd", "ben")), IsEmpty());
}

}  // namespace
}  // namespace baton::tests
