#include "runtime/recount.hpp"

#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

// Figures that are kept beside the runs are those that a recount of the journals gives.
namespace baton::runtime {
namespace {

constexpr auto* kFlowTemplate =
    "on: [{ event: go }]\n"
    "steps:\n"
    "  rest: { sleep: { for: 1h } }\n"
    "  brief: { team: Ops, set: { text: brief } }\n"
    "  legal: { team: Legal, needs: brief, approve: { by: { group: legal }, ask: 'Agree?' } }\n"
    "  site: { needs: rest, wait: { event: site.done } }\n"
    "  live: { needs: [legal, site], set: { done: true } }\n";

class RecountTest : public SteppingTest {
 protected:
  RecountTest() { publish("launch", kFlowTemplate); }

  std::vector<ports::FlowRow> kept() {
    std::vector<ports::FlowRow> rows;
    transact([&](ports::Tx& tx) { rows = tx.flow({"launch", 0, 1'000'000}); });
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  std::vector<ports::FlowRow> counted() {
    std::vector<ports::FlowRow> rows;
    transact([&](ports::Tx& tx) { rows = recount_flow(tx, plans_); });
    return rows;
  }
  // Things happen to some runs, seeded.
  void live_on(std::uint64_t seed) {
    for (std::uint64_t at = 0; at < 30 + seed; ++at) {
      clock_.advance(
          core::Duration(static_cast<std::int64_t>((at * 7'919 + seed) % 5'000'000'000)));
      if (at % 4 == 0) post("go");
      if (at % 7 == 3) post("site.done");
      for (const auto& run : runs()) {
        if (run.done()) continue;
        const auto& rest = run.step("rest");
        if (rest.status == core::StepStatus::waiting && rest.due && *rest.due <= clock_.steady())
          tell(core::step_due(run.id(), "rest", *rest.due, clock_.now()));
        const auto& legal = run.step("legal");
        if (at % 3 == 1 && legal.status == core::StepStatus::waiting)
          tell(core::approval_decide(run.id(), "legal", at % 5 != 0, "", "", "lea", clock_.now()));
        if (at % 6 == 5) break;
      }
      if (at % 11 == 10) wire();  // another process, whose cache is empty
    }
  }
  void tell(core::Event event) {
    bus_->post(std::move(event));
    turns_->wake();
  }
};

TEST_F(RecountTest, WhatIsKeptIsWhatTheJournalsAddUpTo) {
  live_on(1);
  const auto rows = kept();
  EXPECT_GT(rows.size(), 10U);
  EXPECT_EQ(rows, counted());
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const ports::FlowRow& row) {
    return row.step == "legal" && row.team == "Legal" && row.what == "people";
  }));
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const ports::FlowRow& row) {
    return row.step == "legal" && row.team == "Legal" && row.what == "from Ops";
  })) << "hand-offs are counted too";
}

// Some of the entries are written by a process that has read the run from the store.
TEST_F(RecountTest, WhatActionsWaitedBeforeTheyWereSentIsCountedAsQueue) {
  publish("launch",
          "on: [{ event: go }]\nsteps:\n  tell: { do: chat.post }\n"
          "  ask: { approve: { by: { group: legal }, ask: 'Agree?' } }\n");
  post("go");
  const auto run = runs().at(0).id();
  clock_.advance(std::chrono::minutes(20));
  tell(core::approval_decide(run, "ask", true, "", "", "lea", clock_.now()));
  wire();
  clock_.advance(std::chrono::minutes(40));
  core::ActionResult result;
  result.waited = std::chrono::minutes(50);
  tell(core::action_finished(run, "tell", 1, std::move(result), clock_.now()));
  const auto rows = kept();
  EXPECT_EQ(rows, counted());
  const auto spent = [&rows](std::string_view step, std::string_view what) {
    core::Duration sum{};
    for (const auto& row : rows)
      if (row.step == step && row.what == what) sum += row.spent;
    return sum;
  };
  EXPECT_EQ(spent("tell", "queue"), std::chrono::minutes(50));
  EXPECT_EQ(spent("tell", "work"), std::chrono::minutes(10));
  EXPECT_EQ(spent("", "people"), std::chrono::minutes(20));
  EXPECT_EQ(spent("", "queue"), std::chrono::minutes(30));
  EXPECT_EQ(spent("", "work"), std::chrono::minutes(10));
  EXPECT_EQ(spent("", "first_action"), std::chrono::minutes(50));
}

TEST_F(RecountTest, AClockThatWasSetBackIsCountedAndGivesNoNegativeTime) {
  post("go");
  clock_.advance(std::chrono::hours(1));
  clock_.set(clock_.now() - std::chrono::hours(5));
  tell(core::approval_decide(runs().front().id(), "legal", true, "", "", "lea", clock_.now()));
  const auto rows = kept();
  EXPECT_EQ(rows, counted());
  std::int64_t set_back = 0;
  for (const auto& row : rows) {
    EXPECT_GE(row.spent, core::Duration{}) << row.what;
    if (row.what == insight::kSetBack) set_back += row.count;
  }
  EXPECT_GT(set_back, 0);
}

