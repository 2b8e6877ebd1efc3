#include "runtime/projection.hpp"

#include "baton/core/own_events.hpp"
#include "baton/runtime/reads.hpp"
#include "unit/make.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

using core::Event;

// A run that waits for an event with its id and more than 5.
class ResumedTest : public testing::Test {
 protected:
  ResumedTest() {
    const auto trigger = tests::event("wc.a", {{"id", "q"}});
    auto seen = trigger.to_json();
    auto match = engine::match(*plan_, trigger, seen, tests::noon()).match.value();
    run_ = engine::start(*plan_, core::RunId(1), trigger, std::move(seen), std::move(match),
                         {tests::noon(), 1, tests::noon()})
               .run;
  }
  // Whether the run is said to have gone on by the event.
  bool goes_on_by(const Event& event) {
    auto before = as_stored(run_);
    auto decision =
        engine::decide(*plan_, std::move(run_), event, {tests::noon(), 1, tests::noon()});
    const auto change =
        project(*plan_, decision, event, tests::noon(), std::move(before), core::EventId(1));
    run_ = std::move(decision.run);
    return change.resumed;
  }

  std::shared_ptr<const engine::Plan> plan_ = tests::plan(R"(
workflow: wc
inputs: {id: {type: string}}
on: [{event: wc.a, inputs: {id: "${event.data.id}"}}]
steps:
  w: {wait: {event: wc.b, when: 'event.data.id == inputs.id && event.data.amount > 5'}, timeout: 1d}
)");
  core::Run run_;
};

TEST_F(ResumedTest, NotByAnEventThatItsConditionCouldNotBeAskedOf) {
  EXPECT_FALSE(goes_on_by(tests::event("wc.b", {{"id", "q"}}))) << "no amount";
  EXPECT_FALSE(goes_on_by(tests::event("wc.b", {{"id", "q"}, {"amount", "many"}})));
  EXPECT_EQ(run_.step("w").status, core::StepStatus::waiting);
  EXPECT_EQ(run_.step("w").notes.size(), 2U);
}

TEST_F(ResumedTest, ByTheEventThatEndsItsWait) {
  EXPECT_TRUE(goes_on_by(tests::event("wc.b", {{"id", "q"}, {"amount", 6}})));
  EXPECT_EQ(run_.status(), core::RunStatus::succeeded);
}

TEST_F(ResumedTest, NotByWhatIsAddressedToIt) {
  EXPECT_FALSE(goes_on_by(core::run_cancel(core::RunId(1), "no need", "ana", tests::noon())));
}

// A save is planned by it, without a look into the store.
TEST(AsStored, NamesTheStepsThatHaveARowAndTheApprovalsThatAreOpen) {
  const auto plan = tests::plan(R"(
workflow: wc
on: [{event: wc.a}]
steps:
  legal: {approve: {by: {group: legal}, ask: May we?}, timeout: 3d}
  pause: {sleep: {for: 1d}}
  after: {needs: [legal, pause], sleep: {for: 1d}}
)");
  const auto trigger = tests::event("wc.a", core::Json::object());
  auto seen = trigger.to_json();
  auto match = engine::match(*plan, trigger, seen, tests::noon()).match.value();
  const engine::Moment moment{tests::noon(), 1, tests::noon()};
  auto begun =
      engine::start(*plan, core::RunId(1), trigger, std::move(seen), std::move(match), moment);
  const auto before = as_stored(begun.run);
  EXPECT_EQ(before.revision, begun.run.revision());
  EXPECT_EQ(before.status, core::RunStatus::waiting);
  EXPECT_EQ(before.steps, (std::vector<core::StepRef>{"legal", "pause"}));
  EXPECT_EQ(before.open_approvals, std::vector<core::StepRef>{"legal"});
  const auto alarm = [](const char* step, int days) {
    return ports::AlarmRow{false, tests::noon() + std::chrono::hours(24 * days), core::RunId(1),
                           step};
  };
  EXPECT_EQ(before.alarms, (std::vector{alarm("legal", 3), alarm("pause", 1)}));

  auto decided = engine::decide(
      *plan, std::move(begun.run),
      core::approval_decide(core::RunId(1), "legal", true, "", "", "user:ana", tests::noon()),
      moment);
  const auto change = project(*plan, decided, trigger, tests::noon(), before, core::EventId(1));
  EXPECT_FALSE(change.is_new());
  EXPECT_EQ(change.settled, std::vector<core::StepRef>{"legal"});
  EXPECT_EQ(change.alarms_over, std::vector{alarm("legal", 3)}) << "the other stays as it is";
  EXPECT_TRUE(change.alarms.empty());
  const auto after = as_stored(decided.run);
  EXPECT_EQ(after.steps, std::vector<core::StepRef>{"pause"});
  EXPECT_EQ(after.alarms, std::vector{alarm("pause", 1)});
  EXPECT_TRUE(after.open_approvals.empty());
}

