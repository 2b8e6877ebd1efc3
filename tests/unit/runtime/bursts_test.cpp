#include "baton/runtime/due_event.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>

// Events that a trigger holds back until their burst is over.
namespace baton::runtime {
namespace {

class BurstsTest : public SteppingTest {
 protected:
  static constexpr auto* kHeldBack =
      "on: [{ event: go, debounce: { key: event.data.k, quiet: 30s, at_most: 1m } }]\n"
      "steps:\n  a: { set: { n: '${trigger.data.n}' } }\n";

  void go(int n) { post("go", {{"k", "7"}, {"n", n}}); }
  std::vector<ports::AlarmRow> due() {
    std::vector<ports::AlarmRow> alarms;
    transact([&](ports::Tx& tx) { alarms = tx.due_alarms(clock_.steady(), clock_.now(), 10); });
    return alarms;
  }
  // Tells of an alarm, as the timers do.
  void tell(const ports::AlarmRow& alarm) { tell(alarm, *processor_); }
  void tell(const ports::AlarmRow& alarm, Processor& processor) {
    auto event = due_event(alarm, clock_.now());
    Afterwards afterwards;
    transact([&](ports::Tx& tx) {
      tx.append(event);
      EXPECT_TRUE(processor.step(
          tx, event, event.id, [] { return false; }, afterwards));
    });
  }
};

TEST_F(BurstsTest, TheLastEventStartsOneRunWhenNothingMoreComes) {
  publish("flow", kHeldBack);
  for (const int n : {1, 2}) go(n);
  clock_.advance(std::chrono::seconds(29));
  EXPECT_TRUE(due().empty());
  go(3);
  clock_.advance(std::chrono::seconds(30));
  ASSERT_EQ(due().size(), 1U);
  EXPECT_TRUE(runs().empty());
  tell(due().front());
  ASSERT_EQ(runs().size(), 1U);
  EXPECT_EQ(runs().front().view().at("trigger").at("data").at("n"), 3);
  EXPECT_TRUE(due().empty());
}

TEST_F(BurstsTest, AnAlarmThatWasToldBeforeMoreCameEndsNothing) {
  publish("flow", kHeldBack);
  go(1);
  clock_.advance(std::chrono::seconds(30));
  const auto early = due().at(0);
  go(2);
  tell(early);
  EXPECT_TRUE(runs().empty());
  clock_.advance(std::chrono::seconds(30));
  tell(due().at(0));
  EXPECT_EQ(runs().size(), 1U);
}

TEST_F(BurstsTest, WhatIsOverWhileTheConnectionIsNotInUseStartsNothing) {
  publish("flow", std::string("only_with: crm\n") + kHeldBack);
  go(1);
  clock_.advance(std::chrono::seconds(30));
  Processor asleep(*catalog_, clock_, random_, options_, [](std::string_view) { return false; });
  tell(due().at(0), asleep);
  EXPECT_TRUE(runs().empty());
  EXPECT_TRUE(due().empty()) << "it is over all the same";
}

TEST_F(BurstsTest, AnEventWhoseKeyHasAnOpenRunTakesNothingFromTheLimit) {
  publish("flow",
          "on: [{ event: go, key: event.data.id, throttle: { key: event.data.k, limit: 1, per: 1h "
          "} }]\nsteps:\n  a: { sleep: { for: 9d } }\n");
  post("go", {{"k", "a"}, {"id", 1}});
  EXPECT_EQ(runs().size(), 1U);
  post("go", {{"k", "b"}, {"id", 1}});
  EXPECT_EQ(runs().size(), 1U) << "the run of this key is open";
  post("go", {{"k", "b"}, {"id", 2}});
  EXPECT_EQ(runs().size(), 2U);
  post("go", {{"k", "b"}, {"id", 3}});
  EXPECT_EQ(runs().size(), 2U) << "one within an hour has started a run";
}

}  // namespace
}  // namespace baton::runtime
