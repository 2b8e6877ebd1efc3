#include "runtime/kpi_counts.hpp"

#include "baton/core/split_mix.hpp"
#include "unit/runtime/damaged_file.hpp"
#include "unit/runtime/stepping.hpp"

#include <gtest/gtest.h>

// What is kept of events for KPIs is what a recount of the log gives.
namespace baton::runtime {
namespace {

using core::Json;

constexpr auto* kNpsOfTest =
    "kpi: nps\nkind: nps\nfrom: { event: survey.answered, value: event.data.score }\n";
constexpr auto* kWonOfTest =
    "kpi: won\nkind: conversion\nfrom: { event: lead.created }\n"
    "to: { event: deal.updated, when: 'event.data.stage == \"won\"' }\n";
constexpr auto* kBasketOfTest =
    "kpi: basket\nkind: average\nfrom: { event: shop.*, value: event.data.total }\n";

std::shared_ptr<const kpis::Definitions> kpis_read(const std::vector<std::string>& texts) {
  std::vector<kpis::Definitions::File> files;
  for (const auto& text : texts) files.push_back({"k", text});
  core::Findings findings;
  auto kpis = kpis::Definitions::read(files, findings);
  for (const auto& finding : findings) ADD_FAILURE() << finding.message;
  return std::make_shared<const kpis::Definitions>(std::move(kpis));
}

class KpiCountsTest : public SteppingTest {
 protected:
  KpiCountsTest() {
    options_.kpis = kpis_read({kNpsOfTest, kWonOfTest, kBasketOfTest});
    wire();
  }