// The outbox serves by it what waits there.
TEST(StepRows, HaveATurnByThePriorityOfTheirWorkflow) {
  const auto turns = [](const std::string& priority) {
    const auto plan = tests::plan("workflow: wc\non: [{event: wc.a}]\n" + priority +
                                  "steps:\n  one: {do: crm.note}\n  rest: {sleep: {for: 1d}}\n");
    const auto trigger = tests::event("wc.a", core::Json::object());
    auto seen = trigger.to_json();
    auto match = engine::match(*plan, trigger, seen, tests::noon()).match.value();
    auto decision = engine::start(*plan, core::RunId(1), trigger, std::move(seen), std::move(match),
                                  {tests::noon(), 1, tests::noon()});
    const auto change = project(*plan, decision, trigger, tests::noon(), {}, core::EventId(1));
    std::vector<std::int64_t> found;
    for (const auto& row : change.steps) found.push_back(row.turn);
    return found;
  };
  using Turns = std::vector<std::int64_t>;
  const auto noon =
      std::chrono::floor<std::chrono::seconds>(tests::noon()).time_since_epoch().count();
  EXPECT_EQ(turns(""), (Turns{noon, 0})) << "what is no action has none";
  EXPECT_EQ(turns("priority: 1\n"), (Turns{noon - 1200, 0}));
  EXPECT_EQ(turns("priority: 5\n"), (Turns{noon + 1200, 0}));
}

// What the row of a run says that it calls people for.
class CallsForTest : public testing::Test {
 protected:
  ports::CallsFor begins(const std::string& rest) {
    plan_ = tests::plan("workflow: wc\non: [{event: wc.a}]\n" + rest);
    const auto trigger = tests::event("wc.a", core::Json::object());
    auto seen = trigger.to_json();
    auto match = engine::match(*plan_, trigger, seen, tests::noon()).match.value();
    return row_of(engine::start(*plan_, core::RunId(1), trigger, std::move(seen), std::move(match),
                                {tests::noon(), 1, tests::noon()}));
  }
  ports::CallsFor hears(const Event& event) {
    return row_of(engine::decide(*plan_, std::move(run_), event, {now_, 1, now_}));
  }
  ports::CallsFor row_of(engine::Decision decision) {
    const auto cause = tests::event("wc.a");
    const auto change = project(*plan_, decision, cause, now_, {}, core::EventId(1));
    run_ = std::move(decision.run);
    return change.run.calls_for;
  }

  core::Time now_ = tests::noon();
  std::shared_ptr<const engine::Plan> plan_{};
  core::Run run_;
};

TEST_F(CallsForTest, SomebodyWhileItIsPaused) {
  EXPECT_EQ(begins("steps:\n  w: {wait: {event: wc.b}, timeout: 1d}\n"), ports::CallsFor::nothing);
  EXPECT_EQ(hears(core::run_pause(core::RunId(1), "", "ana", now_)), ports::CallsFor::action);
  EXPECT_EQ(hears(core::run_resume(core::RunId(1), "ana", now_)), ports::CallsFor::nothing);
}

TEST_F(CallsForTest, SomebodyWhileItIsFailingAndNobodyOnceItHasFailed) {
  EXPECT_EQ(begins("steps:\n  a: {set: {n: '${trigger.data.nothing}'}}\n"
                   "  w: {wait: {event: wc.b}, timeout: 1d}\n"),
            ports::CallsFor::action);
  EXPECT_EQ(hears(tests::event("wc.b")), ports::CallsFor::nothing);
  EXPECT_EQ(run_.status(), core::RunStatus::failed);
}

TEST_F(CallsForTest, SomebodyWhoSaysWhatBecameOfAnAction) {
  EXPECT_EQ(begins("steps:\n  a: {do: sink.post}\n"), ports::CallsFor::nothing);
  core::ActionResult result;
  result.kind = core::ActionResult::Kind::undecidable;
  EXPECT_EQ(hears(core::action_finished(core::RunId(1), "a", 1, std::move(result), now_)),
            ports::CallsFor::action);
}

TEST_F(CallsForTest, SomebodyOnceItOrOneOfItsServiceLevelsIsLate) {
  EXPECT_EQ(begins("due: 1h\nsteps:\n  w: {wait: {event: wc.b}, timeout: 9d}\n"),
            ports::CallsFor::nothing);
  now_ += std::chrono::hours(1);
  EXPECT_EQ(hears(core::run_due(core::RunId(1), now_, now_)), ports::CallsFor::action);
  now_ = tests::noon();
  EXPECT_EQ(begins("steps:\n  w: {approve: {by: {users: [ada]}, ask: Agree?}, "
                   "sla: {goal: 1h, due: 2h}}\n"),
            ports::CallsFor::nothing);
  now_ += std::chrono::hours(1);
  EXPECT_EQ(hears(core::step_due(core::RunId(1), "w", now_, now_)), ports::CallsFor::nothing)
      << "its goal alone is no alarm";
  now_ += std::chrono::hours(1);
  EXPECT_EQ(hears(core::step_due(core::RunId(1), "w", now_, now_)), ports::CallsFor::action);
}

