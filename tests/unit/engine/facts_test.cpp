#include "engine/facts.hpp"

#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <map>

// Gates, routes and other expressions that read facts.
namespace baton::tests {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Facts that a test sets, and how often each was read.
class Facts final : public core::FactSource {
 public:
  core::Result<std::shared_ptr<const core::FactValue>> read(
      std::string_view fact, const std::optional<std::string>& key) override {
    const auto text = core::fact_text(fact, key.value_or(""));
    ++reads[text];
    if (stale.contains(text)) return core::Error{core::Errc::unavailable, text + " is stale"};
    if (!values.contains(text)) return core::Error{core::Errc::not_found, text + " has no value"};
    core::FactValue value{std::string(fact), key.value_or(""), values.at(text)};
    value.at = noon();
    value.event = core::EventId(7);
    return std::make_shared<const core::FactValue>(std::move(value));
  }

  std::map<std::string, Json> values{};
  std::map<std::string, bool> stale{};
  std::map<std::string, int> reads{};
};

core::Event changed(const std::string& fact, const std::string& key) {
  return core::fact_changed({fact, key}, false, noon());
}

const std::string kGated = with_steps(
    "  ship: {gate: {open: \"facts.budget[trigger.data.region].left >= 10\"}, set: {x: 1}}\n");

class FactsTest : public testing::Test {
 protected:
  Life begun(const std::string& yaml, const Json& data = {{"region", "EMEA"}}) {
    Life life(yaml);
    life.facts = &facts_;
    life.routes = routes();
    life.begin(event("go", data));
    return life;
  }
  static routing::Routes routes() {
    core::Findings findings;
    return routing::Routes::read(
        {{"r",
          "route: r\ninputs: { there: boolean }\nfirst:\n"
          "  - { name: here, when: { there: true }, then: { group: legal } }\n"
          "  - { name: away, then: { group: others } }\n"},
         {"t",
          "route: t\ninputs: { there: boolean }\nfirst:\n"
          "  - { name: here, when: { there: true }, then: { group: legal, sla: 2h } }\n"
          "  - { name: away, then: { group: others, sla: 8h } }\n"}},
        findings);
  }

  Facts facts_;
};

TEST_F(FactsTest, AGateKeepsWhatItHasReadAndWaitsForIt) {
  facts_.values["budget/EMEA"] = {{"left", 5}};
  auto life = begun(kGated);
  EXPECT_EQ(life.status("ship"), "gated");
  const auto& state = life.run().step("ship");
  ASSERT_EQ(state.facts.size(), 1U);
  EXPECT_EQ(state.facts.at(0).at("value"), Json({{"left", 5}}));
  EXPECT_EQ(state.facts.at(0).at("event"), core::EventId(7).text());
  const auto rows = engine::rows_of(*life.the_plan().step("ship"), "ship", state);
  ASSERT_EQ(rows.waits.size(), 1U);
  EXPECT_EQ(rows.waits[0].type, "baton.fact.changed");
  EXPECT_EQ(rows.waits[0].path, "data.of");
  EXPECT_EQ(rows.waits[0].value, "budget/EMEA");
}

TEST_F(FactsTest, AChangeOpensTheGateThatReadsIt) {
  facts_.values["budget/EMEA"] = {{"left", 5}};
  auto life = begun(kGated);
  facts_.values["budget/EMEA"] = {{"left", 15}};
  EXPECT_THAT(
      life.hear(changed("budget", "EMEA")),
      ElementsAre("FactsRead ship", "GateOpened ship", "StepSucceeded ship", "RunSucceeded"));
}

TEST_F(FactsTest, AChangeThatLeavesItClosedIsKeptOnce) {
  facts_.values["budget/EMEA"] = {{"left", 5}};
  auto life = begun(kGated);
  facts_.values["budget/EMEA"] = {{"left", 6}};
  EXPECT_THAT(life.hear(changed("budget", "EMEA")),
              ElementsAre("FactsRead ship", "StepGated ship"));
  EXPECT_THAT(life.hear(changed("budget", "EMEA")), IsEmpty());
}

TEST_F(FactsTest, AChangeOfAnotherKeyEvaluatesNothing) {
  facts_.values["budget/EMEA"] = {{"left", 5}};
  auto life = begun(kGated);
  facts_.reads.clear();
  EXPECT_THAT(life.hear(changed("budget", "AMER")), IsEmpty());
  EXPECT_THAT(life.hear(changed("team", "EMEA")), IsEmpty());
  EXPECT_THAT(facts_.reads, IsEmpty());
}

TEST_F(FactsTest, AGateThatReadsAStaleFactIsInErrorAndNotOpen) {
  facts_.values["budget/EMEA"] = {{"left", 50}};
  facts_.stale["budget/EMEA"] = true;
  auto life = begun(kGated);
  EXPECT_EQ(life.status("ship"), "gated");
  EXPECT_TRUE(std::get<core::StepGated>(life.last().back()).error);
  EXPECT_THAT(life.run().step("ship").reason, HasSubstr("budget/EMEA is stale"));
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("ship"), life.now);
  EXPECT_THAT(why.at("because").get<std::string>(), HasSubstr("; budget/EMEA is stale"));
  facts_.stale.clear();
  EXPECT_THAT(life.hear(changed("budget", "EMEA")), testing::Contains("GateOpened ship"));
}

