#include "runtime/foresight_models.hpp"

#include "unit/runtime/stepping.hpp"

#include <chrono>
#include <cmath>
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
  // What is forecast of an open step of a run.
  core::Json step_of(const Foreseen& found, std::string_view name) {
    for (const auto& one : found.detail.at("steps"))
      if (core::text_at(one, "step") == name) return one;
    ADD_FAILURE() << name << " is not among " << found.detail.at("steps").dump();
    return {};
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

double days_left(const core::Json& step, const char* level) {
  return step.at("left_ms").at(level).get<double>() / 86'400'000;
}

// `legal` has a service level, and `design` has none.
constexpr auto* kWithServiceLevel =
    "on: [{ event: ask }]\n"
    "steps:\n"
    "  legal: { wait: { event: legal.done }, sla: { goal: 1d, due: 12d } }\n"
    "  design: { wait: { event: design.done } }\n";

TEST_F(ForesightModelsTest, EachOpenStepHasWhatIsLeftOfItAndItsOwnLateness) {
  publish("asked", kWithServiceLevel);
  for (int at = 0; at < 40; ++at) {
    post("ask");
    clock_.advance(hours(24));
    post("design.done");
    clock_.advance(hours(24 * (at % 2 == 0 ? 8 : 14)));
    post("legal.done");
  }
  models_.learn("asked", seen(false));
  const auto began = clock_.now();
  post("ask");
  auto found = forecast();
  ASSERT_TRUE(found);
  auto legal = step_of(*found, "legal");
  EXPECT_EQ(legal.at("due"), core::to_rfc3339(began + hours(24 * 12)));
  EXPECT_EQ(legal.at("due_of"), "due");
  EXPECT_GT(legal.at("late").get<double>(), 0.25);
  EXPECT_LT(legal.at("late").get<double>(), 0.65);
  EXPECT_NEAR(days_left(legal, "p50"), 10, 1);
  EXPECT_EQ(legal.at("known_from"), "step");
  EXPECT_EQ(legal.at("runs"), 40);
  EXPECT_EQ(legal.at("too_few"), false);
  const auto design = step_of(*found, "design");
  EXPECT_TRUE(design.at("due").is_null());
  EXPECT_TRUE(design.at("late").is_null());
  EXPECT_NEAR(days_left(design, "p50"), 1, 0.3);
  bool on_path = false;
  for (const auto& one : found->detail.at("critical_path")) {
    if (one.at("step") != "legal") continue;
    on_path = true;
    EXPECT_EQ(one.at("ends"), legal.at("ends"));
  }
  EXPECT_TRUE(on_path);
  post("design.done");
  clock_.advance(hours(24 * 13));
  found = forecast();
  EXPECT_EQ(found->detail.at("steps").size(), 1U);
  legal = step_of(*found, "legal");
  EXPECT_EQ(legal.at("late"), 1.0);
  EXPECT_GT(days_left(legal, "p10"), 0);
}

TEST_F(ForesightModelsTest, AStepThatFewRunsKnowLeansOnTheWiderLevelAndSaysSo) {
  publish("asked", kWithServiceLevel);
  for (int at = 0; at < 12; ++at) {
    post("ask");
    clock_.advance(hours(24));
    post("design.done");
    post("legal.done");
  }
  models_.learn("asked", seen(false));
  post("ask");
  const auto legal = step_of(*forecast(), "legal");
  EXPECT_EQ(legal.at("known_from"), "workflow");
  EXPECT_EQ(legal.at("runs"), 24);
  EXPECT_EQ(legal.at("widened"), true);
  EXPECT_EQ(legal.at("too_few"), false);
}

TEST_F(ForesightModelsTest, StepsThatWereCutOffTookLongerThanThat) {
  publish("races", "on: [{ event: race }]\nsteps:\n  slow: { wait: { event: slow.done } }\n");
  for (int at = 0; at < 40; ++at) {
    post("race");
    clock_.advance(hours(48));
    if (at % 2 == 0) {
      post("slow.done");
      continue;
    }
    clock_.advance(hours(72));
    bus_->post(core::run_cancel(runs("races").front().id(), "no need", "ana", clock_.now()));
    turns_->wake();
  }
  models_.learn("races", seen(false));
  post("race");
  const auto found = forecast();
  ASSERT_TRUE(found);
  EXPECT_EQ(found->detail.at("closed"), 20) << "a run that was cancelled says nothing of others";
  const auto slow = step_of(*found, "slow");
  EXPECT_EQ(slow.at("runs"), 20) << "those that ended";
  EXPECT_GT(days_left(slow, "p50"), 4) << "as if all had ended it would be 3.2";
}

TEST_F(ForesightModelsTest, StepsThatStillLastTakeLongerThanThat) {
  publish("asked", kWithServiceLevel);
  for (int at = 0; at < 25; ++at) {
    post("ask");
    clock_.advance(hours(24));
    post("design.done");
    post("legal.done");
  }
  for (int at = 0; at < 25; ++at) post("ask");
  clock_.advance(hours(24 * 30));
  const auto legal_of = [&](const ForesightModels& models) {
    const auto open = seen(true);
    for (const auto& one : models.open_steps(open.front(), clock_.now()))
      if (one.step == "legal") return *one.takes;
    return insight::LogNormal{};
  };
  const auto days = [](core::Duration length) {
    return std::chrono::duration<double, std::ratio<86'400>>(length).count();
  };
  models_.learn("asked", seen(false));
  EXPECT_NEAR(days(legal_of(models_).median()), 1, 0.1);
  for (int again = 0; again < 3; ++again)
    for (const auto& run : seen(true)) models_.watch(run);
  EXPECT_GT(days(legal_of(models_).median()), 3);
  EXPECT_EQ(legal_of(models_).runs, 25U);
  // They end, and are learned once.
  post("design.done");
  post("legal.done");
  for (const auto& run : seen(false)) models_.close(run);
  post("ask");
  EXPECT_EQ(legal_of(models_).runs, 50U);
  // The newest 25 of 50 weigh 53 % of all.
  EXPECT_NEAR(days(legal_of(models_).median()), std::pow(30.0, 0.53), 0.2);
}

TEST_F(ForesightModelsTest, NoStepsAreLearnedOfRunsThatStartedBeforeThoseThatWereLearned) {
  publish("asked", kWithServiceLevel);
  post("ask");
  clock_.advance(hours(24 * 100));
  const auto old = seen(true);
  for (int at = 0; at < 25; ++at) {
    post("ask");
    clock_.advance(hours(24));
    post("design.done");
    post("legal.done");
  }
  const auto after_old = [&](bool whole) {
    ForesightModels models;
    auto closed = seen(false);
    std::erase_if(closed, [&old](const RunSeen& run) { return run.row.id == old.front().row.id; });
    models.learn("asked", std::move(closed), whole);
    for (const auto& run : old) models.watch(run);
    return models.open_steps(old.front(), clock_.now()).front().takes->median();
  };
  EXPECT_LT(after_old(false), after_old(true));
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
