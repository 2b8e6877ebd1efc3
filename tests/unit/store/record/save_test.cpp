#include "store/record/save.hpp"

#include "baton/core/result.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace baton::store {
namespace {

using core::RunStatus;
using core::StepStatus;
using ports::ApprovalStatus;
using Texts = std::vector<std::string>;

constexpr core::RunId kRun(7);

// Writes down what it is told.
class NotedTables final : public RunTables {
 public:
  void insert_entry(const ports::JournalRow& /*entry*/, bool resumed) override {
    note(resumed ? "insert resumed entry" : "insert entry");
  }
  void insert_run(const ports::RunRow& /*run*/) override { note("insert run"); }
  void update_run(const ports::RunRow& /*run*/, const ports::RunBefore& before) override {
    note("update run from " + std::to_string(before.revision));
  }
  void rename_run(const ports::RunRow& /*run*/) override { note("rename run"); }
  void update_status(const ports::RunRow& run, const ports::RunBefore& before) override {
    note("update run " + std::string(core::to_text(before.status)) + " to " +
         std::string(core::to_text(run.status)));
  }
  void delete_step(core::RunId /*run*/, const core::StepRef& step) override {
    note("delete step " + step.text());
  }
  void insert_step(const ports::StepRow& step) override { note("insert step " + step.step.text()); }
  void update_step(const ports::StepRow& step) override { note("update step " + step.step.text()); }
  void delete_slot(const ports::SlotRow& slot) override { note("delete slot " + slot.key); }
  void insert_slot(const ports::SlotRow& slot) override {
    note((slot.held ? "hold slot " : "wait for slot ") + slot.key);
  }
  void delete_waits(core::RunId /*run*/, const core::StepRef& step) override {
    note("delete waits " + step.text());
  }
  void delete_alarm(const ports::AlarmRow& alarm) override {
    note("delete alarm of " + alarm.step.text());
  }
  void insert_alarm(const ports::AlarmRow& alarm) override {
    note("insert alarm of " + alarm.step.text());
  }
  void put_wait(const ports::WaitRow& wait) override { note("put wait " + wait.step.text()); }
  void put_approval(const ports::ApprovalRow& approval) override {
    note("put approval " + approval.step.text());
  }
  void put_task(const ports::TaskRow& task) override { note("put task " + task.step.text()); }
  void add_flow(const ports::FlowRow& row) override { note("count " + row.what); }

  Texts noted{};

 private:
  void note(std::string what) { noted.push_back(std::move(what)); }
};

ports::StepRow step(std::string name, StepStatus status = StepStatus::running) {
  return {kRun, std::move(name), status, 1, {}};
}

ports::ApprovalRow approval(std::string name, ApprovalStatus status) {
  return {.run = kRun, .step = std::move(name), .status = status};
}

ports::RunChange new_run() {
  ports::RunChange change;
  change.run.id = change.entry.run = kRun;
  change.run.revision = 1;
  return change;
}

ports::RunChange change_of(RunStatus before, RunStatus after) {
  auto change = new_run();
  change.before = {3, before, {}, {}};
  change.run.revision = 4;
  change.run.status = after;
  return change;
}

class SaveTest : public testing::Test {
 protected:
  ports::Counts saved(const ports::RunChange& change) { return save(change, tables_); }
  const Texts& noted() const { return tables_.noted; }

