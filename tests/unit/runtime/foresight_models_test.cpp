#include "runtime/foresight_models.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

using std::chrono::hours;

// `long` takes ten days and `short` one, side by side; `live` follows both.
constexpr auto* kSideBySide =
    "on: [{ event: go }]\n"
    "due: 12d\n"
    "steps:\n"
    "  long: { wait: { event: long.done } }\n"
    "  short: { wait: { event: short.done } }\n"
    "  live: { needs: [long, short], wait: { event: live.done } }\n";

class ForesightModelsTest : public SteppingTest {
 protected:
  ForesightModelsTest() { publish("launch", kSideBySide); }

  void one_run() {
    post("go");
    clock_.advance(hours(24));
    post("short.done");
    clock_.advance(hours(24 * 9));
    post("long.done");
    clock_.advance(hours(24));
    post("live.done");
  }
  std::vector<RunSeen> seen(bool open) {
    std::vector<RunSeen> found;
    transact([&](ports::Tx& tx) {
      for (auto& row : tx.runs({.limit = 1'000}))
        if (row.ended_at.has_value() != open)
          found.push_back(see_run(tx, plans_, std::move(row), clock_));
    });
    return found;
  }
  std::optional<Foreseen> forecast() {
    const auto open = seen(true);
    EXPECT_EQ(open.size(), 1U);
    return models_.forecast(open.front(), clock_.now(),
                            open.front().row.started_at + hours(24 * 12), *options_.calendars);
  }
  // The sleep of the newest run of a workflow ends.
  void wake(const std::string& workflow) {
    const auto run = runs(workflow).front();
    const auto due = run.step("rest").due.value();
    clock_.advance(due - clock_.now());
    bus_->post(core::step_due(run.id(), "rest", due, clock_.now()));
    turns_->wake();
  }
  ForesightModels models_;
};

TEST_F(ForesightModelsTest, TellsOnWhichStepsTheEndHangs) {
  for (int at = 0; at < 30; ++at) one_run();
  models_.learn("launch", seen(false));
  post("go");
  const auto found = forecast();
  ASSERT_TRUE(found);
  std::map<std::string, double> shares;
  for (const auto& one : found->detail.at("critical_path"))
    shares[core::text_at(one, "step")] = one.at("share").get<double>();
  EXPECT_GT(shares["live"], 0.99);
  EXPECT_GT(shares["long"], 0.9);
  EXPECT_EQ(shares.count("short"), 0U);
}

TEST_F(ForesightModelsTest, TheSameRunsGiveTheSameBytes) {
  for (int at = 0; at < 25; ++at) one_run();
  models_.learn("launch", seen(false));
  post("go");
  const auto found = forecast();
  ForesightModels other;
  other.learn("launch", seen(false));
  const auto open = seen(true);
  EXPECT_EQ(other
                .forecast(open.front(), clock_.now(), open.front().row.started_at + hours(24 * 12),
                          *options_.calendars)
                ->row,
            found->row);
}

// `rest` takes as long as the event says, and `last` takes an hour.
constexpr auto* kRestUntil =
    "on: [{ event: nap, inputs: { until: \"${event.data.until}\" } }]\n"
    "inputs: { until: string }\n"
    "steps:\n"
    "  rest: { sleep: { until: \"timestamp(inputs.until)\" } }\n"
    "  last: { needs: rest, wait: { event: last.done } }\n";

TEST_F(ForesightModelsTest, ARunThatSleepsEndsAfterItsSleep) {
  publish("naps", kRestUntil);
  for (int at = 0; at < 25; ++at) {
    post("nap", {{"until", core::to_rfc3339(clock_.now() + hours(2))}});
    wake("naps");
    clock_.advance(hours(1));
    post("last.done");
  }
  models_.learn("naps", seen(false));
  const auto until = clock_.now() + hours(24 * 30);
  post("nap", {{"until", core::to_rfc3339(until)}});
  for (int days = 0; days < 30; days += 10) {
    const auto found = forecast();
    ASSERT_TRUE(found);
    EXPECT_EQ(*found->row.late, 1) << "due in 12 days";
    EXPECT_GE(found->row.ends[0], until);
    EXPECT_LT(found->row.ends[2], until + hours(6));
    EXPECT_EQ(found->detail.at("sleeps_until"), core::to_rfc3339(until));
    const auto& path = found->detail.at("critical_path");
    EXPECT_EQ(path.size(), 2U);
    for (const auto& one : path) {
      const auto end = core::parse_rfc3339(core::text_at(one.at("ends"), "p10")).value();
      EXPECT_GT(end, until - std::chrono::seconds(1)) << one.dump();
    }
    clock_.advance(hours(24 * 10));
  }
}

TEST_F(ForesightModelsTest, ASleepThatHasNotBegunTakesWhatItsTemplateSays) {
  publish("naps",
          "on: [{ event: nap }]\n"
          "steps:\n"
          "  ask: { wait: { event: asked } }\n"
          "  rest: { needs: ask, sleep: { for: 16bh } }\n");
  for (int at = 0; at < 25; ++at) {
    post("nap");
    clock_.advance(hours(1));
    post("asked");
    wake("naps");
  }
  models_.learn("naps", seen(false));
  const auto monday = simulate::VirtualClock::kBegins + std::chrono::weeks(52);
  clock_.advance(monday - clock_.now());
  post("nap");
  const auto found = forecast();
  ASSERT_TRUE(found);
  // It is asked for an hour, from 10 o'clock on: the sleep ends on Wednesday at 11.
  const auto wednesday = monday + hours(2 * 24 + 1);
  const auto& path = found->detail.at("critical_path");
  ASSERT_EQ(path.size(), 2U);
  for (const auto& one : path) {
    const auto middle = core::parse_rfc3339(core::text_at(one.at("ends"), "p50")).value();
    const auto expected = one.at("step") == "rest" ? wednesday : monday + hours(1);
    EXPECT_LT(std::chrono::abs(middle - expected), std::chrono::minutes(15)) << one.dump();
  }
}

TEST_F(ForesightModelsTest, ARunIsLearnedOnce) {
  for (int at = 0; at < 5; ++at) one_run();
  const auto closed = seen(false);
  models_.learn("launch", seen(false));
  models_.close(closed.front());
  post("go");
  EXPECT_EQ(forecast()->detail.at("closed"), 5);
}

TEST_F(ForesightModelsTest, KnowsNothingOfAWorkflowThatItWasNotTold) {
  one_run();
  const auto closed = seen(false);
  models_.close(closed.front());
  EXPECT_FALSE(models_.knows("launch"));
  post("go");
  EXPECT_FALSE(forecast());
}

}  // namespace
}  // namespace baton::runtime
