#include "baton/core/own_events.hpp"
#include "baton/runtime/due_event.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>

// Facts that events and people set, and the gates that read them.
namespace baton::runtime {
namespace {

using core::Json;

std::shared_ptr<const facts::Definitions> budget() {
  core::Findings findings;
  return std::make_shared<const facts::Definitions>(facts::Definitions::read(
      {{"budget.yaml",
        "fact: budget\nkey: string\ntype: integer\nstale_after: 2d\n"
        "from: { event: budget.changed, key: event.data.k, value: event.data.n }\n"}},
      findings));
}

class FactsTest : public SteppingTest {
 protected:
  static constexpr auto* kGated =
      "on: [{ event: go }]\n"
      "steps:\n  a: { gate: 'facts.budget[trigger.data.k] >= 10', set: { x: 1 } }\n";

  FactsTest() {
    options_.facts = budget();
    wire();
  }

  void set(const std::string& key, const Json& value) {
    bus_->post(core::fact_set("budget", key, value, "because", "token:ana", clock_.now()));
    turns_->wake();
  }
  std::optional<core::FactValue> fact(const std::string& key) {
    std::optional<core::FactValue> found;
    transact([&](ports::Tx& tx) { found = tx.fact("budget", key); });
    return found;
  }
  // How often gates were asked by what `part` does.
  int asked(const std::function<void()>& part) {
    const auto before = metrics_.gates_asked.Value();
    part();
    return static_cast<int>(metrics_.gates_asked.Value() - before);
  }
  std::vector<ports::AlarmRow> due() {
    std::vector<ports::AlarmRow> alarms;
    transact([&](ports::Tx& tx) { alarms = tx.due_alarms(clock_.steady(), clock_.now(), 10); });
    return alarms;
  }
};

TEST_F(FactsTest, AnEventSetsAFactAndAPersonDoes) {
  post("budget.changed", {{"k", "EMEA"}, {"n", 5}});
  ASSERT_TRUE(fact("EMEA").has_value());
  EXPECT_EQ(fact("EMEA")->value, 5);
  EXPECT_EQ(fact("EMEA")->source, "test");
  set("EMEA", 7);
  EXPECT_EQ(fact("EMEA")->value, 7);
  EXPECT_EQ(fact("EMEA")->source, "api");
  EXPECT_EQ(fact("EMEA")->actor, core::Actor("token:ana"));
  EXPECT_EQ(fact("EMEA")->note, "because");
  transact([](ports::Tx& tx) {
    EXPECT_EQ(tx.fact_history("budget", "EMEA", 0, 9).size(), 2U);
    EXPECT_EQ(tx.audit({}).front().act, "facts.set");
  });
}

TEST_F(FactsTest, WhatDoesNotFitSetsNothing) {
  post("budget.changed", {{"k", "EMEA"}, {"n", "much"}});
  set("EMEA", "much");
  EXPECT_FALSE(fact("EMEA").has_value());
  transact([](ports::Tx& tx) { EXPECT_TRUE(tx.parked(1).empty()); });
}

TEST_F(FactsTest, NobodyIsToldWhereNobodyListens) {
  set("EMEA", 7);
  EXPECT_EQ(count("baton.fact.changed"), 0);
}

TEST_F(FactsTest, AChangeAsksExactlyTheGatesThatReadIt) {
  publish("flow", kGated);
  constexpr int kKeys = 500;
  constexpr int kOfEach = 4;
  for (int at = 0; at < kKeys * kOfEach; ++at)
    post("go", {{"k", "k" + std::to_string(at % kKeys)}});
  EXPECT_EQ(asked([&] { set("k7", 3); }), kOfEach);
  EXPECT_EQ(asked([&] { set("k7", 3); }), 0) << "it is what it was";
  EXPECT_EQ(asked([&] { set("none", 3); }), 0);
  EXPECT_EQ(asked([&] { set("k7", 10); }), kOfEach);
  EXPECT_EQ(asked([&] { set("k7", 11); }), 0) << "those that have opened read it no more";
  int ended = 0;
  for (const auto& run : runs()) ended += run.done() ? 1 : 0;
  EXPECT_EQ(ended, kOfEach);
}

TEST_F(FactsTest, AChangeForManyIsToldAPartATime) {
  publish("flow", kGated);
  for (int at = 0; at < 20; ++at) post("go", {{"k", "k"}});
  const auto before = turns_done_;
  in_no_time();
  set("k", 10);
  EXPECT_GE(turns_done_ - before, 20);
  EXPECT_TRUE(all(core::RunStatus::succeeded));
}

TEST_F(FactsTest, AnotherProcessFindsThoseThatHaveReadIt) {
  publish("flow", kGated);
  post("go", {{"k", "k"}});
  wire();
  set("k", 10);
  EXPECT_TRUE(all(core::RunStatus::succeeded));
}

TEST_F(FactsTest, AStaleFactIsToldByItsAlarm) {
  publish("flow", kGated);
  set("k", 3);
  post("go", {{"k", "k"}});
  clock_.advance(std::chrono::hours(47));
  EXPECT_TRUE(due().empty());
  set("k", 3);  // good for two days from now on
  clock_.advance(std::chrono::hours(47));
  EXPECT_TRUE(due().empty());
  clock_.advance(std::chrono::hours(1));
  ASSERT_EQ(due().size(), 1U);
  bus_->post(due_event(due().front(), clock_.now()));
  turns_->wake();
  EXPECT_TRUE(due().empty());
  EXPECT_NE(runs().front().step("a").reason.find("is stale"), std::string::npos);
  set("k", 10);
  EXPECT_TRUE(all(core::RunStatus::succeeded));
}

TEST_F(FactsTest, AFactThatIsNotDescribedAnyMoreIsAnError) {
  publish("flow", kGated);
  set("k", 3);
  processor_->use_facts(std::make_shared<const facts::Definitions>());
  post("go", {{"k", "k"}});
  EXPECT_NE(runs().front().step("a").reason.find("there is no fact"), std::string::npos);
}

}  // namespace
}  // namespace baton::runtime
