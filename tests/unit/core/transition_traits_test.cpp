#include "baton/core/transition_traits.hpp"

#include "baton/core/lifecycle.hpp"

#include <gmock/gmock.h>
#include <set>

namespace baton::core {

namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// One transition of each kind, with a step where it has one.
std::vector<Transition> one_of_each() {
  std::vector<Transition> all;
  for (const auto& traits : transition_traits())
    all.push_back(*transition_from_json({{"is", traits.name}, {"step", "a"}}));
  return all;
}

TEST(TransitionTraits, AreThoseOfTheirTransition) {
  const auto all = one_of_each();
  ASSERT_THAT(all, SizeIs(std::variant_size_v<Transition>));
  for (std::size_t at = 0; at < all.size(); ++at) {
    EXPECT_EQ(all[at].index(), at);
    EXPECT_EQ(traits_of(all[at]).index, at);
    EXPECT_EQ(traits_named(transition_name(all[at])), &traits_of(all[at]));
  }
  EXPECT_EQ(traits_named("StepFlown"), nullptr);
}

TEST(TransitionTraits, ATransitionIsAboutAStepOrAboutTheRun) {
  for (const auto& transition : one_of_each()) {
    const auto name = transition_name(transition);
    const bool about_run = name.starts_with("Run") || name == "SlotTaken";
    EXPECT_EQ(step_of(transition), about_run ? "" : "a") << name;
  }
}

TEST(TransitionTraits, NoNameAndNoEventStandsForTwo) {
  std::set<std::string_view> names;
  for (const auto& traits : transition_traits()) {
    EXPECT_TRUE(names.insert(traits.name).second) << traits.name;
    if (!traits.lifecycle.empty()) {
      EXPECT_TRUE(names.insert(traits.lifecycle).second) << traits.lifecycle;
    }
  }
}

TEST(TransitionTraits, WhatGoesOnWithinAStepIsToldToNobody) {
  const auto types = lifecycle_types();
  EXPECT_THAT(types, SizeIs(std::variant_size_v<Transition> - 9 + 8));
  EXPECT_THAT(types, Contains(kEventParked));
  EXPECT_THAT(types, Contains(kConnectionInactive));
  EXPECT_THAT(types, Not(Contains("")));
  EXPECT_EQ(lifecycle_type(StepFailed{}), "baton.step.failed");
  EXPECT_THAT(lifecycle_type(StepNoted{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(StepReset{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(EventTaken{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(SlotTaken{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(ItemsBegun{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(ChildBegun{}), IsEmpty()) << "the run that begins tells it";
  EXPECT_THAT(lifecycle_type(ChildEnded{}), IsEmpty());
  EXPECT_THAT(lifecycle_type(FactsRead{}), IsEmpty());
}

TEST(TransitionTraits, TheEndOfARunAndItsPauseSayItsStatus) {
  EXPECT_EQ(traits_of(RunSucceeded{}).run_status, RunStatus::succeeded);
  EXPECT_EQ(traits_of(RunFailed{}).run_status, RunStatus::failed);
  EXPECT_EQ(traits_of(RunCancelled{}).run_status, RunStatus::cancelled);
  EXPECT_EQ(traits_of(RunPaused{}).run_status, RunStatus::paused);
  EXPECT_EQ(traits_of(RunResumed{}).run_status, std::nullopt);
  EXPECT_EQ(traits_of(StepFailed{}).run_status, std::nullopt);
}

TEST(TransitionTraits, SayAfterWhichAStepIsInAnotherState) {
  std::vector<std::string_view> entering;
  for (const auto& traits : transition_traits())
    if (traits.enters_state) entering.push_back(traits.name);
  EXPECT_THAT(entering, ElementsAre("StepStarted", "StepRetrying", "StepUnknown", "StepWaiting",
                                    "StepGated", "ApprovalRequested", "StepSucceeded", "StepFailed",
                                    "StepSkipped", "StepBlocked", "StepCancelled", "ItemsBegun",
                                    "ChildBegun", "TaskRequested", "TaskReopened"));
}

TEST(TransitionTraits, SayWhichHandWorkToPeople) {
  std::vector<std::string_view> handing;
  for (const auto& traits : transition_traits())
    if (traits.hands_to_people) handing.push_back(traits.name);
  EXPECT_THAT(handing, ElementsAre("ApprovalRequested", "TaskRequested"));
}

TEST(TransitionTraits, SayWhichEndARun) {
  EXPECT_TRUE(ends_run(RunSucceeded{}));
  EXPECT_TRUE(ends_run(RunFailed{}));
  EXPECT_TRUE(ends_run(RunCancelled{}));
  EXPECT_FALSE(ends_run(RunPaused{})) << "it goes on";
  EXPECT_FALSE(ends_run(RunResumed{}));
  EXPECT_FALSE(ends_run(StepFailed{}));
}

}  // namespace

}  // namespace baton::core
