#include "store/record/rules.hpp"

#include <gtest/gtest.h>

namespace baton::store {
namespace {

TEST(Rules, OnlyWhatBatonSaysItselfIsNotFromOutside) {
  core::Event event;
  event.type = "baton.action.finished";
  EXPECT_FALSE(from_outside(event));
  event.origin = "sent-by-someone";
  EXPECT_TRUE(from_outside(event));
  event.origin.clear();
  event.type = "batonish.thing";
  EXPECT_TRUE(from_outside(event));
  event.source = "workflow/order";  // what a run emits
  event.origin = "run_1/step";
  EXPECT_FALSE(from_outside(event));
  event.source = "baton";  // a firing of a schedule, which has an origin so that it fires once
  event.type = "baton.schedule.fired";
  EXPECT_FALSE(from_outside(event));
  event.source = "crm";
  EXPECT_TRUE(from_outside(event));
}

TEST(Rules, EveryWordIsFoundSomewhere) {
  ports::RunRow run;
  run.title = "Onboarding ACME";
  run.key = "006A";
  run.workflow = "customer-onboarding";
  EXPECT_TRUE(has_words(run, {}));
  EXPECT_TRUE(has_words(run, {"acme", "006", "customer"}));
  EXPECT_FALSE(has_words(run, {"acme", "beta"}));
  EXPECT_FALSE(has_words(run, {"acme006a"})) << "not across fields";
}

}  // namespace
}  // namespace baton::store