TEST_F(FactsTest, AFactThatHasNoValueYetIsWaitedFor) {
  auto life = begun(kGated);
  EXPECT_EQ(life.status("ship"), "gated");
  facts_.values["budget/EMEA"] = {{"left", 15}};
  EXPECT_THAT(life.hear(changed("budget", "EMEA")), testing::Contains("GateOpened ship"));
}

TEST_F(FactsTest, AGateThatAsksWhetherAFactHasAValueWaitsForOne) {
  for (const std::string open : {"has(facts.budget.EMEA)", "trigger.data.region in facts.budget",
                                 "facts.budget[?trigger.data.region].left.orValue(0) >= 10"}) {
    SCOPED_TRACE(open);
    facts_.values.clear();
    auto life = begun(with_steps("  ship: {gate: {open: \"" + open + "\"}, set: {x: 1}}\n"));
    EXPECT_EQ(life.status("ship"), "gated");
    EXPECT_FALSE(std::get<core::StepGated>(life.last().back()).error);
    const auto why =
        engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("ship"), life.now);
    EXPECT_THAT(why.at("because").get<std::string>(), HasSubstr("; budget/EMEA has no value"));
    facts_.values["budget/EMEA"] = {{"left", 15}};
    EXPECT_THAT(life.hear(changed("budget", "EMEA")), testing::Contains("GateOpened ship"));
  }
}

TEST_F(FactsTest, AGateThatReadsNoFactAnyMoreWaitsForNone) {
  facts_.values["a/k"] = true;
  facts_.values["b/k"] = true;
  auto life =
      begun(with_steps("  ship: {gate: {open: \"facts.a.k && !facts.b.k\"}, set: {x: 1}}\n"));
  EXPECT_EQ(life.run().step("ship").facts.size(), 2U);
  facts_.values["a/k"] = false;
  life.hear(changed("a", "k"));
  // The first part decides, so that the second one is not looked at.
  EXPECT_EQ(engine::facts_in(life.run().step("ship").facts), std::vector<std::string>{"a/k"});
}

TEST_F(FactsTest, WhatOtherExpressionsReadIsKeptToo) {
  facts_.values["freeze"] = false;
  facts_.values["name/x"] = "Orlin";
  auto life = begun(
      "workflow: w\non: [{event: go}]\ncontext: {who: \"${facts.name.x}\"}\nsteps:\n"
      "  a: {when: \"!fact('freeze')\", set: {n: \"${facts.name['x']}\"}}\n"
      "outputs: {n: \"${facts.name.x}\"}\n");
  EXPECT_EQ(life.status(), "succeeded");
  std::vector<std::string> names;
  for (const auto& transition : life.last())
    names.push_back(std::string(core::transition_name(transition)) + " " +
                    core::step_of(transition).text());
  EXPECT_THAT(names, ElementsAre("RunStarted ", "FactsRead ", "FactsRead a", "StepSucceeded a",
                                 "FactsRead a", "FactsRead ", "RunSucceeded "));
}

TEST_F(FactsTest, AWaitLooksBackOnceMoreWhenAFactChangesThatItHasRead) {
  facts_.values["least/x"] = 10;
  auto life =
      begun(with_steps("  w: {wait: {event: scored, when: \"event.data.n >= facts.least.x\"}}\n"));
  EXPECT_THAT(life.hear(event("scored", {{"n", 5}})), ElementsAre("FactsRead w"));
  EXPECT_THAT(life.hear(event("scored", {{"n", 6}})), IsEmpty()) << "it has read the same";
  const auto rows = engine::rows_of(*life.the_plan().step("w"), "w", life.run().step("w"));
  ASSERT_EQ(rows.waits.size(), 2U);
  EXPECT_EQ(rows.waits[1].value, "least/x");
  facts_.values["least/x"] = 4;
  EXPECT_THAT(life.hear(changed("least", "x")), IsEmpty());
  ASSERT_EQ(life.effects_of<core::LookBack>().size(), 1U);
  EXPECT_THAT(life.find("w", event("scored", {{"n", 5}})),
              ElementsAre("StepSucceeded w", "FactsRead w", "RunSucceeded"));
}

