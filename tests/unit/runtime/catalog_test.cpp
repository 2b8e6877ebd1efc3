#include "runtime/catalog.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <gmock/gmock.h>

namespace baton::runtime {
namespace {

class CatalogTest : public testing::Test {
 protected:
  void put(const std::string& name, int version, const std::string& steps) {
    transact([&](ports::Tx& tx) {
      tx.put_template({name, version, "workflow: " + name + "\non: [{event: go}]\nsteps:\n" + steps,
                       "hash", "", clock_.now(), "test"});
    });
  }
  void transact(std::function<void(ports::Tx&)> part) { tests::at_once(*store_, std::move(part)); }

  const std::string kGood = "  one: {set: {n: 1}}\n";
  const std::string kBad = "  one: {set: {n: \"${gone(1)}\"}}\n";
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  PlanCache plans_{4};
  Catalog catalog_{plans_};
};

TEST_F(CatalogTest, SetsATemplateAsideThatNoLongerPasses) {
  put("bad", 3, kBad);
  put("good", 1, kGood);
  transact([&](ports::Tx& tx) { catalog_.load(tx); });
  EXPECT_EQ(catalog_.started_by("go").size(), 1U);
  EXPECT_FALSE(catalog_.active("bad"));
  ASSERT_EQ(catalog_.set_aside().size(), 1U);
  EXPECT_EQ(catalog_.set_aside()[0].name, "bad");
  EXPECT_EQ(catalog_.set_aside()[0].version, 3);
  EXPECT_THAT(catalog_.set_aside()[0].cause,
              testing::HasSubstr("bad@3 no longer passes the checks: line 4"));
  transact([&](ports::Tx& tx) {
    EXPECT_THROW(catalog_.pinned(tx, "bad", 3), ports::RowDamaged) << "its runs wait";
  });
}

TEST_F(CatalogTest, SetsAnOlderVersionAsideWhenARunNeedsIt) {
  put("flow", 1, kBad);
  put("flow", 2, kGood);
  transact([&](ports::Tx& tx) {
    catalog_.load(tx);
    EXPECT_TRUE(catalog_.set_aside().empty());
    EXPECT_THROW(catalog_.pinned(tx, "flow", 1), ports::RowDamaged);
  });
  EXPECT_EQ(catalog_.set_aside().size(), 1U);
}

TEST_F(CatalogTest, TakesAMendedVersion) {
  put("bad", 1, kBad);
  transact([&](ports::Tx& tx) { catalog_.load(tx); });
  put("bad", 2, kGood);
  transact(
      [&](ports::Tx& tx) { catalog_.activate(try_plan(*tx.template_version("bad", 2)).value()); });
  EXPECT_TRUE(catalog_.set_aside().empty());
  EXPECT_EQ(catalog_.started_by("go").size(), 1U);
}

TEST_F(CatalogTest, KnowsWhichWorkflowCountsInAWindow) {
  const auto with_window = [this](const std::string& name, int version, const std::string& length) {
    ports::TemplateRow row{name,
                           version,
                           "workflow: " + name + "\non: [{window: {event: go, within: " + length +
                               ", at_least: 2}}]\n"
                               "steps:\n" +
                               kGood,
                           "hash",
                           "",
                           clock_.now(),
                           "test"};
    auto plan = try_plan(row).value();
    const auto window = plan->triggers().front().window->id;
    catalog_.activate(std::move(plan));
    return window;
  };
  const auto of_one = with_window("one", 1, "1h");
  const auto of_other = with_window("other", 1, "1h");
  EXPECT_EQ(catalog_.counting(of_one)->source().name, "one");
  EXPECT_EQ(catalog_.counting(of_other)->source().name, "other");
  EXPECT_EQ(catalog_.counting(7), nullptr);
  const auto of_next = with_window("one", 2, "2h");
  EXPECT_EQ(catalog_.counting(of_one), nullptr) << "its new version counts something else";
  EXPECT_EQ(catalog_.counting(of_next)->version(), 2);
  catalog_.retire("other");
  EXPECT_EQ(catalog_.counting(of_other), nullptr);
}

TEST_F(CatalogTest, StartsNothingByWhatIsRetired) {
  put("good", 1, kGood);
  transact([&](ports::Tx& tx) { catalog_.load(tx); });
  EXPECT_EQ(catalog_.started_by("go").size(), 1U);
  catalog_.retire("good");
  EXPECT_TRUE(catalog_.started_by("go").empty());
  transact([&](ports::Tx& tx) {
    EXPECT_TRUE(catalog_.pinned(tx, "good", 1)) << "for the runs that are open";
  });
}

}  // namespace
}  // namespace baton::runtime
