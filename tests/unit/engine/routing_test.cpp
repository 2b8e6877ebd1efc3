#include "engine/routing.hpp"

#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

// Steps that ask a route whom they ask.
namespace baton::tests {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;

routing::Routes routes() {
  core::Findings findings;
  auto read = routing::Routes::read(
      {{"a",
        "route: legal\ninputs: { amount: number }\nfirst:\n"
        "  - { name: board, when: { amount: { at_least: 50 } }, then: { group: board, count: 2 } "
        "}\n"
        "  - { name: rest, when: { amount: { at_least: 0 } }, then: { users: [ana] } }\n"
        "  - { name: none, then: { sla: 5bd } }\n"},
       {"t",
        "route: timed\ninputs: { amount: number }\nfirst:\n"
        "  - { name: board, when: { amount: { at_least: 50 } }, then: { group: board, sla: 2h } }\n"
        "  - { name: rest, then: { users: [ana] } }\n"},
       {"u",
        "route: several\ninputs: { amount: number }\nall:\n"
        "  - { name: one, then: { group: a, sla: 1bd } }\n"
        "  - { name: two, when: { amount: { above: 5 } }, then: { group: b, sla: 3h } }\n"},
       {"b",
        "route: many\ninputs: { amount: number }\nall:\n"
        "  - { name: one, then: { group: a, users: [ana] } }\n"
        "  - { name: two, when: { amount: { above: 5 } }, then: { group: b, users: [ana, ben] } "
        "}\n"}},
      findings);
  EXPECT_FALSE(core::has_errors(findings));
  return read;
}

std::string approval(const std::string& route) {
  return with_steps("  legal: {approve: {by: {route: " + route +
                    ", with: {amount: \"${trigger.data.amount}\"}}, ask: \"ok?\"}}\n");
}

class RoutingTest : public testing::Test {
 protected:
  static Life begun(const std::string& yaml, const Json& amount) {
    Life life(yaml);
    life.routes = routes();
    life.begin(event("go", {{"amount", amount}}));
    return life;
  }
};

TEST_F(RoutingTest, TheRowSaysWhoMayDecideAndIsKept) {
  const auto life = begun(approval("legal"), 60);
  const auto& request = life.run().step("legal").approval->request;
  EXPECT_EQ(request.group, "board");
  EXPECT_EQ(request.count, 2);
  EXPECT_EQ(request.routed,
            Json({{"route", "legal"}, {"rows", {"board"}}, {"with", {{"amount", 60}}}}));
  EXPECT_THAT(
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("legal"), life.now)
          .dump(),
      HasSubstr("by row \\\"board\\\" of the route \\\"legal\\\""));
}

TEST_F(RoutingTest, AnotherRowNamesPeople) {
  const auto life = begun(approval("legal"), 10);
  const auto& request = life.run().step("legal").approval->request;
  EXPECT_EQ(request.group, "");
  EXPECT_THAT(request.users, ElementsAre("ana"));
  EXPECT_EQ(request.count, 1);
}

TEST_F(RoutingTest, OfSeveralRowsAllAreAsked) {
  const auto life = begun(approval("many"), 6);
  const auto& request = life.run().step("legal").approval->request;
  EXPECT_EQ(request.group, "a");
  EXPECT_THAT(request.groups, ElementsAre("b"));
  EXPECT_THAT(request.users, ElementsAre("ana", "ben"));
  EXPECT_EQ(request.routed.at("rows"), Json({"one", "two"}));
}

TEST_F(RoutingTest, AStepThatFindsNobodyFails) {
  EXPECT_THAT(begun(approval("legal"), -1).run().step("legal").reason, HasSubstr("names nobody"));
  EXPECT_THAT(begun(approval("legal"), "much").run().step("legal").reason,
              HasSubstr("expected number, got \"much\""));
  EXPECT_THAT(begun(approval("lega"), 1).run().step("legal").reason,
              HasSubstr("there is no route \"lega\""));
  const auto life = begun(approval("lega"), 1);
  EXPECT_EQ(std::get<core::StepFailed>(life.last().at(1)).code, "route");
}

TEST_F(RoutingTest, ATaskIsOfOneGroup) {
  const auto task = [](const std::string& route) {
    return with_steps("  copy: {task: {by: {route: " + route +
                      ", with: {amount: \"${trigger.data.amount}\"}}, title: \"Do it\"}}\n");
  };
  const auto life = begun(task("legal"), 60);
  EXPECT_EQ(life.run().step("copy").task->request.group, "board");
  EXPECT_EQ(life.run().step("copy").task->request.routed.at("rows"), Json({"board"}));
  EXPECT_THAT(begun(task("many"), 6).run().step("copy").reason, HasSubstr("gives several"));
}

