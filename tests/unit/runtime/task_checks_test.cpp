#include "runtime/task_checks.hpp"

#include "unit/make.hpp"

#include <gmock/gmock.h>
#include <string>

namespace baton::runtime {
namespace {

using identity::Role;
using testing::HasSubstr;

class TaskChecksTest : public testing::Test {
 protected:
  TaskChecksTest() { life_.begin(tests::event("go")); }

  static identity::Principal member(core::Actor actor) {
    return {Role::approver, std::move(actor), {"content"}};
  }
  static TaskAct act(TaskAct::Kind kind, std::string comment = {}) {
    TaskAct made;
    made.kind = kind;
    made.comment = std::move(comment);
    return made;
  }
  static TaskAct finish(core::Json values) {
    TaskAct made;
    made.kind = TaskAct::Kind::finish;
    made.values = std::move(values);
    return made;
  }
  Doable asked(const TaskAct& what, const identity::Principal& by) const {
    return doable(life_.run(), "copy", what, by);
  }
  std::string refusal(const TaskAct& what, const identity::Principal& by) const {
    const auto answer = asked(what, by);
    return answer.refusal ? answer.refusal->message : "";
  }
  void taken_by(core::Actor owner) {
    const auto from = life_.run().step("copy").task->owner;
    life_.hear(core::task_claim(life_.run().id(), "copy", owner, from, owner, life_.now));
  }
  void done_by(core::Actor owner) {
    life_.hear(core::task_finish(life_.run().id(), "copy", kPage, "", std::move(owner), life_.now));
  }

  const core::Json kPage{{"url", "https://shop.example/bf"}};
  tests::Life life_{
      "workflow: w\non: [{event: go}]\nsteps:\n  copy: {task: {by: {group: content}, title: T, "
      "form: {url: {format: uri, required: true}}}}\n  legal: {needs: copy, approve: {by: {group: "
      "legal}, ask: Go?}}\n"};
};

TEST_F(TaskChecksTest, IsForTheGroupAndForAdmins) {
  EXPECT_EQ(refusal(act(TaskAct::Kind::claim), member("ana")), "");
  EXPECT_EQ(refusal(act(TaskAct::Kind::claim), {Role::admin, "root"}), "");
  EXPECT_THAT(refusal(act(TaskAct::Kind::claim), {Role::approver, "ben"}),
              HasSubstr("group \"content\""));
  EXPECT_THAT(refusal(finish(kPage), {Role::operator_, "ops"}), HasSubstr("group \"content\""));
  EXPECT_THAT(refusal(act(TaskAct::Kind::claim), {Role::sender, "crm"}),
              HasSubstr("does no tasks"));
  EXPECT_THAT(refusal(act(TaskAct::Kind::claim), {Role::viewer, "ben", {"content"}}),
              HasSubstr("does no tasks"));
}

TEST_F(TaskChecksTest, IsTakenFromNobodyButByAnOperator) {
  taken_by("ana");
  EXPECT_EQ(refusal(act(TaskAct::Kind::claim), member("ben")), "ana has it");
  EXPECT_EQ(refusal(finish(kPage), member("ben")), "ana has it");
  EXPECT_THAT(refusal(act(TaskAct::Kind::release), member("ben")), HasSubstr("ana has it"));
  EXPECT_TRUE(asked(act(TaskAct::Kind::claim), member("token:ana")).repeated);
  const identity::Principal ops{Role::operator_, "ops"};
  EXPECT_EQ(refusal(act(TaskAct::Kind::release), ops), "");
  auto give = act(TaskAct::Kind::claim);
  give.owner = "ben";
  const auto answer = asked(give, ops);
  EXPECT_FALSE(answer.refusal);
  EXPECT_EQ(answer.owner, core::Actor("ben"));
  EXPECT_EQ(answer.from, core::Actor("ana"));
  taken_by("ben");
  EXPECT_EQ(refusal(finish(kPage), {Role::approver, "ben"}), "") << "it was given to him";
}

TEST_F(TaskChecksTest, TellsEachValueThatDoesNotFit) {
  const auto answer = asked(finish({{"url", "nowhere"}, {"more", 1}}), member("ana"));
  ASSERT_EQ(answer.mistakes.size(), 2U);
  EXPECT_EQ(answer.mistakes[0].where, "/values/url");
  EXPECT_EQ(answer.mistakes[1].where, "/values/more");
  EXPECT_EQ(answer.refusal->code, core::Errc::invalid);
}

TEST_F(TaskChecksTest, TellsWhatHasHappenedMeanwhile) {
  EXPECT_EQ(refusal(act(TaskAct::Kind::reopen, "why"), member("ana")),
            "it is not done: the step is waiting");
  done_by("ana");
  EXPECT_EQ(refusal(act(TaskAct::Kind::claim), member("ben")), "it is done already, by ana");
  EXPECT_TRUE(asked(finish(kPage), member("ana")).repeated);
  EXPECT_EQ(refusal(act(TaskAct::Kind::reopen, " "), member("ben")),
            "expected why it is to be done again");
  EXPECT_EQ(refusal(act(TaskAct::Kind::reopen, "why"), member("ben")), "");
  life_.hear(core::run_cancel(life_.run().id(), "", "ana", life_.now));
  EXPECT_EQ(refusal(act(TaskAct::Kind::reopen, "why"), member("ben")),
            "the run is over: it was cancelled");
}

TEST_F(TaskChecksTest, KnowsStepsThatAskForNoWork) {
  const auto answer = doable(life_.run(), "legal", act(TaskAct::Kind::claim), member("ana"));
  EXPECT_EQ(answer.refusal->code, core::Errc::not_found);
  EXPECT_THAT(answer.refusal->hint, HasSubstr(".copy"));
}

}  // namespace
}  // namespace baton::runtime
