#include "runtime/roots.hpp"

#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>

// What one event from outside causes is counted, and limited.
namespace baton::runtime {
namespace {

// A small share, so that it is soon used up.
class WidthTest : public SteppingTest {
 protected:
  WidthTest() {
    options_.descendants_max = 100;
    wire();
  }
};

TEST_F(WidthTest, OneEventCausesNoMoreThanItsShare) {
  publish(
      "boom", "on: [{ event: boom }]\nsteps:\n" + [] {
        std::string steps;
        for (int n = 0; n < 10; ++n)
          steps += "  s" + std::to_string(n) + ": { emit: { event: boom } }\n";
        return steps;
      }());
  post("boom");
  EXPECT_EQ(count("boom"), 101);
  std::string code;
  for (const auto& run : runs())
    for (const auto& [step, state] : run.steps())
      if (state.status == core::StepStatus::failed)
        code = run.view().at("steps").at(step.name).at("error").at("code").get<std::string>();
  EXPECT_EQ(code, "causation_width");
  post("boom");
  EXPECT_EQ(count("boom"), 202) << "the next one from outside has its own share";
}

TEST_F(WidthTest, HoldsForWhatBatonTellsOfRuns) {
  for (const auto* name : {"tell1", "tell2"}) {
    publish(name, "on: [{ event: baton.run.*, when: event.data.workflow != '" + std::string(name) +
                      "' }, { event: go }]\nsteps:\n  a: { set: { n: 1 } }\n");
  }
  post("go");
  std::int64_t caused = 0;
  transact([&](ports::Tx& tx) { caused = tx.counts().events - 1; });
  EXPECT_LE(caused, 100);
  EXPECT_GT(metrics_.descendants_refused.Value(), 0.0);
}

TEST_F(WidthTest, IsCountedFromTheLogAfterACrash) {
  publish("two",
          "on: [{ event: go }]\nsteps:\n  a: { emit: { event: x.y } }\n  b: { emit: { event: x.y } "
          "}\n");
  post("go");
  transact([&](ports::Tx& tx) {
    const auto root = tx.runs({}).at(0).trigger;
    EXPECT_EQ(tx.descendants(root, 100), 2);
    EXPECT_EQ(Roots(100).left(tx, root), 98);
  });
}

}  // namespace
}  // namespace baton::runtime
