#include "baton/runtime/trial.hpp"

#include "unit/runtime/stepping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace baton::runtime {
namespace {

using core::Json;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kRest =
    "on: [{ event: go }]\nsteps:\n"
    "  wait: { wait: { event: done }, timeout: 9d }\n";

class ReadTrialTest : public SteppingTest {
 protected:
  Trial trial_of(const std::string& name, const std::string& draft, std::size_t last = 20,
                 std::size_t looks_max = 20'000) {
    Trial trial;
    trial.workflow = name;
    trial.draft = "workflow: " + name + "\n" + draft;
    trial.definitions = std::make_shared<const facts::Definitions>();
    transact([&](ports::Tx& tx) { read_trial(tx, plans_, last, trial, looks_max); });
    return trial;
  }
  static std::vector<int> numbers(const Trial& trial) {
    std::vector<int> found;
    for (const auto& tried : trial.events) found.push_back(tried.event.data.value("n", 0));
    return found;
  }
};

TEST_F(ReadTrialTest, HasTheNewestEventsOfBothVersions) {
  publish("kit", std::string(kRest));
  for (int n = 1; n <= 3; ++n) post("go", {{"n", n}});
  post("begin", {{"n", 4}});
  post("nobody", {{"n", 5}});
  const auto trial =
      trial_of("kit", "on: [{ event: begin }]\nsteps: { one: { sleep: { for: 1d } } }\n", 3);
  EXPECT_THAT(numbers(trial), ElementsAre(4, 3, 2));
  EXPECT_EQ(trial.version, 1);
  EXPECT_EQ(trial.published, "workflow: kit\n" + std::string(kRest));
}

TEST_F(ReadTrialTest, HasTheNewestOfMoreEventsThanAreReadAtOnce) {
  for (int n = 1; n <= 45; ++n) post(n % 2 == 0 ? "go" : "begin", {{"n", n}});
  const auto trial = trial_of("kit",
                              "on: [{ event: go }, { event: begin }]\n"
                              "steps: { one: { sleep: { for: 1d } } }\n",
                              43);
  ASSERT_EQ(trial.events.size(), 43U);
  EXPECT_EQ(numbers(trial).front(), 45);
  EXPECT_EQ(numbers(trial).back(), 3);
}

TEST_F(ReadTrialTest, LooksAtSoManyEventsForAPatternThatMayMatchAny) {
  post("a.go", {{"n", 1}});
  for (int n = 2; n <= 6; ++n) post("a.note", {{"n", n}});
  const std::string draft = "on: [{ event: '*.go' }]\nsteps: { one: { sleep: { for: 1d } } }\n";
  const auto far = trial_of("kit", draft);
  EXPECT_THAT(numbers(far), ElementsAre(1));
  EXPECT_FALSE(far.looked_to);
  const auto near = trial_of("kit", draft, 20, 3);
  EXPECT_THAT(near.events, IsEmpty());
  EXPECT_TRUE(near.looked_to);
  EXPECT_FALSE(trial_of("kit", draft, 1).looked_to) << "it has all that was asked for";
}

TEST_F(ReadTrialTest, HasWhatTheRunsOfTheWorkflowCameTo) {
  publish("kit", std::string(kRest));
  publish("other", "on: [{ event: go }]\nsteps: { one: { set: { a: 1 } } }\n");
  post("go");
  post("done");
  const auto trial = trial_of("kit", std::string(kRest));
  ASSERT_EQ(trial.events.size(), 1U);
  const auto& tried = trial.events.front();
  EXPECT_EQ(tried.run, runs("kit").front().id());
  ASSERT_EQ(tried.record.size(), 1U);
  EXPECT_EQ(core::transition_name(tried.record.front()), "StepSucceeded");
  ASSERT_EQ(tried.taken.size(), 1U);
  EXPECT_EQ(tried.taken.front().type, "done");
}

TEST_F(ReadTrialTest, HasNoMoreOfRecordThanFits) {
  const std::string draft =
      "on: [{ event: go, inputs: { key: '${event.data.key}' } }]\ninputs: { key: string }\n"
      "context: { hear: [{ event: note, when: event.data.key == inputs.key }] }\nsteps:\n"
      "  wait: { wait: { event: done }, timeout: 9d }\n";
  publish("kit", draft);
  const std::string large(1'000'000, 'x');
  for (int n = 1; n <= 3; ++n) {
    const auto key = "K-" + std::to_string(n);
    post("go", {{"n", n}, {"key", key}});
    for (int note = 0; note < 7; ++note)
      post("note",
           {{"key", key}, {"comment", {{"author", "Lea"}, {"text", "so"}}}, {"large", large}});
    post("done");
  }
  const auto trial = trial_of("kit", draft);
  ASSERT_THAT(numbers(trial), ElementsAre(3, 2, 1));
  EXPECT_EQ(trial.events.at(0).taken.size(), 8U);
  EXPECT_EQ(trial.events.at(1).taken.size(), 8U);
  EXPECT_TRUE(trial.events.at(2).taken.empty()) << "events that were heard count too";
  EXPECT_FALSE(trial.events.at(2).run);
}

TEST_F(ReadTrialTest, HasTheWorkflowsThatStepsRunAndNoVersionWhereNoneIs) {
  publish("child", "on: [{ event: other }]\nsteps: { one: { sleep: { for: 1d } } }\n");
  const auto trial = trial_of("new", "on: [{ event: go }]\nsteps: { child: { run: child } }\n");
  EXPECT_EQ(trial.version, 0);
  EXPECT_EQ(trial.others.size(), 1U);
  EXPECT_THAT(trial.events, IsEmpty());
}

}  // namespace
}  // namespace baton::runtime
