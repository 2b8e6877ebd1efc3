#include "baton/core/run.hpp"

#include <gtest/gtest.h>

namespace baton::engine {
namespace {

using core::Json;
using core::RunId;
using core::Transition;

core::Run run_of(const std::vector<Transition>& transitions) {
  core::Run run(RunId(1), Json::object());
  int second = 100;
  for (const auto& transition : transitions)
    evolve(run, transition, core::Time(std::chrono::seconds(second++)));
  return run;
}

core::RunStarted started() {
  core::RunStarted started{"w", 1};
  started.inputs = {{"n", 1}};
  started.context = Json::object();
  return started;
}

core::RunMigrated migrated() {
  core::RunMigrated migrated;
  migrated.from = 1;
  migrated.version = 2;
  return migrated;
}

TEST(EvolveMigration, ChangesTheVersionAndTheInputs) {
  auto to = migrated();
  to.inputs = {{"m", "x"}};
  to.pins = {{"other", 4}};
  const auto run = run_of({started(), to});
  EXPECT_EQ(run.head().version, 2);
  EXPECT_EQ(run.head().workflow, "w");
  EXPECT_EQ(run.head().pins, (Json{{"other", 4}}));
  EXPECT_EQ(run.view().at("run").at("version"), 2);
  EXPECT_EQ(run.view().at("run").at("started_at"), "1970-01-01T00:01:40Z") << "when it began";
  EXPECT_EQ(run.view().at("inputs"), (Json{{"n", 1}, {"m", "x"}}));
  EXPECT_EQ(run.revision(), 2);
}

TEST(EvolveMigration, LetsGoOfAllThatBelongsToADroppedStep) {
  auto to = migrated();
  to.dropped = {"a", "never"};
  core::ApprovalRequested asked{.step = "b"};
  asked.of = {{"x", "long"}};
  to.dropped.emplace_back("b");
  const auto with_steps = run_of({started(), core::StepStarted{"a", 1, "key", {{"x", 1}}},
                                  core::StepSucceeded{"a", {{"id", "WEB-1"}}}, asked,
                                  core::StepFailed{"b", "rejected", "no"}, to});
  const auto without = run_of({started(), to});
  EXPECT_TRUE(with_steps.steps().empty());
  EXPECT_EQ(with_steps.view().at("steps"), Json::object());
  EXPECT_EQ(with_steps.size().bytes, without.size().bytes);
  EXPECT_EQ(with_steps.size().values, without.size().values);
}

TEST(EvolveMigration, TakesTheKeyAndTheInputOfAStepThatBeginsAnew) {
  auto to = migrated();
  to.renewed = {"a"};
  const auto run = run_of({started(), core::StepStarted{"a", 1, "key", {{"x", 1}}},
                           core::StepFailed{"a", "http_404", "gone"}, to});
  const auto& step = run.step("a");
  EXPECT_EQ(step.status, core::StepStatus::failed);
  EXPECT_TRUE(step.key.empty());
  EXPECT_TRUE(step.input.is_null());
  EXPECT_EQ(step.round, 1);
}

}  // namespace
}  // namespace baton::engine
