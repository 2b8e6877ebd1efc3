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
          found.push_back(see_run(tx, plans_, std::move(row), clock_.now()));
    });
    return found;
  }
  std::optional<Foreseen> forecast() {
    const auto open = seen(true);
    EXPECT_EQ(open.size(), 1U);
    return models_.forecast(open.front(), clock_.now(),
                            open.front().row.started_at + hours(24 * 12));
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
  EXPECT_EQ(
      other.forecast(open.front(), clock_.now(), open.front().row.started_at + hours(24 * 12))->row,
      found->row);
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
