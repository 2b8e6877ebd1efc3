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

TEST_F(RoutingTest, ExpressionsAskRoutesToo) {
  const auto life = begun(
      with_steps(
          "  who: {set: {row: \"${route('legal', {'amount': trigger.data.amount}).row}\"}}\n"),
      60);
  EXPECT_EQ(life.run().view().at("steps").at("who").at("output"), Json({{"row", "board"}}));
}

}  // namespace
}  // namespace baton::tests
