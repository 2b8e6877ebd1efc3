#include "baton/context/packet.hpp"

#include "baton/core/effect.hpp"
#include "baton/core/own_events.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::context {
namespace {

using core::Json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Json kPacket{{"client", "ACME"},
                   {"constraints", {"No claim before legal agrees", "Budget: 12000"}},
                   {"figures", {{"amount", 12'000}}},
                   {"why", "Won against Initech,\non speed: of delivery.\nclient: nobody"}};

TEST(Packet, IsALineForEachValue) {
  EXPECT_EQ(summary({{"client", "ACME"}, {"tags", {"a", "b"}}}), "client: ACME\ntags: a; b");
  EXPECT_EQ(summary(Json::object()), "");
}

TEST(Packet, IsReadBackByteForByte) {
  const auto fields = fields_of(summary(kPacket));
  EXPECT_EQ(fields.at("why"), kPacket.at("why")) << "a line of it is not taken for another value";
  EXPECT_EQ(fields.at("client"), "ACME");
  EXPECT_EQ(fields.at("constraints"), "No claim before legal agrees; Budget: 12000");
  EXPECT_EQ(Json::parse(fields.at("figures").get<std::string>()), kPacket.at("figures"));
  EXPECT_THAT(fields_of("no name here\n  > and no more"), IsEmpty());
  EXPECT_EQ(field_name("why: Won"), "why");
  for (const auto* other : {"", ": x", "why:", "Why: x", "  > why: x", "a b: x"})
    EXPECT_EQ(field_name(other), "") << other;
}

TEST(Packet, WhatIsCutOffIsDropped) {
  const std::vector<std::string> require{"client", "why", "constraints", "absent"};
  const auto whole = summary(kPacket);
  EXPECT_THAT(dropped(kPacket, require, {{"description", whole}}), IsEmpty());
  EXPECT_THAT(dropped(kPacket, require, {{"description", whole.substr(0, 40)}}),
              ElementsAre("why", "constraints"));
  EXPECT_THAT(dropped(kPacket, require, Json::object()),
              ElementsAre("client", "why", "constraints"));
}

TEST(Packet, AValueMayTravelByItself) {
  const Json sent{{"fields", {{"customfield_7", kPacket.at("why")}}},
                  {"notes", {"for ACME", kPacket.at("constraints")}}};
  EXPECT_THAT(dropped(kPacket, {"client", "why", "constraints"}, sent), IsEmpty());
}

TEST(Packet, WhatStandsInAnotherValueDoesNotTravelByItself) {
  const Json context{{"client", "ACME"},
                     {"notes", "called Ada about ACME"},
                     {"owner", "Ada"},
                     {"size", 3},
                     {"why", "ACME was won on speed"}};
  const std::vector<std::string> require{"client", "owner", "why"};
  const auto whole = summary(context);
  const auto lost = [&](const Json& sent) { return dropped(context, require, sent); };
  EXPECT_THAT(lost(whole), IsEmpty());
  EXPECT_THAT(lost(whole.substr(whole.find("notes"))), ElementsAre("client"));
  EXPECT_THAT(lost(whole.substr(0, whole.find("ACME\nowner"))), ElementsAre("owner", "why"))
      << "it is cut in the middle of the notes";
  EXPECT_THAT(lost({{"text", context.at("why")}, {"owner", "Ada"}}), ElementsAre("client"));
  EXPECT_THAT(dropped(context, {"size"}, "at 13:30"), ElementsAre("size"));
  EXPECT_THAT(dropped(context, {"size"}, "size 3"), IsEmpty());
}

TEST(Packet, WhatStandsBesideTheContextDropsNothingOfIt) {
  const Json context{{"client", "ACME"},
                     {"constraints", {"no claim", "no logo"}},
                     {"owner", "ACME"},
                     {"why", "ACME was won\non speed"}};
  const std::vector<std::string> require{"client", "constraints", "owner", "why"};
  const auto whole = summary(context);
  for (const Json& sent :
       {Json("From Baton: " + whole + "."), Json("<p>" + whole + "</p>"),
        Json("client: ACME|constraints: no claim; no logo|owner: ACME|why: ACME was won\non speed"),
        Json("Why: ACME was won\non speed (owner ACME), for ACME: no claim; no logo"),
        Json({{"c", "ACME"}, {"k", {"no claim", "no logo"}}, {"w", context.at("why")}})})
    EXPECT_THAT(dropped(context, require, sent), IsEmpty()) << sent;
  EXPECT_THAT(dropped(context, require, "client: ACME\nwhy: ACME was won\n  > on speed"),
              ElementsAre("constraints", "owner"))
      << "the owner has the same name as the client";
}

constexpr std::string_view kContext =
    "context:\n"
    "  why: \"${trigger.data.why}\"\n"
    "  client: \"${trigger.data.client}\"\n"
    "  constraints: \"${trigger.data.constraints}\"\n"
    "  require: [why, client, constraints]\n";

constexpr std::string_view kHeard =
    "  hear:\n"
    "    - { event: ticket.commented, when: event.data.key == steps.ticket.output.key }\n";

// The event by which a step of a run has begun another one.
core::Event begin_of_child(const tests::Life& life) {
  for (const auto& publishes : life.effects_of<core::Publish>())
    if (core::begins_child(publishes.event)) {
      auto event = publishes.event;
      event.id = core::EventId(900);
      return event;
    }
  ADD_FAILURE() << "no run was begun";
  return {};
}

std::string workflow_with(std::string_view name, std::string_view context, std::string_view steps) {
  return "workflow: " + std::string(name) + "\non: [{ event: go }]\n" + std::string(context) +
         "steps:\n" + std::string(steps);
}

// CRM, the kit, Jira, legal, and the ads: what is required is the same bytes at the last hop.
TEST(Packet, IsTheSameBytesAfterFiveHops) {
  const Json given{{"why", "Won against Initech\n  on «speed»: 3 × faster\u2028next"},
                   {"client", "ACME \"Europe\" & Söhne; GmbH"},
                   {"constraints", {"No claim", "Ask: legal\nfirst"}}};
  tests::Life kit(workflow_with("kit", kContext,
                                "  ticket: { do: jira.create_issue, with: { summary: Kit, "
                                "description: '${context.summary}' } }\n"
                                "  legal: { needs: ticket, run: legal }\n"));
  kit.pins = {{"legal", 1}};
  kit.begin(tests::event("go", given));
  const auto issue = kit.effects_of<core::StartAction>().at(0);
  EXPECT_THAT(dropped(given, {"why", "client", "constraints"}, issue.input), IsEmpty());
  EXPECT_EQ(issue.context.at("why"), given.at("why"));
  kit.succeed("ticket");

  tests::Life legal(workflow_with("legal", "", "  ads: { run: ads }\n"));
  legal.pins = {{"ads", 1}};
  legal.begin_as_child(begin_of_child(kit));

  tests::Life ads(workflow_with("ads", "",
                                "  enable: { do: google_ads.enable, with: { notes: "
                                "'${context.summary}' } }\n"));
  ads.begin_as_child(begin_of_child(legal));
  const auto enable = ads.effects_of<core::StartAction>().at(0);
  for (const auto* field : {"why", "client", "constraints"})
    EXPECT_EQ(enable.context.at(field), given.at(field)) << field;
  EXPECT_THAT(dropped(given, {"why", "client", "constraints"}, enable.input), IsEmpty());
}

// Where in the chain of five a value would be lost, and what the hop is called that would lose it.
struct Loss {
  const char* where;
  std::string kit_ticket = "${context.summary}";
  std::string legal_context{};
  std::string ads_context{};
  std::string ads_notes = "${context.summary}";
  Json why = "Won against Initech, on speed";
  const char* hop = "";
};

// The reason of the run, or of the step of it, that would lose it. Each run of the chain is begun
// by the one before, and the first that fails is told.
std::string told_of(const Loss& loss) {
  const auto reason_of = [](const tests::Life& life) {
    auto reason = life.run().reason();
    for (const auto& [ref, state] : life.run().steps())
      if (state.status == core::StepStatus::failed) reason = state.reason;
    return reason;
  };
  tests::Life kit(workflow_with("kit", kContext,
                                "  ticket: { do: jira.create_issue, with: { description: \"" +
                                    loss.kit_ticket +
                                    "\" } }\n"
                                    "  ask: { needs: ticket, run: legal }\n"));
  kit.pins = {{"legal", 1}};
  kit.begin(tests::event(
      "go", {{"why", loss.why}, {"client", "ACME"}, {"constraints", "no claim of our own"}}));
  if (kit.status("ticket") != "running") return reason_of(kit);
  kit.succeed("ticket");
  tests::Life legal(workflow_with("legal", loss.legal_context, "  launch: { run: ads }\n"));
  legal.pins = {{"ads", 1}};
  legal.begin_as_child(begin_of_child(kit));
  if (legal.status() == "failed") return reason_of(legal);
  tests::Life ads(workflow_with(
      "ads", loss.ads_context,
      "  enable: { do: google_ads.enable, with: { notes: \"" + loss.ads_notes + "\" } }\n"));
  ads.begin_as_child(begin_of_child(legal));
  return reason_of(ads);
}

TEST(Packet, TheHopThatWouldDropWhatIsRequiredIsNamedWhereverItIs) {
  const std::string cut = "${text.cut(context.summary, 20)}";
  const std::string own = "context: { why: because }\n";
  EXPECT_EQ(told_of({.where = "nowhere"}), "");
  for (const auto& loss : std::vector<Loss>{
           {.where = "CRM to kit", .why = "", .hop = "the start to \"ticket\""},
           {.where = "kit to Jira", .kit_ticket = cut, .hop = "to \"ticket\""},
           {.where = "Jira to legal", .legal_context = own, .hop = "\"ask\" of run_"},
           {.where = "legal to ads", .ads_context = own, .hop = "\"launch\" of run_"},
           {.where = "ads to the vendor", .ads_notes = cut, .hop = "to \"enable\""}}) {
    const auto told = told_of(loss);
    EXPECT_THAT(told, HasSubstr("the hand-off")) << loss.where;
    EXPECT_THAT(told, HasSubstr(loss.hop)) << loss.where;
    EXPECT_THAT(told, HasSubstr("would drop context.")) << loss.where;
  }
}

// What people said on the way is there as well, under their names, and takes nothing from what is
// required.
TEST(Packet, WhatWasSaidOnTheWayArrivesToo) {
  const Json given{{"why", "Won against Initech"}, {"client", "ACME"}, {"constraints", "none"}};
  tests::Life kit(workflow_with("kit", std::string(kContext) + std::string(kHeard),
                                "  ticket: { do: jira.create_issue, with: { description: "
                                "'${context.summary}' } }\n"
                                "  legal: { needs: ticket, approve: { by: { group: legal } } }\n"
                                "  launch: { needs: legal, run: ads }\n"));
  kit.pins = {{"ads", 1}};
  kit.begin(tests::event("go", given));
  kit.succeed("ticket", {{"key", "WEB-7"}});
  kit.hear(tests::event(
      "ticket.commented",
      {{"key", "WEB-7"}, {"comment", {{"author", "Lea"}, {"text", "no logo\nof theirs"}}}}));
  const auto hash = kit.run().step("legal").approval->request.hash;
  kit.hear(core::approval_decide(kit.run().id(), "legal", true, "until May", hash, "token:ada",
                                 kit.now));
  tests::Life ads(workflow_with("ads", "",
                                "  enable: { do: google_ads.enable, with: { notes: "
                                "'${context.summary}' } }\n"));
  ads.begin_as_child(begin_of_child(kit));
  const auto enable = ads.effects_of<core::StartAction>().at(0);
  for (const auto* field : {"why", "client", "constraints"})
    EXPECT_EQ(enable.context.at(field), given.at(field)) << field;
  const auto fields = fields_of(enable.input.at("notes").get<std::string>());
  EXPECT_EQ(fields.at("why"), given.at("why"));
  EXPECT_EQ(fields.at("said"),
            "Lea, ticket.commented: no logo\nof theirs; token:ada, legal, approved: until May");
}

TEST(Packet, OfWhatWasSaidTheNewestTravel) {
  Json context{{"why", "speed"}};
  for (std::size_t at = 0; at < kSaidMax + 5; ++at)
    EXPECT_TRUE(join(context, {tests::noon(), "ada", "task", std::to_string(at), {}}));
  EXPECT_THAT(context.at("said"), SizeIs(kSaidMax));
  EXPECT_EQ(context.at("said").at(0).at("text"), "5");
  EXPECT_TRUE(join(context, {tests::noon(), "ada", "task", std::string(5'000, 'x'), {}}));
  EXPECT_LE(context.at("said").back().at("text").get<std::string>().size(), kSaidBytesMax);
}

TEST(Packet, ANameOfATemplateThatIsOlderIsLeftAlone) {
  Json context{{"said", "before this word had a meaning"}};
  EXPECT_FALSE(join(context, {tests::noon(), "ada", "task", "x", {}}));
  EXPECT_EQ(context, Json({{"said", "before this word had a meaning"}}));
}

TEST(Packet, KnowsWhoSaidWhatInOtherSystems) {
  const auto said = [](std::string type, Json data) {
    auto event = tests::event(std::move(type), std::move(data));
    event.subject = "WEB-7";
    return said_in(event.to_json());
  };
  const auto comment =
      said("ticket.commented", {{"comment", {{"author", "Lea"}, {"text", "too small"}}}});
  ASSERT_TRUE(comment);
  EXPECT_EQ(comment->by, "Lea");
  EXPECT_EQ(comment->about, "ticket.commented WEB-7");
  EXPECT_EQ(comment->text, "too small");
  EXPECT_EQ(said("project.task.commented", {{"comment", {{"author", "Tom"}, {"text", "no"}}}})->by,
            "Tom");
  EXPECT_EQ(said("message.slack.message", {{"user", "U1"}, {"text", "yes"}})->by, "U1");
  EXPECT_EQ(said("message.email.received",
                 {{"from", "Lea <lea@shop.example>"}, {"user", "lea@shop.example"}, {"text", "no"}})
                ->by,
            "Lea <lea@shop.example>");
  EXPECT_EQ(said("mail.received", {{"from", "a@shop.example"}, {"text", "yes"}})->by,
            "a@shop.example");
  EXPECT_FALSE(said("ticket.updated", {{"text", "no comment"}}));
  EXPECT_FALSE(said("ticket.commented", {{"comment", {{"author", "Lea"}}}}));
  EXPECT_FALSE(said("ticket.commented", {{"comment", "noted"}}));
  EXPECT_FALSE(said("message.slack.message", Json("no object")));
}

TEST(Packet, AnActionThatWouldCutItOffFails) {
  tests::Life life(workflow_with("kit", kContext,
                                 "  ticket: { do: jira.create_issue, with: { description: "
                                 "\"${text.cut(context.summary, 20)}\" } }\n"));
  life.begin(tests::event("go", {{"why", "speed of delivery, in every region"},
                                 {"client", "ACME"},
                                 {"constraints", "none but these two"}}));
  EXPECT_EQ(life.status("ticket"), "failed");
  EXPECT_THAT(life.run().step("ticket").reason, HasSubstr("the hand-off to \"ticket\""));
  EXPECT_THAT(life.run().step("ticket").reason, HasSubstr("context.why"));
  EXPECT_THAT(life.effects_of<core::StartAction>(), IsEmpty()) << "nothing is sent";
}

// What an action of the step "send" is given fails it, and why; empty: it is sent.
std::string refused(const std::string& with) {
  tests::Life life(
      workflow_with("kit", kContext, "  send: { do: out.post, with: " + with + " }\n"));
  life.begin(tests::event("go", {{"why", "ACME was won on speed of delivery in every region"},
                                 {"client", "ACME"},
                                 {"constraints", "none but these two"}}));
  return life.status("send") == "failed" ? life.run().step("send").reason : "";
}

TEST(Packet, AnActionHasToSendWholeWhatItReadsOfWhatIsRequired) {
  const std::string others = "client: '${context.client}', constraints: '${context.constraints}'";
  EXPECT_EQ(refused("{ why: '${context.why}', " + others + " }"), "");
  EXPECT_EQ(
      refused("{ text: 'For ${context.client}: ${context.why}', c: '${context.constraints}' }"),
      "");
  EXPECT_EQ(refused("{ all: '${context}' }"), "");
  EXPECT_EQ(refused("{ " + others + " }"), "") << "it sends no more than these";
  EXPECT_EQ(refused("{ path: '/${context.client}' }"), "");
  EXPECT_THAT(refused("{ why: '${text.cut(context.why, 12)}', " + others + " }"),
              HasSubstr("the hand-off to \"send\" would drop context.why"));
  EXPECT_THAT(refused("{ text: '${context.summary.substring(13)}' }"),
              HasSubstr("would drop context.client"))
      << "the line of the client is cut off, and its name stands in another one";
}

TEST(Packet, AnActionThatSendsNoneOfItGoesOn) {
  tests::Life life(workflow_with(
      "kit", kContext, "  mail: { do: hubspot.send_email, with: { to: a@shop.example } }\n"));
  life.begin(tests::event("go", {{"why", "w"}, {"client", "c"}, {"constraints", "n"}}));
  EXPECT_EQ(life.status("mail"), "running");
}

TEST(Packet, AWorkflowThatWouldReplaceWhatIsRequiredDoesNotBegin) {
  tests::Life kit(workflow_with("kit", kContext, "  legal: { run: legal }\n"));
  kit.pins = {{"legal", 1}};
  kit.begin(tests::event("go", {{"why", "speed"}, {"client", "ACME"}, {"constraints", "none"}}));
  tests::Life legal(
      workflow_with("legal", "context: { why: because }\n", "  a: { set: { n: 1 } }\n"));
  legal.begin_as_child(begin_of_child(kit));
  EXPECT_EQ(legal.status(), "failed");
  EXPECT_THAT(legal.run().reason(), HasSubstr("\"legal\" of run_"));
  EXPECT_THAT(legal.run().reason(), HasSubstr("to \"legal\" would drop context.why"));
}

}  // namespace
}  // namespace baton::context
