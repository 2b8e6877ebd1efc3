#include "baton/runtime/reads.hpp"

#include "baton/runtime/summary.hpp"
#include "contract/store_fixture.hpp"

#include <gmock/gmock.h>

// Reads of a run whose journal is damaged. Over a file, since only a file can be damaged behind the
// back of its store.
namespace baton::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DamagedJournalTest : public testing::Test {
 protected:
  // A run that was paused again and again.
  DamagedJournalTest() {
    open();
    store::transact(*store_, [this](ports::Tx& tx) {
      auto change = store::make_run(tx);
      tx.save(change);
      for (const std::string why : {"one", "two", "three", "four"}) {
        change = store::next_change(change.run, core::RunStatus::paused);
        change.entry.transitions.emplace_back(core::RunPaused{{}, why});
        tx.save(change);
      }
      run_ = change.run.id;
    });
  }
  void open() {
    store_.reset();
    store_ = store::open_sqlite({.path = path_, .clock = clock_, .random = random_});
  }
  // Changes the file, then opens it again.
  void tamper(const std::string& sql) {
    store_.reset();
    store::run_sql(path_, sql);
    open();
  }
  // The numbers of the lines that can be read; how many cannot is in `missing_`.
  std::vector<std::int64_t> lines() {
    const auto found = store::read(
        *store_, [this](ports::Queries& queries) { return readable_journal(queries, run_); });
    missing_ = found.missing;
    std::vector<std::int64_t> numbers;
    for (const auto& row : found.rows) numbers.push_back(row.sequence);
    return numbers;
  }
  core::Json summary_of_run() {
    return store::read(*store_, [this](ports::Queries& queries) {
      return summary(queries, plans_, run_, {}).value();
    });
  }

  store::TemporaryFolder folder_;
  std::filesystem::path path_ = folder_.path() / "baton.db";
  store::HandClock clock_;
  store::CountedRandom random_;
  std::unique_ptr<ports::Store> store_;
  PlanCache plans_{4};
  core::RunId run_{};
  std::size_t missing_ = 0;
};

TEST_F(DamagedJournalTest, OfAWholeOneAllLinesAreRead) {
  EXPECT_THAT(lines(), ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(missing_, 0U);
}

TEST_F(DamagedJournalTest, LinesThatAreDamagedAreLeftOutAndCounted) {
  tamper("UPDATE journal SET transitions = '[]' WHERE sequence IN (1, 3)");
  EXPECT_THAT(lines(), ElementsAre(2, 4, 5));
  EXPECT_EQ(missing_, 2U);
  tamper("UPDATE journal SET transitions = '[]'");
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_EQ(missing_, 5U);
}

TEST_F(DamagedJournalTest, NothingIsKnownOfWhatStoodBeforeALineThatIsGone) {
  tamper("DELETE FROM journal WHERE sequence = 3");
  EXPECT_THAT(lines(), ElementsAre(4, 5));
  EXPECT_EQ(missing_, 1U);
  tamper("DELETE FROM journal WHERE sequence = 5");
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(DamagedJournalTest, ADamagedLineTakesItsSentencesAwayAndNoOthers) {
  auto whole = summary_of_run();
  EXPECT_EQ(whole.at("missing"), 0);
  tamper("UPDATE journal SET transitions = '[]' WHERE sequence = 3");
  const auto left = summary_of_run();
  EXPECT_EQ(left.at("missing"), 1);
  core::Json expected = core::Json::array();
  for (const auto& sentence : whole.at("sentences"))
    if (sentence.at("lines") != core::Json::array({3})) expected.push_back(sentence);
  EXPECT_LT(expected.size(), whole.at("sentences").size());
  EXPECT_EQ(left.at("sentences"), expected);
}

}  // namespace
}  // namespace baton::runtime
