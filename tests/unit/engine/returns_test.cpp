#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::string_view kFlow = R"(
  draft: { task: { by: { group: content }, title: Draft it, form: { text: string } } }
  upload: { needs: draft, do: shop.put, with: { text: "${steps.draft.output.text}" } }
  legal:
    needs: upload
    approve:
      by: { group: legal }
      of: { text: "${steps.draft.output.text}" }
      ask: Agree?
      on_reject: { return_to: draft, most: 1 }
)";

void write(Life& life, std::string text) {
  life.hear(
      core::task_finish(life.run().id(), "draft", {{"text", std::move(text)}}, "", "cy", life.now));
}
Life::Names decide(Life& life, bool approve, std::string comment = {}) {
  return life.hear(core::approval_decide(life.run().id(), "legal", approve, std::move(comment), "",
                                         "lea", life.now));
}
Life asked() {
  Life life(with_steps(kFlow));
  life.begin(event("go"));
  write(life, "best price");
  life.succeed("upload");
  return life;
}

TEST(Returns, ARefusalSendsTheRunBackToTheStepThatItNames) {
  auto life = asked();
  const auto first_key = life.run().step("upload").key;
  EXPECT_THAT(decide(life, false, "needs a source"),
              ElementsAre("ApprovalDecided legal", "ApprovalReturned legal", "TaskReopened draft",
                          "StepReset draft", "StepReset upload", "TaskRequested draft"));
  EXPECT_EQ(life.status(), "waiting");
  EXPECT_EQ(life.run().step("draft").task->reopened_because, "needs a source");
  EXPECT_EQ(life.run().step("legal").reason, "lea sent it back to \"draft\": needs a source");
  write(life, "good price");
  EXPECT_EQ(life.status("upload"), "running");
  EXPECT_EQ(life.run().step("upload").key, first_key + "~1") << "it is another action";
  EXPECT_EQ(life.run().step("upload").input, (Json{{"text", "good price"}}));
}

TEST(Returns, WhoIsAskedAgainSeesWhatWasDecidedAndWhatHasChanged) {
  auto life = asked();
  decide(life, false, "needs a source");
  write(life, "good price");
  EXPECT_THAT(life.succeed("upload"), Contains("ApprovalRequested legal"));
  const auto& approval = *life.run().step("legal").approval;
  EXPECT_THAT(approval.decisions, IsEmpty());
  ASSERT_THAT(approval.earlier, SizeIs(1));
  EXPECT_EQ(approval.earlier[0].decisions.at(0).comment, "needs a source");
  EXPECT_EQ(approval.request.changed,
            Json::array({{{"path", "/text"}, {"before", "best price"}, {"after", "good price"}}}));
}

TEST(Returns, ARefusalTooManyFailsTheStep) {
  auto life = asked();
  decide(life, false);
  write(life, "good price");
  life.succeed("upload");
  EXPECT_THAT(decide(life, false),
              ElementsAre("ApprovalDecided legal", "StepFailed legal", "RunFailed"));
}

TEST(Returns, ItemsAndRunsBetweenAreDoneOnceMoreToo) {
  Life life(with_steps(R"(
  draft: { do: shop.put }
  mails: { needs: draft, each: [a, b], do: mail.send, with: { to: "${item}" } }
  site: { needs: draft, run: site-build }
  legal:
    needs: [mails, site]
    approve: { by: { group: legal }, of: { a: 1 }, ask: Agree?, on_reject: { return_to: draft } }
)"));
  life.pins = {{"site-build", 3}};
  life.begin(event("go"));
  life.succeed("draft");
  for (const int item : {0, 1}) {
    core::ActionResult sent{core::ActionResult::Kind::succeeded, {{"id", item}}, {}, {}, {}};
    life.hear(
        core::action_finished(life.run().id(), {"mails", item}, 1, std::move(sent), life.now, {}));
  }
  life.hear(core::child_ended(life.run().id(), "site",
                              {core::RunId(101), "succeeded", Json::object(), {}}, life.now));
  ASSERT_EQ(life.status("legal"), "waiting");
  decide(life, false);
  EXPECT_FALSE(life.run().step("mails").items);
  life.succeed("draft");
  const auto sent = life.effects_of<core::StartAction>();
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(sent[0].key, life.run().id().text() + ".mails.0~1");
  EXPECT_EQ(sent[1].input, (Json{{"to", "b"}}));
  const auto begun = life.effects_of<core::Publish>();
  ASSERT_THAT(begun, SizeIs(1));
  EXPECT_EQ(core::begins_child(begun[0].event).value().run, core::RunId(102));
}

constexpr std::string_view kAnswered = R"(
  ask: { set: { n: 1 } }
  answer:
    needs: ask
    wait: { event: vendor.sent, since: SINCE }
    timeout: 1h
    on_error: continue
  legal:
    needs: answer
    approve: { by: { group: legal }, of: { a: 1 }, ask: Agree?, on_reject: { return_to: TO } }
)";
// A run that asks for a decision on the event of the log that its wait has taken.
Life answered(std::string_view since, std::string_view to) {
  auto steps = std::string(kAnswered);
  steps.replace(steps.find("SINCE"), 5, since);
  steps.replace(steps.find("TO"), 2, to);
  Life life(with_steps(steps));
  const auto trigger = event("go");
  life.position = trigger.id;
  life.begin(trigger);
  const auto sent = event("vendor.sent");
  life.position = sent.id;
  life.hear(sent);
  return life;
}
// A person refuses, by an event of the log.
Life::Names refuse(Life& life) {
  auto refusal = core::approval_decide(life.run().id(), "legal", false, "", "", "lea", life.now);
  refusal.id = event("baton.approval.decide").id;
  life.position = refusal.id;
  return life.hear(refusal);
}

TEST(Returns, AWaitTakesNoEventThatCameBeforeTheRefusal) {
  for (const auto* since : {"needs", "trigger", "7d"}) {
    for (const auto* to : {"answer", "ask"}) {
      auto life = answered(since, to);
      EXPECT_THAT(refuse(life), Contains("StepWaiting answer"));
      EXPECT_EQ(life.run().step("answer").wait->after, life.position) << since << ' ' << to;
      EXPECT_THAT(life.hear(event("vendor.sent")),
                  ElementsAre("StepSucceeded answer", "ApprovalRequested legal"));
    }
  }
}

TEST(Returns, AWaitThatFailedAfterARefusalAndIsTriedAgainLooksBackToTheRefusal) {
  auto life = answered("needs", "answer");
  refuse(life);
  const auto refusal = life.position;
  life.come_due("answer");
  life.position = event("baton.run.retry").id;
  EXPECT_THAT(life.hear(core::run_retry(life.run().id(), "answer", "ana", life.now)),
              Contains("StepWaiting answer"));
  EXPECT_EQ(life.run().step("answer").wait->after, refusal);
}

TEST(Returns, WhatWasAskedAgainMayBeApproved) {
  auto life = asked();
  decide(life, false);
  write(life, "good price");
  life.succeed("upload");
  EXPECT_THAT(decide(life, true), Contains("RunSucceeded"));
}

}  // namespace
}  // namespace baton::tests