  std::vector<ports::KpiRow> kept() {
    std::vector<ports::KpiRow> rows;
    transact([&](ports::Tx& tx) {
      for (const auto* name : {"basket", "new", "nps", "won"})
        for (auto& row : tx.kpi_days(name, 0, 1'000'000)) rows.push_back(std::move(row));
    });
    return rows;
  }
  std::vector<ports::KpiRow> recounted() {
    std::vector<ports::KpiRow> rows;
    transact([&](ports::Tx& tx) { rows = recount_kpis(tx, *options_.kpis); });
    return rows;
  }
  // Takes over other KPIs, as a reload does.
  void use(const std::vector<std::string>& texts) {
    options_.kpis = kpis_read(texts);
    transact([&](ports::Tx& tx) { processor_->kpi_counts().use(tx, options_.kpis); });
  }
  bool go_on() {
    bool more = false;
    transact([&](ports::Tx& tx) { more = processor_->kpi_counts().go_on(tx); });
    return more;
  }
  // Some events come in, by chance of a seed.
  void live_on(std::uint64_t seed, int events) {
    const auto chance = [&seed] { return core::split_mix(seed); };
    for (int at = 0; at < events; ++at) {
      clock_.advance(std::chrono::minutes(chance() % 300));
      switch (chance() % 5) {
        case 0: post("survey.answered", {{"score", chance() % 12}}); break;
        case 1: post("lead.created"); break;
        case 2: post("deal.updated", {{"stage", chance() % 2 == 0 ? "won" : "lost"}}); break;
        case 3: post("shop.paid", {{"total", static_cast<double>(chance() % 9'999) / 7}}); break;
        default: post("go"); break;
      }
    }
  }
};

TEST_F(KpiCountsTest, AnEventCountsOnTheDayOnWhichItCame) {
  post("survey.answered", {{"score", 10}});
  post("survey.answered", {{"score", 10}});
  clock_.advance(std::chrono::hours(24));
  post("survey.answered", {{"score", 2}});
  post("survey.answered", {{"score", "much"}});
  const auto rows = kept();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].what, "promoters");
  EXPECT_EQ(rows[0].count, 2);
  EXPECT_EQ(rows[1].what, "detractors");
  EXPECT_EQ(rows[1].day, rows[0].day + 1);
  transact([](ports::Tx& tx) { EXPECT_TRUE(tx.parked(1).empty()); });
}

// Some processes end between the events, and each begins with an empty memory.
TEST_F(KpiCountsTest, WhatIsKeptIsWhatTheLogAddsUpTo) {
  publish("flow", "on: [{ event: go }]\nsteps:\n  a: { set: { x: 1 } }\n");
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    live_on(seed, 25);
    if (seed % 3 == 0) wire();
    if (seed % 4 == 0) go_on();
    EXPECT_EQ(kept(), recounted()) << "seed " << seed;
  }
  EXPECT_GT(kept().size(), 20U);
}

TEST_F(KpiCountsTest, ATurnThatIsUndoneCountsNothing) {
  live_on(3, 40);
  const auto before = kept();
  transact([&](ports::Tx& tx) {
    auto lost = event("survey.answered", {{"score", 9}});
    lost.received = clock_.now();
    const auto part = [&] {
      tx.append(lost);
      Afterwards afterwards;
      processor_->step(
          tx, lost, lost.id, [] { return false; }, afterwards);
      throw std::runtime_error("undone");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
    processor_->forget();
  });
  EXPECT_EQ(kept(), before);
  live_on(4, 10);
  EXPECT_EQ(kept(), recounted());
}

TEST_F(KpiCountsTest, ForANewKpiOldEventsAreCountedWhileOthersCome) {
  live_on(5, 700);
  const std::string in_another_way =
      "kpi: won\nkind: conversion\nfrom: { event: lead.created }\nto: { event: deal.updated }\n";
  use({kNpsOfTest, in_another_way, "kpi: new\nkind: count\nfrom: { event: '*.*' }\n"});
  int parts = 0;
  for (bool more = true; more; ++parts) {
    live_on(100 + static_cast<std::uint64_t>(parts), 5);
    // The process ends in between: what is done is in the store.
    wire();
    more = go_on();
  }
  EXPECT_GT(parts, 1) << "it is done in parts";
  EXPECT_EQ(kept(), recounted());
  transact([&](ports::Tx& tx) {
    EXPECT_TRUE(tx.kpi_days("basket", 0, 1'000'000).empty()) << "it is gone";
  });
}

TEST_F(KpiCountsTest, APartThatIsUndoneIsCountedOnce) {
  live_on(6, 300);
  use({kNpsOfTest, kWonOfTest, kBasketOfTest, "kpi: new\nkind: count\nfrom: { event: '*.*' }\n"});
  transact([&](ports::Tx& tx) {
    const auto part = [&] {
      processor_->kpi_counts().go_on(tx);
      throw std::runtime_error("killed");
    };
    EXPECT_THROW(tx.guarded(part), std::runtime_error);
  });
  while (go_on()) {}
  EXPECT_EQ(kept(), recounted());
}

// The replay tells again of what was counted when it happened.
TEST_F(KpiCountsTest, AReplayCountsNothing) {
  post("lead.created");
  auto replay = event("lead.created");
  replay.origin = "replay:evt_0000000000001:x";
  replay.received = clock_.now();
  bus_->post(std::move(replay));
  turns_->wake();
  const auto rows = kept();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].count, 1);
  EXPECT_EQ(rows, recounted());
}

TEST_F(KpiCountsTest, NothingIsWrittenWhereNothingIsMeasured) {
  use({});
  live_on(7, 20);
  EXPECT_FALSE(go_on());
  EXPECT_TRUE(kept().empty());
  transact([](ports::Tx& tx) { EXPECT_EQ(tx.setting("kpis"), ""); });
}

class KpiCountsOfDamageTest : public DamagedFileTest {};

// Nothing is deleted before all is counted, so a count that never ends lets the file grow.
TEST_F(KpiCountsOfDamageTest, AnEventThatIsDamagedIsLeftOutAndTheOthersAreCounted) {
  constexpr int kPartsMax = 10;
  std::vector<core::EventId> ids;
  store::transact(*store_, [&](ports::Tx& tx) {
    for (const auto* origin : {"1", "2", "3"}) {
      auto answered = store::make_event("survey.answered", origin, {{"score", 10}});
      tx.append(answered);
      ids.push_back(answered.id);
    }
    tx.set_cursor(ids.back());
  });
  damage_row(ids[1]);
  KpiCounts counts(kpis_read({kNpsOfTest}), {});
  int parts = 0;
  for (bool more = true; more && parts < kPartsMax; ++parts)
    store::transact(*store_, [&](ports::Tx& tx) { more = counts.go_on(tx); });
  EXPECT_LT(parts, kPartsMax);
  store::transact(*store_, [](ports::Tx& tx) {
    const auto rows = tx.kpi_days("nps", 0, 1'000'000);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].count, 2);
  });
}

}  // namespace
}  // namespace baton::runtime