// The service level of the step that the route is asked for.
const core::SlaClock& clock_by_route(const Life& life) { return *life.run().step("legal").sla; }

Json why_of_sla(const Life& life) {
  return engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("legal"), life.now)
      .at("sla");
}

TEST_F(RoutingTest, TheRowSaysHowLongTheStepMayTake) {
  auto life = begun(approval("timed"), 60);
  EXPECT_EQ(life.run().step("legal").approval->request.routed.at("sla"), "2h");
  const auto started = std::get<core::SlaStarted>(life.last().back());
  EXPECT_EQ(started.due, noon() + std::chrono::hours(2));
  EXPECT_FALSE(started.goal || started.late);
  EXPECT_THAT(core::text_at(why_of_sla(life), "because"),
              HasSubstr("its due comes after 2h, by row \"board\" of the route \"timed\""));
  life.now += std::chrono::hours(2);
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "legal", life.now, life.now)),
              ElementsAre("SlaMissed legal"));
  const auto missed = std::get<core::SlaMissed>(life.last().back());
  EXPECT_EQ(missed.mark, "due");
  EXPECT_EQ(missed.notice + missed.begins, "");
}

TEST_F(RoutingTest, ARowThatGivesNoTimeBeginsNoClock) {
  auto life = begun(approval("timed"), 10);
  EXPECT_FALSE(life.run().step("legal").sla);
  EXPECT_FALSE(life.run().step("legal").approval->request.routed.contains("sla"));
  EXPECT_THAT(life.hear(core::run_pause(life.run().id(), "", "ops", life.now)),
              ElementsAre("RunPaused"));
}

TEST_F(RoutingTest, TheTimeOfTheRowComesBeforeTheDueOfTheStep) {
  const auto yaml = with_steps(
      "  legal:\n"
      "    approve: {by: {route: timed, with: {amount: \"${trigger.data.amount}\"}}, ask: "
      "\"ok?\"}\n"
      "    sla: {goal: 1h, due: {after: 5h, step: tell, notice: Late}}\n"
      "  tell: {set: {said: true}}\n");
  EXPECT_EQ(clock_by_route(begun(yaml, 10)).marks[1], noon() + std::chrono::hours(5));
  auto life = begun(yaml, 60);
  EXPECT_EQ(clock_by_route(life).marks[0], noon() + std::chrono::hours(1));
  EXPECT_EQ(clock_by_route(life).marks[1], noon() + std::chrono::hours(2));
  life.now += std::chrono::hours(2);
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "legal", life.now, life.now)),
              ElementsAre("SlaMissed legal", "SlaMissed legal", "StepSucceeded tell"));
  EXPECT_EQ(std::get<core::SlaMissed>(life.last().at(1)).notice, "Late");
}

TEST_F(RoutingTest, TheTimeOfTheRowStandsStillAsThatOfTheStepDoes) {
  auto life =
      begun(with_steps("  vendor: {wait: {event: vendor.answered}}\n"
                       "  legal:\n"
                       "    approve: {by: {route: timed, with: {amount: 60}}, ask: \"ok?\"}\n"
                       "    sla: {late: 9h, pause_while: steps.vendor.status == \"waiting\"}\n"),
            60);
  EXPECT_TRUE(clock_by_route(life).paused_at);
  life.now += std::chrono::hours(30);
  life.hear(event("vendor.answered"));
  EXPECT_EQ(clock_by_route(life).marks[1], noon() + std::chrono::hours(32));
}

TEST_F(RoutingTest, OfSeveralRowsTheTimeCountsThatEndsFirst) {
  EXPECT_EQ(clock_by_route(begun(approval("several"), 6)).marks[1], noon() + std::chrono::hours(3));
  EXPECT_EQ(clock_by_route(begun(approval("several"), 1)).marks[1], noon() + std::chrono::hours(24))
      << "a business day";
}

TEST_F(RoutingTest, ExpressionsAskRoutesToo) {
  const auto life = begun(
      with_steps(
          "  who: {set: {row: \"${route('legal', {'amount': trigger.data.amount}).row}\"}}\n"),
      60);
  EXPECT_EQ(life.run().view().at("steps").at("who").at("output"), Json({{"row", "board"}}));
}

}  // namespace
}  // namespace baton::tests
