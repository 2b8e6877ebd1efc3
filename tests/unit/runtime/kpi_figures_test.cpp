#include "baton/runtime/kpi_figures.hpp"

#include "baton/core/own_events.hpp"
#include "baton/insight/flow.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <utility>

namespace baton::runtime {
namespace {

class KpiFiguresTest : public SteppingTest {
 protected:
  using Kind = core::ActionResult::Kind;

  // The attempt under way at a step of the newest run ends so.
  void ends(const char* step, Kind kind = Kind::succeeded) {
    core::ActionResult result;
    result.kind = kind;
    const auto run = runs().at(0);
    bus_->post(core::action_finished(run.id(), step, run.step(step).attempt, std::move(result),
                                     clock_.now()));
    turns_->wake();
  }
  std::optional<double> value_of(const std::string& kpi) {
    core::Findings findings;
    const auto kpis = kpis::Definitions::read({{"k.yaml", kpi}}, findings);
    EXPECT_TRUE(findings.empty());
    std::optional<double> value;
    transact([&](ports::Tx& tx) {
      KpiFigures figures(tx, plans_, insight::day_of(clock_.now()));
      value = figures.of(*kpis.find("cost")).whole.value;
    });
    return value;
  }
};

constexpr auto* kCostOfActions = "kpi: cost\nkind: cost\ncosts: { crm: 1, crm.remove: 20 }\n";

TEST_F(KpiFiguresTest, EachAttemptCostsAndWhatUndoesAStepToo) {
  publish("w",
          "on: [{ event: go }]\nsteps:\n"
          "  one: { do: crm.add, retry: { attempts: 3 }, undo: { do: crm.remove } }\n"
          "  two: { needs: one, do: crm.check }\n"
          "on_failure: { undo: true }\n");
  post("go");
  ends("one", Kind::transient);
  ends("one");
  ends("two", Kind::permanent);
  ends("one.undo");
  ASSERT_EQ(runs().at(0).status(), core::RunStatus::failed);
  EXPECT_FALSE(value_of(kCostOfActions)) << "no run has succeeded";
  clock_.advance(std::chrono::minutes(1));
  post("go");
  ends("one");
  ends("two");
  ASSERT_EQ(runs().at(0).status(), core::RunStatus::succeeded);
  EXPECT_EQ(value_of(kCostOfActions), 25.0) << "of both runs, by the one that succeeded";
}

}  // namespace
}  // namespace baton::runtime