TEST(Project, KeepsWhoHasATaskAndWhenItIsDue) {
  const auto plan = tests::plan(R"(
workflow: wc
on: [{event: wc.a}]
steps:
  copy: {task: {by: {group: content, users: [ana]}, title: Write it, due: 1d}, timeout: 3d}
)");
  const auto trigger = tests::event("wc.a", core::Json::object());
  auto seen = trigger.to_json();
  auto match = engine::match(*plan, trigger, seen, tests::noon()).match.value();
  const engine::Moment moment{tests::noon(), 1, tests::noon()};
  auto begun =
      engine::start(*plan, core::RunId(1), trigger, std::move(seen), std::move(match), moment);
  const auto before = as_stored(begun.run);
  const auto first = project(*plan, begun, trigger, tests::noon(), {}, core::EventId(1));
  ASSERT_EQ(first.tasks.size(), 1U);
  EXPECT_EQ(first.tasks[0].status, ports::TaskStatus::open);
  EXPECT_EQ(first.tasks[0].users, std::vector<std::string>{"ana"});
  EXPECT_EQ(first.tasks[0].due, tests::noon() + std::chrono::hours(24));
  EXPECT_EQ(first.tasks[0].ends, tests::noon() + std::chrono::hours(72));
  EXPECT_EQ(first.alarms.size(), 1U) << "the earlier of the two";

  auto taken = engine::decide(
      *plan, std::move(begun.run),
      core::task_claim(core::RunId(1), "copy", "ana", {}, "ana", tests::noon()), moment);
  const auto change = project(*plan, taken, trigger, tests::noon(), before, core::EventId(1));
  ASSERT_EQ(change.tasks.size(), 1U);
  EXPECT_EQ(change.tasks[0].status, ports::TaskStatus::claimed);
  EXPECT_EQ(change.tasks[0].owner, core::Actor("ana"));
  EXPECT_TRUE(change.alarms.empty());
}

// The row of the question of `legal`, and of the task `copy`, of a run that has just begun.
ports::RunChange asks(const std::string& legal, const std::string& copy) {
  const auto plan =
      tests::plan("workflow: wc\non: [{event: wc.a}]\nsteps:\n" +
                  ("  legal: {approve: {by: {group: legal}, ask: May we?}" + legal) +
                  "}\n  copy: {task: {by: {group: content}, title: Write it" + copy + "}\n");
  const auto trigger = tests::event("wc.a", core::Json::object());
  auto seen = trigger.to_json();
  auto match = engine::match(*plan, trigger, seen, tests::noon()).match.value();
  auto begun = engine::start(*plan, core::RunId(1), trigger, std::move(seen), std::move(match),
                             {tests::noon(), 1, tests::noon()});
  return project(*plan, begun, trigger, tests::noon(), {}, core::EventId(1));
}

// The inbox and the lists have first what is due first.
TEST(Project, KeepsWhenAServiceLevelWantsAnAnswer) {
  const auto in = [](int count) {
    return std::optional(tests::noon() + std::chrono::hours(count));
  };
  const auto due = asks(", sla: {goal: 1h, due: 2h, late: 3h}", "}, sla: {due: 2h}");
  EXPECT_EQ(due.approvals.at(0).due, in(2));
  EXPECT_EQ(due.tasks.at(0).due, in(2));
  EXPECT_EQ(due.tasks.at(0).ends, std::nullopt);
  const auto late = asks(", sla: {goal: 1h, late: 3h}", "}, sla: {late: 3h}, timeout: 4h");
  EXPECT_EQ(late.approvals.at(0).due, in(3));
  EXPECT_EQ(late.tasks.at(0).due, in(3));
  EXPECT_EQ(late.tasks.at(0).ends, in(4));
  const auto goal = asks(", sla: {goal: 1h}", "}, sla: {goal: 1h}");
  EXPECT_EQ(goal.approvals.at(0).due, std::nullopt) << "a goal is no promise";
  EXPECT_EQ(goal.tasks.at(0).due, std::nullopt);
  const auto own = asks(", timeout: 4h", ", due: 4h}, sla: {due: 2h}");
  EXPECT_EQ(own.approvals.at(0).due, in(4)) << "the step fails then";
  EXPECT_EQ(own.tasks.at(0).due, in(4)) << "a task may say it itself";
  EXPECT_EQ(asks(", sla: {due: 2h}, timeout: 4h", "}").approvals.at(0).due, in(2));
}

}  // namespace
}  // namespace baton::runtime