TEST_F(RecountTest, AMigratedRunIsCountedByTheVersionThatItIsOfThen) {
  post("go");
  const auto run = runs().front().id();
  clock_.advance(std::chrono::hours(1));
  tell(core::step_due(run, "rest", runs().front().step("rest").due.value(), clock_.now()));
  publish("launch", std::string(kFlowTemplate) +
                        "  told: { team: Ops, needs: brief, set: { text: told } }\n");
  tell(core::run_migrate(run, 2, "", "ana", clock_.now()));
  ASSERT_EQ(runs().front().head().version, 2);
  clock_.advance(std::chrono::minutes(10));
  tell(core::approval_decide(run, "legal", true, "", "", "lea", clock_.now()));
  const auto rows = kept();
  EXPECT_EQ(rows, counted());
  const auto has = [&rows](int version, std::string_view step, std::string_view what) {
    return std::any_of(rows.begin(), rows.end(), [&](const ports::FlowRow& row) {
      return row.version == version && row.step == step && row.what == what;
    });
  };
  EXPECT_TRUE(has(1, "rest", "succeeded"));
  EXPECT_TRUE(has(2, "legal", "people"));
  EXPECT_FALSE(has(1, "legal", "people")) << "it ended after the run was migrated";
}

TEST_F(RecountTest, ADroppedStepIsCountedByTheVersionThatHadIt) {
  const std::string rest = "on: [{ event: pack }]\nsteps:\n  rest: { sleep: { for: 9h } }\n";
  publish("kit", rest + "  held: { team: Ops, gate: trigger.data.n > 5, set: { x: 1 } }\n");
  post("pack", {{"n", 1}});
  clock_.advance(std::chrono::minutes(10));
  publish("kit", rest);
  tell(core::run_migrate(runs("kit").front().id(), 2, "", "ana", clock_.now()));
  ASSERT_FALSE(runs("kit").front().steps().contains("held"));
  std::vector<ports::FlowRow> rows;
  transact([&](ports::Tx& tx) { rows = tx.flow({"kit", 0, 1'000'000}); });
  std::sort(rows.begin(), rows.end());
  EXPECT_EQ(rows, counted());
  const auto held = std::find_if(rows.begin(), rows.end(),
                                 [](const ports::FlowRow& row) { return row.step == "held"; });
  ASSERT_NE(held, rows.end());
  EXPECT_EQ(held->version, 1);
  EXPECT_EQ(held->team, "Ops");
}

TEST_F(RecountTest, CountsOldRunsAnewInPartsWhileOthersGoOn) {
  live_on(2);
  transact([&](ports::Tx& tx) {
    tx.clear_flow();
    tx.set_setting("flow", "");  // as a version that kept no figures left it
  });
  ASSERT_TRUE(kept().empty());
  for (bool more = true; more;) {
    // Each part is counted by a process of its own: what is done is in the store.
    Recount recount(plans_);
    transact([&](ports::Tx& tx) { more = recount.go_on(tx); });
    clock_.advance(std::chrono::minutes(10));
    post("go");
    post("site.done");
  }
  EXPECT_EQ(kept(), counted());
  Recount again(plans_);
  transact([&](ports::Tx& tx) { EXPECT_FALSE(again.go_on(tx)) << "it is done"; });
}

TEST_F(RecountTest, APartThatIsUndoneIsCountedOnce) {
  live_on(3);
  transact([&](ports::Tx& tx) { tx.set_setting("flow", ""); });
  Recount recount(plans_);
  transact([&](ports::Tx& tx) { EXPECT_TRUE(recount.go_on(tx)); });
  transact([&](ports::Tx& tx) {
    const auto part = [&] {
      recount.go_on(tx);
      throw std::runtime_error("killed");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
  });
  for (bool more = true; more;) transact([&](ports::Tx& tx) { more = recount.go_on(tx); });
  EXPECT_EQ(kept(), counted());
}

TEST_F(RecountTest, AStoreWithoutRunsHasNothingToCount) {
  Recount recount(plans_);
  transact([&](ports::Tx& tx) {
    EXPECT_FALSE(recount.go_on(tx));
    EXPECT_NE(tx.setting("flow"), "");
  });
}

TEST_F(RecountTest, AStartOverJournalsLeavesToTheRecountWhatIsToBeCounted) {
  live_on(4);
  transact([&](ports::Tx& tx) { tx.set_setting("flow", ""); });
  Recount recount(plans_);
  transact([&](ports::Tx& tx) {
    recount.start(tx);
    EXPECT_FALSE(is_recounting(tx)) << "a start takes no longer for it";
    EXPECT_TRUE(recount.go_on(tx));
    EXPECT_TRUE(is_recounting(tx));
  });
}

class RecountOfDamageTest : public DamagedFileTest {};

// Nothing is deleted before all is counted, so a count that never ends lets the file grow.
TEST_F(RecountOfDamageTest, ARunWhoseRowIsDamagedIsLeftOutAndTheOthersAreCounted) {
  constexpr int kPartsMax = 10;
  std::vector<core::RunId> ended;
  for (int at = 0; at < 3; ++at) ended.push_back(ended_run());
  store::transact(*store_, [&](ports::Tx& tx) {
    tx.put_template(
        {"onboarding",
         1,
         "workflow: onboarding\non: [{ event: lead.won }]\nsteps:\n  a: { set: { x: 1 } "
         "}\n",
         "hash",
         {},
         clock_.now(),
         "test"});
    tx.set_setting("flow", "");
  });
  damage_row(ended[1]);
  PlanCache plans{4};
  Recount recount(plans);
  int parts = 0;
  for (bool more = true; more && parts < kPartsMax; ++parts)
    store::transact(*store_, [&](ports::Tx& tx) { more = recount.go_on(tx); });
  EXPECT_LT(parts, kPartsMax);
  store::transact(*store_, [&](ports::Tx& tx) {
    EXPECT_FALSE(is_recounting(tx));
    std::int64_t succeeded = 0;
    for (const auto& row : tx.flow({"onboarding", 0, 1'000'000}))
      if (row.step.empty() && row.what == "succeeded") succeeded += row.count;
    EXPECT_EQ(succeeded, 2);
  });
}

}  // namespace
}  // namespace baton::runtime
