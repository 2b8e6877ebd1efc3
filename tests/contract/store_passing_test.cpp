#include "contract/store_fixture.hpp"
#include "sim/passing_tx.hpp"

// The simulation reads and writes through objects that pass every call on to a store. One that
// answers by itself would hide what the product reads.
namespace baton::store {
namespace {

class SimulatedReads : public testing::Test {
 protected:
  SimulatedReads() : store_(open_memory({.clock = clock_, .random = random_, .threaded = false})) {
    transact(*store_, [&](ports::Tx& tx) {
      auto event = make_event("invoice.paid");
      paid_ = tx.append(event).id;
      auto change = make_run(tx, "a");
      change.resumed = true;
      change.entry.cause = paid_;
      tx.save(change);
      run_ = change.run.id;
      tx.add_flow({{"onboarding", 1, 20'000, "", "", "failed", 1, 1, {}}});
    });
  }

  HandClock clock_;
  CountedRandom random_;
  sim::Mutant honest_;
  std::unique_ptr<ports::Store> store_;
  core::EventId paid_{};
  core::RunId run_{};
};

TEST_F(SimulatedReads, ReadersAreAnsweredByTheStore) {
  const auto look = [&](ports::Queries& queries) {
    sim::PassingReads passing(queries, honest_);
    EXPECT_EQ(passing.runs_resumed_by(paid_, 10), std::vector{run_});
    EXPECT_EQ(passing.journal_page(run_, 0, 10, core::kPageBytesMax).size(), 1U);
    EXPECT_EQ(passing.last_entry(run_), queries.last_entry(run_));
    EXPECT_EQ(passing.flow_mark().day, 20'000);
    EXPECT_TRUE(
        passing.journal_page(run_, passing.last_sequence(), 10, core::kPageBytesMax).empty());
    return true;
  };
  EXPECT_TRUE(read(*store_, look));
}

TEST_F(SimulatedReads, TransactionsAreAnsweredByTheStore) {
  transact(*store_, [&](ports::Tx& tx) {
    sim::PassingTx passing(tx, honest_, true, [] {});
    EXPECT_EQ(passing.runs_resumed_by(paid_, 10), std::vector{run_});
    EXPECT_EQ(passing.journal_page(run_, 0, 10, core::kPageBytesMax).size(), 1U);
  });
}

}  // namespace
}  // namespace baton::store