  NotedTables tables_;
};

TEST_F(SaveTest, InsertsAllOfANewRun) {
  auto change = new_run();
  change.steps = {step("a"), step("b", StepStatus::waiting)};
  change.waits = {{kRun, "b", "a.b", "", ""}};
  change.approvals = {approval("c", ApprovalStatus::open)};
  change.tasks = {{.run = kRun, .step = "d"}};
  EXPECT_EQ(saved(change), (ports::Counts{0, 1, 1, 2, 1, 0}));
  EXPECT_EQ(noted(), (Texts{"insert entry", "insert run", "insert step a", "insert step b",
                            "put wait b", "put approval c", "put task d"}));
}

TEST_F(SaveTest, CountsARunThatEndsAsItBeginsAsNotOpen) {
  auto change = new_run();
  change.run.status = RunStatus::succeeded;
  EXPECT_EQ(saved(change), (ports::Counts{0, 1, 0, 0, 0, 0}));
}

TEST_F(SaveTest, LeavesTheStatusAloneWhileItStays) {
  EXPECT_EQ(saved(change_of(RunStatus::waiting, RunStatus::waiting)), ports::Counts{});
  EXPECT_EQ(noted(), (Texts{"insert entry", "update run from 3"}));
}

TEST_F(SaveTest, GivesAMigratedRunItsVersion) {
  auto change = change_of(RunStatus::waiting, RunStatus::waiting);
  change.entry.transitions = {core::RunMigrated{1, 2}};
  EXPECT_EQ(saved(change), ports::Counts{});
  EXPECT_EQ(noted(), (Texts{"insert entry", "rename run", "update run from 3"}));
}

TEST_F(SaveTest, CountsRunsThatEndAndRunsThatGoOn) {
  EXPECT_EQ(saved(change_of(RunStatus::running, RunStatus::waiting)).runs_open, 0);
  EXPECT_EQ(saved(change_of(RunStatus::running, RunStatus::failed)).runs_open, -1);
  EXPECT_EQ(saved(change_of(RunStatus::failed, RunStatus::running)).runs_open, 1);
  EXPECT_EQ(saved(change_of(RunStatus::failed, RunStatus::cancelled)).runs_open, 0);
  EXPECT_EQ(noted(),
            (Texts{"insert entry", "update run running to waiting", "insert entry",
                   "update run running to failed", "insert entry", "update run failed to running",
                   "insert entry", "update run failed to cancelled"}));
}

TEST_F(SaveTest, TellsStepsThatHaveARowFromThoseThatHaveNone) {
  auto change = change_of(RunStatus::running, RunStatus::running);
  change.resumed = true;
  change.before.steps = {"a", "b"};
  change.settled = {"a"};
  change.steps = {step("b"), step("c"), step("d")};
  EXPECT_EQ(saved(change).steps_live, 1);
  EXPECT_EQ(noted(), (Texts{"insert resumed entry", "update run from 3", "delete step a",
                            "update step b", "insert step c", "insert step d"}));
}

TEST_F(SaveTest, InsertsAStepThatSettledAndBeganAgain) {
  auto change = change_of(RunStatus::running, RunStatus::running);
  change.before.steps = {"a"};
  change.settled = {"a"};
  change.steps = {step("a")};
  EXPECT_EQ(saved(change).steps_live, 0);
  EXPECT_EQ(noted(),
            (Texts{"insert entry", "update run from 3", "delete step a", "insert step a"}));
}

TEST_F(SaveTest, EndsWaitsBeforeItPutsOthers) {
  auto change = change_of(RunStatus::running, RunStatus::running);
  change.waits_over = {"a"};
  change.waits = {{kRun, "b", "a.b", "", ""}};
  saved(change);
  EXPECT_EQ(noted(), (Texts{"insert entry", "update run from 3", "delete waits a", "put wait b"}));
}

TEST_F(SaveTest, TakesAlarmsBackBeforeItSetsOthers) {
  const ports::AlarmRow over{false, core::Time(core::Duration(1)), kRun, "a"};
  const ports::AlarmRow stays{false, core::Time(core::Duration(2)), kRun, "b"};
  auto change = change_of(RunStatus::waiting, RunStatus::waiting);
  change.before.alarms = {over, stays};
  change.alarms_over = {over};
  change.alarms = {{true, core::Time(core::Duration(3)), kRun, {"a", 1}}};
  saved(change);
  EXPECT_EQ(noted(), (Texts{"insert entry", "update run from 3", "delete alarm of a",
                            "insert alarm of a[1]"}));
}

TEST_F(SaveTest, CountsApprovalsThatOpenAndClose) {
  const auto added = [this](std::vector<core::StepRef> open_before, ApprovalStatus after) {
    auto change = change_of(RunStatus::running, RunStatus::running);
    change.before.open_approvals = std::move(open_before);
    change.approvals = {approval("a", after)};
    return saved(change).approvals_open;
  };
  EXPECT_EQ(added({}, ApprovalStatus::open), 1);
  EXPECT_EQ(added({"a"}, ApprovalStatus::open), 0) << "asked anew";
  EXPECT_EQ(added({"a", "b"}, ApprovalStatus::approved), -1);
  EXPECT_EQ(added({"b"}, ApprovalStatus::withdrawn), 0);
}

TEST_F(SaveTest, WritesNothingOfAChangeWhosePartsDoNotBelongTogether) {
  const auto refuses = [this](auto edit) {
    auto change = change_of(RunStatus::running, RunStatus::running);
    edit(change);
    EXPECT_THROW(saved(change), core::BrokenInvariant);
  };
  refuses([](ports::RunChange& change) { change.run.id = {}; });
  refuses([](ports::RunChange& change) { change.entry.run = core::RunId(8); });
  refuses([](ports::RunChange& change) { change.settled = {"never had a row"}; });
  refuses([](ports::RunChange& change) { change.steps = {step("a", StepStatus::succeeded)}; });
  refuses([](ports::RunChange& change) {
    change.steps = {step("a")};
    change.steps[0].run = core::RunId(8);
  });
  const ports::AlarmRow alarm{false, {}, kRun, "a"};
  refuses([&](ports::RunChange& change) { change.alarms_over = {alarm}; });
  refuses([&](ports::RunChange& change) {
    change.alarms = {alarm};
    change.alarms[0].run = core::RunId(8);
  });
  refuses([&](ports::RunChange& change) {
    change.before.alarms = {alarm};
    change.run.status = RunStatus::failed;
  });
  EXPECT_EQ(noted(), Texts{});
}

}  // namespace
}  // namespace baton::store
