#include "baton/runtime/plan_cache.hpp"

#include "baton/runtime/reads.hpp"
#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "runtime/catalog.hpp"
#include "unit/at_once.hpp"

#include <gmock/gmock.h>
#include <thread>
#include <vector>

namespace baton::runtime {
namespace {

class PlanCacheTest : public testing::Test {
 protected:
  ports::TemplateRow row(const std::string& name, int version,
                         const std::string& steps = "  one: {set: {n: 1}}\n") {
    return {name,   version, "workflow: " + name + "\non: [{event: go}]\nsteps:\n" + steps,
            "hash", "",      clock_.now(),
            "test"};
  }
  void put(const ports::TemplateRow& row) {
    read([&](ports::Tx& tx) { tx.put_template(row); });
  }
  void read(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }
  PlanPtr plan(const std::string& name, int version) {
    PlanPtr found;
    read([&](ports::Tx& tx) { found = plans_.plan(tx, name, version).value(); });
    return found;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  PlanCache plans_{2};
};

TEST_F(PlanCacheTest, CompilesAVersionOnceForAllWhoAsk) {
  put(row("flow", 1));
  Catalog catalog(plans_);
  read([&](ports::Tx& tx) {
    catalog.load(tx);
    EXPECT_EQ(catalog.pinned(tx, "flow", 1), plans_.plan(tx, "flow", 1).value());
    EXPECT_EQ(plans_.plan(*tx.template_version("flow", 1)).value(), catalog.active("flow"));
    ASSERT_EQ(outline(tx, plans_, "flow", 1).size(), 1U);
    EXPECT_EQ(outline(tx, plans_, "flow", 1)[0].verb, "set");
  });
  EXPECT_EQ(plans_.compiled(), 1U);
}

TEST_F(PlanCacheTest, CompilesAnOlderVersionOnceForTheRunsThatArePinnedToIt) {
  put(row("flow", 1));
  put(row("flow", 2));
  Catalog catalog(plans_);
  read([&](ports::Tx& tx) {
    catalog.load(tx);
    EXPECT_EQ(catalog.pinned(tx, "flow", 1)->version(), 1);
    EXPECT_EQ(catalog.pinned(tx, "flow", 1), plans_.plan(tx, "flow", 1).value());
    EXPECT_EQ(outline(tx, plans_, "flow", 1).size(), 1U);
  });
  EXPECT_EQ(plans_.compiled(), 2U);
}

TEST_F(PlanCacheTest, DropsWhatWasNotUsedForLongest) {
  for (const auto* name : {"a", "b", "c"}) put(row(name, 1));
  plan("a", 1);
  plan("b", 1);
  plan("a", 1);
  plan("c", 1);  // one more than there is room for
  EXPECT_EQ(plans_.compiled(), 3U);
  plan("a", 1);
  plan("c", 1);
  EXPECT_EQ(plans_.compiled(), 3U);
  plan("b", 1);
  EXPECT_EQ(plans_.compiled(), 4U);
}

TEST_F(PlanCacheTest, WhatIsDroppedLivesOnForThoseWhoHoldIt) {
  for (const auto* name : {"a", "b", "c"}) put(row(name, 1));
  const auto held = plan("a", 1);
  plan("b", 1);
  plan("c", 1);
  EXPECT_EQ(held->source().name, "a");
}

TEST_F(PlanCacheTest, AVersionThatDoesNotPassIsCheckedOnceToo) {
  put(row("bad", 1, "  one: {set: {n: \"${gone(1)}\"}}\n"));
  read([&](ports::Tx& tx) {
    EXPECT_THAT(plans_.plan(tx, "bad", 1).error().message,
                testing::HasSubstr("bad@1 no longer passes the checks"));
    EXPECT_FALSE(plans_.plan(tx, "bad", 1));
    EXPECT_TRUE(outline(tx, plans_, "bad", 1).empty());
  });
  EXPECT_EQ(plans_.compiled(), 1U);
}

TEST_F(PlanCacheTest, AVersionThatIsNotThereIsNoPlan) {
  EXPECT_FALSE(plan("flow", 1));
  read([&](ports::Tx& tx) { EXPECT_TRUE(outline(tx, plans_, "flow", 1).empty()); });
  put(row("flow", 1));
  EXPECT_TRUE(plan("flow", 1)) << "it may come later";
}

TEST_F(PlanCacheTest, ThreadsShareWhatOneOfThemCompiled) {
  const auto of = row("flow", 1);
  std::vector<PlanPtr> seen(8);
  std::vector<std::thread> threads;
  for (auto& mine : seen) threads.emplace_back([&] { mine = plans_.plan(of).value(); });
  for (auto& thread : threads) thread.join();
  const auto kept = plans_.plan(of).value();
  EXPECT_TRUE(kept);
  // Those that missed it at one time each compiled it; what is kept is what everybody gets later.
  EXPECT_LE(plans_.compiled(), seen.size());
  EXPECT_EQ(plans_.plan(of).value(), kept);
}

}  // namespace
}  // namespace baton::runtime