TEST_F(FactsTest, AKeyThatDependsOnTheEventIsNotWaitedFor) {
  facts_.values["least/x"] = 10;
  auto life = begun(with_steps(
      "  w: {wait: {event: scored, when: \"event.data.n >= facts.least[event.data.k]\"}}\n"));
  EXPECT_THAT(life.hear(event("scored", {{"n", 5}, {"k", "x"}})), IsEmpty());
}

TEST_F(FactsTest, AnEventThatALookBackPassesOverLeavesNothingBehind) {
  facts_.values["least/x"] = 10;
  auto life = begun(with_steps(
      "  w: {wait: {event: scored, when: \"event.data.n >= facts.least[event.data.k]\"}}\n"));
  EXPECT_THAT(life.find("w", event("scored", {{"n", 5}, {"k", "x"}})), IsEmpty());
  EXPECT_THAT(life.find("w", event("scored", {{"n", 15}, {"k", "x"}})),
              ElementsAre("StepSucceeded w", "FactsRead w", "RunSucceeded"));
}

TEST_F(FactsTest, AnApprovalIsAskedOfOthersWhenItsRouteSaysSo) {
  facts_.values["team/legal"] = true;
  auto life = begun(with_steps(
      "  ok: {approve: {by: {route: r, with: {there: \"${facts.team.legal}\"}}, ask: \"ok?\"}}\n"));
  EXPECT_EQ(life.run().step("ok").approval->request.group, "legal");
  const auto rows = engine::rows_of(*life.the_plan().step("ok"), "ok", life.run().step("ok"));
  ASSERT_EQ(rows.waits.size(), 1U);
  EXPECT_EQ(rows.waits[0].value, "team/legal");
  facts_.values["team/legal"] = false;
  facts_.reads.clear();
  EXPECT_THAT(life.hear(changed("team", "legal")),
              ElementsAre("ApprovalVoided ok", "ApprovalRequested ok"));
  EXPECT_EQ(facts_.reads.at("team/legal"), 1) << "the route is asked once";
  EXPECT_EQ(life.run().step("ok").approval->request.group, "others");
  EXPECT_THAT(life.hear(changed("team", "legal")), IsEmpty());
}

TEST_F(FactsTest, ATaskIsOfferedToOthersUnlessSomebodyHasIt) {
  facts_.values["team/legal"] = true;
  const auto yaml = with_steps(
      "  do: {task: {by: {route: r, with: {there: \"${facts.team.legal}\"}}, title: \"Do it\"}}\n");
  auto life = begun(yaml);
  facts_.values["team/legal"] = false;
  facts_.reads.clear();
  EXPECT_THAT(life.hear(changed("team", "legal")), ElementsAre("TaskRequested do"));
  EXPECT_EQ(facts_.reads.at("team/legal"), 1) << "the route is asked once";
  EXPECT_EQ(life.run().step("do").task->request.group, "others");
  life.hear(core::task_claim(life.run().id(), "do", "token:ana", {}, "token:ana", life.now));
  facts_.values["team/legal"] = true;
  EXPECT_THAT(life.hear(changed("team", "legal")), IsEmpty());
}

TEST_F(FactsTest, OthersWhomTheRouteAsksHaveTheTimeOfTheirRow) {
  const std::string by = "by: {route: t, with: {there: \"${facts.team.legal}\"}}";
  for (const auto& verb :
       {"task: {" + by + ", title: \"Do it\"}", "approve: {" + by + ", ask: \"ok?\"}"}) {
    facts_.values["team/legal"] = true;
    auto life = begun(with_steps("  do: {" + verb + "}\n"));
    EXPECT_EQ(life.run().step("do").sla->marks[1], noon() + std::chrono::hours(2)) << verb;
    life.now += std::chrono::hours(1);
    facts_.values["team/legal"] = false;
    EXPECT_THAT(life.hear(changed("team", "legal")), testing::Contains("SlaStarted do")) << verb;
    EXPECT_EQ(life.run().step("do").sla->marks[1], noon() + std::chrono::hours(9)) << verb;
  }
}

}  // namespace
}  // namespace baton::tests
