#include "engine/hearing.hpp"

#include "baton/engine/rows.hpp"
#include "unit/make.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>

namespace baton::tests {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A ticket, a decision of people, and an action that carries what was said to both.
constexpr std::string_view kHearing =
    "workflow: kit\n"
    "on: [{ event: go }]\n"
    "context:\n"
    "  why: speed\n"
    "  hear:\n"
    "    - { event: ticket.commented, when: event.data.key == steps.ticket.output.key }\n"
    "steps:\n"
    "  ticket: { do: jira.create_issue, with: { description: '${context.summary}' } }\n"
    "  legal: { needs: ticket, approve: { by: { group: legal }, ask: Agree? } }\n"
    "  ads: { needs: legal, do: ads.enable, with: { notes: '${context.summary}' } }\n";

core::Event comment_on(const std::string& key, const std::string& text) {
  auto said = event("ticket.commented",
                    {{"key", key}, {"comment", {{"author", "Lea Martin"}, {"text", text}}}});
  said.subject = key;
  return said;
}

// The run, once its ticket is there.
Life begun_with_ticket() {
  Life life(kHearing);
  life.begin(event("go"));
  life.succeed("ticket", {{"key", "WEB-7"}});
  return life;
}

TEST(Hearing, ACommentJoinsTheContextUnderItsAuthor) {
  auto life = begun_with_ticket();
  EXPECT_THAT(life.hear(comment_on("WEB-7", "the logo is too small")), ElementsAre("EventTaken"));
  const auto& context = life.run().view().at("context");
  ASSERT_THAT(context.at("said"), SizeIs(1));
  EXPECT_EQ(context.at("said").at(0).at("by"), "Lea Martin");
  EXPECT_EQ(context.at("said").at(0).at("text"), "the logo is too small");
  EXPECT_THAT(context.at("summary").get<std::string>(),
              HasSubstr("said: Lea Martin, ticket.commented WEB-7: the logo is too small"));
  EXPECT_EQ(life.status("legal"), "waiting") << "it ends no step";
}

TEST(Hearing, WhatWasSaidTravelsWithTheNextHandOff) {
  auto life = begun_with_ticket();
  life.hear(comment_on("WEB-7", "the logo is too small"));
  const auto hash = life.run().step("legal").approval->request.hash;
  life.hear(core::approval_decide(life.run().id(), "legal", true, "with the disclaimer", hash,
                                  "token:ada", life.now));
  const auto ads = life.effects_of<core::StartAction>().at(0);
  const auto notes = ads.input.at("notes").get<std::string>();
  EXPECT_THAT(notes, HasSubstr("Lea Martin, ticket.commented WEB-7: the logo is too small"));
  EXPECT_THAT(notes, HasSubstr("token:ada, legal, approved: with the disclaimer"));
  EXPECT_THAT(notes, HasSubstr("why: speed"));
}

TEST(Hearing, NoCommentOfAnotherTicketAndNoneBeforeTheTicketIsThere) {
  Life life(kHearing);
  life.begin(event("go"));
  EXPECT_THAT(life.hear(comment_on("WEB-7", "early")), IsEmpty());
  EXPECT_THAT(life.errors(), IsEmpty());
  life.succeed("ticket", {{"key", "WEB-7"}});
  EXPECT_THAT(life.hear(comment_on("WEB-8", "not ours")), IsEmpty());
  EXPECT_FALSE(life.run().view().at("context").contains("said"));
}

TEST(Hearing, AnEventThatIsHeardTwiceIsKeptOnce) {
  auto life = begun_with_ticket();
  const auto said = comment_on("WEB-7", "once");
  life.hear(said);
  EXPECT_THAT(life.hear(said), IsEmpty());
  EXPECT_THAT(life.run().view().at("context").at("said"), SizeIs(1));
}

TEST(Hearing, IsFoundByTheTicketWhileTheRunIsOpen) {
  Life life(kHearing);
  life.begin(event("go"));
  EXPECT_THAT(engine::waits_of_context(life.the_plan(), life.run()), IsEmpty());
  life.succeed("ticket", {{"key", "WEB-7"}});
  const auto waits = engine::waits_of_context(life.the_plan(), life.run());
  ASSERT_THAT(waits, SizeIs(1));
  EXPECT_EQ(waits.at(0).type, "ticket.commented");
  EXPECT_EQ(waits.at(0).path, "data.key");
  EXPECT_EQ(waits.at(0).value, "WEB-7");
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_THAT(engine::waits_of_context(life.the_plan(), life.run()), IsEmpty());
}

// A clock that moves on by 200 ms whenever it is read.
std::chrono::nanoseconds moved_on_at_each_look() {
  static std::chrono::nanoseconds time{};
  return time += std::chrono::milliseconds(200);
}

TEST(Hearing, ByWhatItIsFoundIsSaidWithinTheTimeOfTheCaller) {
  Life life(
      "workflow: kit\n"
      "on: [{ event: go }]\n"
      "context:\n"
      "  why: speed\n"
      "  hear:\n"
      "    - event: ticket.commented\n"
      "      when: \"event.data.key == (trigger.data.words.startsWith('a') && "
      "trigger.data.words.startsWith('aa') && trigger.data.words.startsWith('aaa') && "
      "trigger.data.words.startsWith('aaaa') ? 'WEB-7' : '')\"\n"
      "steps: { legal: { approve: { by: { group: legal }, ask: Agree? } } }\n");
  life.begin(event("go", {{"words", std::string(900'000, 'a')}}));
  const auto waits_by = [&life](cel::Budget::Clock clock) {
    return engine::waits_of_context(life.the_plan(), life.run(), clock);
  };
  ASSERT_THAT(waits_by(nullptr), SizeIs(1));
  EXPECT_EQ(waits_by(nullptr).at(0).value, "WEB-7");
  EXPECT_THAT(waits_by(moved_on_at_each_look), IsEmpty());
}

// A clock that moves on by `step` whenever it is read.
struct LookedAtClock {
  static inline std::chrono::nanoseconds time{};
  static inline std::chrono::nanoseconds step{};
  static inline int looks = 0;
  static std::chrono::nanoseconds look() {
    ++looks;
    return time += step;
  }
};

// Each condition takes somewhat more than half the time that one may take.
TEST(Hearing, ByWhatItIsFoundMayTakeTheTimeOfADecisionInAll) {
  const auto begun_with = [](int hears) {
    std::string yaml = "workflow: kit\non: [{ event: go }]\ncontext:\n  why: speed\n  hear:\n";
    for (int each = 0; each < hears; ++each)
      yaml +=
          "    - event: ticket.commented\n"
          "      when: \"event.data.key == (trigger.data.words.startsWith('a') && "
          "trigger.data.words.startsWith('aa') ? 'WEB-" +
          std::to_string(each) + "' : '')\"\n";
    Life life(yaml + "steps: { legal: { approve: { by: { group: legal }, ask: Agree? } } }\n");
    life.begin(event("go", {{"words", std::string(900'000, 'a')}}));
    return life;
  };
  auto one = begun_with(1);
  ASSERT_THAT(engine::waits_of_context(one.the_plan(), one.run(), LookedAtClock::look), SizeIs(1));
  ASSERT_GT(LookedAtClock::looks, 1);
  LookedAtClock::step = std::chrono::milliseconds(60) / (LookedAtClock::looks - 1);
  auto four = begun_with(4);
  EXPECT_THAT(engine::waits_of_context(four.the_plan(), four.run(), LookedAtClock::look),
              SizeIs(4));
}

TEST(Hearing, WhatAWaitHasTakenJoinsToo) {
  Life life(
      "workflow: ask\non: [{ event: go }]\ncontext: { why: speed }\nsteps:\n"
      "  answer: { wait: { event: message.slack.message } }\n"
      "  next: { needs: answer, set: { text: '${context.summary}' } }\n");
  life.begin(event("go"));
  life.hear(event("message.slack.message", {{"user_name", "bob"}, {"text", "go ahead"}}));
  EXPECT_THAT(life.run().view().at("steps").at("next").at("output").at("text").get<std::string>(),
              HasSubstr("said: bob, message.slack.message: go ahead"));
}

}  // namespace
}  // namespace baton::tests
