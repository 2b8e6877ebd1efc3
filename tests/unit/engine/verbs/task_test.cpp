#include "baton/engine/rows.hpp"
#include "baton/engine/why.hpp"
#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kCopyTask = R"(
  copy:
    task:
      by: { group: content, users: [ana] }
      title: "Page for ${trigger.data.account}"
      of: { account: "${trigger.data.account}" }
      due: 2h
      form:
        url: { type: string, format: uri, required: true }
        words: { type: integer, minimum: 200, default: "${trigger.data.?words}" }
    timeout: 1d
  after: { needs: copy, set: { url: "${steps.copy.output.url}", by: "${steps.copy.output.by}" } }
)";

core::Event started(Json data = {{"account", "Orlin"}}) { return event("go", std::move(data)); }

engine::Tasked row_of(const Life& life) {
  return engine::rows_of(*life.the_plan().step("copy"), "copy", life.run().step("copy"))
      .tasked.value();
}

std::string because(const Life& life) {
  return core::text_at(engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("copy"),
                                        life.now, {}, nullptr),
                       "because");
}

TEST(Task, AsksForWorkWithItsForm) {
  Life life(with_steps(kCopyTask));
  EXPECT_THAT(life.begin(started({{"account", "Orlin"}, {"words", 300}})),
              ElementsAre("RunStarted", "TaskRequested copy"));
  const auto& task = *life.run().step("copy").task;
  EXPECT_EQ(task.request.title, "Page for Orlin");
  EXPECT_EQ(task.request.of, (Json{{"account", "Orlin"}}));
  EXPECT_EQ(task.request.form[1]["default"], 300);
  EXPECT_EQ(life.run().step("copy").due, life.now + std::chrono::hours(2));
  EXPECT_EQ(row_of(life), engine::Tasked::open);
  EXPECT_EQ(life.status(), "waiting");
}

TEST(Task, LeavesOutADefaultThatDoesNotFitAndSaysSo) {
  Life life(with_steps(kCopyTask));
  EXPECT_THAT(life.begin(started({{"account", "Orlin"}, {"words", 20}})),
              ElementsAre("RunStarted", "TaskRequested copy", "StepNoted copy"));
  EXPECT_FALSE(life.run().step("copy").task->request.form[1].contains("default"));
  EXPECT_THAT(life.run().step("copy").notes,
              ElementsAre("the default of \"words\" does not fit and is left out: expected 200 or "
                          "more, got 20"));
}

TEST(Task, IsLateWhenItsDueTimePassesAndFailsWhenItsTimeoutDoes) {
  Life life(with_steps(kCopyTask));
  life.begin(started());
  EXPECT_THAT(life.come_due("copy"), ElementsAre("TaskOverdue copy"));
  EXPECT_TRUE(life.run().step("copy").task->overdue);
  EXPECT_EQ(life.run().step("copy").due, noon() + std::chrono::hours(24));
  EXPECT_THAT(because(life), HasSubstr("it is late; it fails at 2026-05-05T12:00:00Z"));
  EXPECT_THAT(life.come_due("copy"),
              ElementsAre("StepFailed copy", "StepBlocked after", "RunFailed"));
  EXPECT_EQ(life.run().step("copy").reason, "nobody did it within 1d");
  EXPECT_EQ(row_of(life), engine::Tasked::expired);
}

TEST(Task, IsLateAndFailsAtOnceWhenNobodyLookedMeanwhile) {
  Life life(with_steps(kCopyTask));
  life.begin(started());
  life.now += std::chrono::hours(30);
  EXPECT_THAT(life.hear(core::step_due(life.run().id(), "copy", life.now, life.now)),
              ElementsAre("TaskOverdue copy", "StepFailed copy", "StepBlocked after", "RunFailed"));
}

TEST(Task, WithoutATimeWaitsForEver) {
  Life life(with_steps("  copy: { title: Write it, task: { by: { group: content } } }\n"));
  life.begin(started());
  EXPECT_FALSE(life.run().step("copy").due);
  EXPECT_EQ(life.run().step("copy").task->request.title, "Write it");
  EXPECT_EQ(because(life), "it waits until group \"content\" takes it and does it: Write it");
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "copy: work by group \"content\"");
}

TEST(Task, IsWithdrawnWhenItsRunIsCancelled) {
  Life life(with_steps(kCopyTask));
  life.begin(started());
  life.hear(core::run_cancel(life.run().id(), "no need", "ana", life.now));
  EXPECT_EQ(row_of(life), engine::Tasked::withdrawn);
}

TEST(Task, TellsWhyItWaits) {
  Life life(with_steps(kCopyTask));
  life.begin(started());
  life.hear(core::task_claim(life.run().id(), "copy", "ana", {}, "ana", life.now));
  EXPECT_EQ(because(life),
            "it waits for ana, who has taken it: Page for Orlin; due 2026-05-04T14:00:00Z");
  EXPECT_EQ(engine::now_at(life.the_plan(), life.run()), "copy: work by ana");
  const auto why =
      engine::why_step(life.the_plan(), life.run(), *life.the_plan().step("copy"), life.now);
  EXPECT_EQ(why.at("task").at("owner"), "ana");
}

}  // namespace
}  // namespace baton::tests
