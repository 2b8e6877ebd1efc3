#include "unit/engine/with_steps.hpp"
#include "unit/make.hpp"

#include <gmock/gmock.h>

namespace baton::tests {
namespace {

using core::Actor;
using core::Json;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view kCopy = R"(
  copy:
    task:
      by: { group: content }
      form: { url: { format: uri, required: true }, tone: { enum: [plain, bold], default: plain } }
  legal:
    needs: copy
    approve: { by: { group: legal }, of: "${steps.copy.output.url}", ask: "Agree?" }
)";

const Json kPage{{"url", "https://shop.example/bf"}};

core::Event claim(const Life& life, Actor who, Actor from = {}) {
  return core::task_claim(life.run().id(), "copy", who, std::move(from), who, life.now);
}
core::Event release(const Life& life, Actor who, Actor from) {
  return core::task_release(life.run().id(), "copy", "no time", std::move(from), who, life.now);
}
core::Event finish(const Life& life, Json values, Actor who) {
  return core::task_finish(life.run().id(), "copy", std::move(values), "", who, life.now);
}
core::Event reopen(const Life& life, Actor who) {
  return core::task_reopen(life.run().id(), "copy", "a claim is wrong", who, life.now);
}
core::Event decision(const Life& life, bool approve) {
  return core::approval_decide(life.run().id(), "legal", approve, "", "", "lea", life.now);
}
const core::Task& task(const Life& life) { return *life.run().step("copy").task; }

Life with_copy() {
  Life life(with_steps(kCopy));
  life.begin(event("go"));
  return life;
}

TEST(Tasks, AreTakenByOneAtATime) {
  auto life = with_copy();
  EXPECT_THAT(life.hear(claim(life, "ana")), ElementsAre("TaskClaimed copy"));
  EXPECT_THAT(life.hear(claim(life, "ben")), IsEmpty()) << "ana was faster";
  EXPECT_EQ(task(life).owner, Actor("ana"));
  EXPECT_THAT(life.hear(claim(life, "ben", "ana")), ElementsAre("TaskClaimed copy"));
  EXPECT_EQ(task(life).owner, Actor("ben"));
}

TEST(Tasks, AreGivenBack) {
  auto life = with_copy();
  EXPECT_THAT(life.hear(release(life, "ana", {})), IsEmpty());
  life.hear(claim(life, "ana"));
  EXPECT_THAT(life.hear(release(life, "ana", "ana")), ElementsAre("TaskReleased copy"));
  EXPECT_TRUE(task(life).owner.is_nobody());
}

TEST(Tasks, AreDoneWithValuesThatFitTheForm) {
  auto life = with_copy();
  EXPECT_THAT(life.hear(finish(life, {{"url", "nowhere"}}, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(finish(life, {{"tone", "plain"}}, "ana")), IsEmpty());
  EXPECT_THAT(life.hear(finish(life, kPage, "ana")),
              ElementsAre("TaskDone copy", "StepSucceeded copy", "ApprovalRequested legal"));
  EXPECT_EQ(life.run().view()["steps"]["copy"]["output"],
            (Json{{"url", "https://shop.example/bf"},
                  {"tone", "plain"},
                  {"by", "ana"},
                  {"at", core::to_rfc3339(life.now)}}));
  EXPECT_THAT(life.hear(finish(life, kPage, "ana")), IsEmpty()) << "it is done already";
}

TEST(Tasks, AreDoneByWhoeverHasThem) {
  auto life = with_copy();
  life.hear(claim(life, "ana"));
  EXPECT_THAT(life.hear(finish(life, kPage, "ben")), IsEmpty());
  EXPECT_THAT(life.hear(finish(life, kPage, {})), IsEmpty()) << "nobody is known";
  EXPECT_THAT(life.hear(finish(life, kPage, "token:ana")), Contains("TaskDone copy"));
}

TEST(Tasks, AreReopenedWithAReasonAndVoidWhatCameOfThem) {
  auto life = with_copy();
  EXPECT_THAT(life.hear(reopen(life, "lea")), IsEmpty()) << "it is not done yet";
  life.hear(finish(life, kPage, "ana"));
  EXPECT_THAT(life.hear(reopen(life, "lea")),
              ElementsAre("TaskReopened copy", "StepReset copy", "ApprovalVoided legal",
                          "TaskRequested copy"));
  EXPECT_EQ(task(life).owner, Actor("ana")) << "it is for her to correct";
  EXPECT_EQ(task(life).values["url"], kPage["url"]);
  EXPECT_EQ(task(life).reopened_because, "a claim is wrong");
  EXPECT_EQ(task(life).reopened, 1);
  EXPECT_THAT(life.hear(finish(life, kPage, "ana")), Contains("ApprovalRequested legal"));
}

TEST(Tasks, AreReopenedAfterARefusal) {
  auto life = with_copy();
  life.hear(finish(life, kPage, "ana"));
  life.hear(decision(life, false));
  ASSERT_EQ(life.status(), "failed");
  EXPECT_THAT(life.hear(reopen(life, "lea")),
              ElementsAre("RunResumed", "TaskReopened copy", "StepReset copy", "StepReset legal",
                          "TaskRequested copy"));
  EXPECT_EQ(life.status(), "waiting");
  life.hear(finish(life, kPage, "ana"));
  life.hear(decision(life, true));
  EXPECT_EQ(life.status(), "succeeded");
  EXPECT_THAT(life.hear(reopen(life, "lea")), IsEmpty()) << "the run is over";
}

TEST(Tasks, OfAFailedRunAreReopenedWithWhatWasUndone) {
  Life life(with_steps(R"(
  copy: { task: { by: { group: content }, title: Write it } }
  page: { needs: copy, do: shop.put, undo: { do: shop.delete } }
  tell: { needs: page, do: mail.send }
)",
                       "on_failure: {undo: true}\n"));
  life.begin(event("go"));
  life.hear(finish(life, Json::object(), "ana"));
  life.succeed("page");
  life.fail("tell", "http_404", "gone");
  EXPECT_THAT(life.hear(reopen(life, "lea")), IsEmpty()) << "what was done is being undone";
  life.succeed("page.undo");
  ASSERT_EQ(life.status("page"), "undone");
  EXPECT_THAT(life.hear(reopen(life, "lea")),
              ElementsAre("RunResumed", "TaskReopened copy", "StepReset copy", "StepReset tell",
                          "StepReset page", "StepReset page.undo", "TaskRequested copy"));
  life.hear(finish(life, Json::object(), "ana"));
  EXPECT_EQ(life.run().step("page").key, life.run().id().text() + ".page~1");
}

TEST(Tasks, OfAPausedRunAreAskedForWhenItGoesOn) {
  auto life = with_copy();
  life.hear(finish(life, kPage, "ana"));
  life.hear(core::run_pause(life.run().id(), "", "ops", life.now));
  EXPECT_THAT(life.hear(reopen(life, "lea")), Not(Contains("TaskRequested copy")));
  EXPECT_EQ(life.status(), "paused");
  EXPECT_THAT(life.hear(core::run_resume(life.run().id(), "ops", life.now)),
              Contains("TaskRequested copy"));
}

}  // namespace
}  // namespace baton::tests
