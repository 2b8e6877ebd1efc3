#include "http/api/follow.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "contract/file_store.hpp"
#include "unit/at_once.hpp"

#include <algorithm>
#include <cstddef>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace baton::http {
namespace {

using runtime::Feed;

class FollowTest : public testing::Test {
 protected:
  void append(int events) {
    tests::at_once(*store_, [&](ports::Tx& tx) {
      for (int n = 0; n < events; ++n) {
        core::Event event;
        event.type = "go";
        event.source = "test";
        event.time = event.received = clock_.now();
        tx.append(event);
        ids_.push_back(event.id);
      }
    });
  }
  // The records of all slices from `at` on. `at` is moved behind the last one.
  std::vector<Feed::Record> read(FeedPosition& at) {
    std::vector<Feed::Record> records;
    tests::at_once(*store_, [&](ports::Tx& tx) {
      for (bool more = true; more;) {
        auto slice = read_slice(tx, at);
        more = slice.more;
        at = slice.at;
        records.insert(records.end(), slice.records.begin(), slice.records.end());
      }
    });
    return records;
  }

  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  std::vector<core::EventId> ids_;
};

TEST_F(FollowTest, AnIdNamesOneEventAndOneRow) {
  const std::string id = "26," + core::EventId(1).text();
  EXPECT_TRUE(follow_request("", id));
  EXPECT_FALSE(follow_request("", id + ",1")) << "which of the two is meant is not known";
  EXPECT_FALSE(follow_request("", id + "," + core::EventId(2).text()));
}

TEST_F(FollowTest, TellsEachEventOnceAndEndsBehindTheLast) {
  append(5);
  FeedPosition at;
  const auto records = read(at);
  ASSERT_EQ(records.size(), 5U);
  for (std::size_t n = 0; n < records.size(); ++n) EXPECT_EQ(records[n].at.event, ids_[n]);
  EXPECT_EQ(at.event, ids_.back());
  EXPECT_TRUE(read(at).empty());
}

TEST_F(FollowTest, WhoIsToldOfOneThingMovesInThatOnly) {
  append(1);
  FeedPosition at{true, false};
  EXPECT_TRUE(read(at).empty());
  EXPECT_EQ(at.event, core::EventId{});
}

// Else a follower whose position lies before the deleted events would stay behind the feed for
// ever.
TEST_F(FollowTest, EndsBehindTheLogAlsoWhenItsEndWasDeleted) {
  append(2);
  clock_.advance(std::chrono::hours(1));
  tests::at_once(*store_, [&](ports::Tx& tx) {
    tx.set_cursor(ids_.back());
    EXPECT_EQ(tx.prune(clock_.steady(), clock_.steady(), 100), 2U);
  });
  FeedPosition at;
  EXPECT_TRUE(read(at).empty());
  EXPECT_EQ(at.event, ids_.back());
}

TEST_F(FollowTest, TheIdOfARecordIsWhereItsReaderStands) {
  append(1);
  const Feed::Record event{Feed::Record::Of::log, {}, "{}"};
  const Feed::Record row{Feed::Record::Of::journal, {}, "{}"};
  const auto id = ids_.back().text();
  std::string text;
  put_record(text, {true, true, 7, ids_.back()}, event);
  EXPECT_EQ(text, "id: 7," + id + "\nevent: event\ndata: {}\n\n");
  text.clear();
  put_record(text, {true, false, 7, ids_.back()}, row);
  EXPECT_EQ(text, "id: 7\nevent: run\ndata: {}\n\n");
  text.clear();
  put_record(text, {false, true, 7, ids_.back()}, event);
  EXPECT_EQ(text, "id: " + id + "\nevent: event\ndata: {}\n\n");
}

TEST_F(FollowTest, APlaceThatIsNotThereYetIsRefused) {
  append(1);
  tests::at_once(*store_, [&](ports::Tx& tx) {
    EXPECT_TRUE(begin_at(tx, {true, true, {}, ids_.back()}));
    EXPECT_FALSE(begin_at(tx, {true, true, {}, core::EventId(ids_.back().value() + 1)}));
    EXPECT_FALSE(begin_at(tx, {true, true, 1, {}})) << "there is no row yet";
  });
}

// Three runs, each with the event that started it.
class FollowOfDamageTest : public store::FileStoreTest {
 protected:
  FollowOfDamageTest() {
    store::transact(*store_, [this](ports::Tx& tx) {
      for (const auto* origin : {"1", "2", "3"}) {
        auto trigger = store::make_event("lead.won", origin, {{"n", 1}});
        tx.append(trigger);
        const auto change = store::make_run(tx, {}, trigger.id);
        tx.save(change);
        ids_.push_back(trigger.id);
        runs_.push_back(change.run.id);
      }
    });
  }
  // How many records of this kind a reader is told who begins at the beginning.
  std::ptrdiff_t told(Feed::Record::Of kind) {
    constexpr int kSlicesMax = 100;
    std::vector<Feed::Record> records;
    store::transact(*store_, [&records](ports::Tx& tx) {
      FeedPosition at;
      bool more = true;
      for (int slices = 0; more && slices < kSlicesMax; ++slices) {
        const auto slice = read_slice(tx, at);
        more = slice.more;
        at = slice.at;
        records.insert(records.end(), slice.records.begin(), slice.records.end());
      }
      EXPECT_FALSE(more);
      EXPECT_EQ(at.event, tx.last_event());
      EXPECT_EQ(at.sequence, tx.last_sequence());
    });
    return std::count_if(records.begin(), records.end(),
                         [kind](const Feed::Record& record) { return record.of == kind; });
  }

  std::vector<core::EventId> ids_;
  std::vector<core::RunId> runs_;
};

TEST_F(FollowOfDamageTest, AnEventThatIsDamagedIsLeftOut) {
  damage_row(ids_[1]);
  EXPECT_EQ(told(Feed::Record::Of::log), 2);
  EXPECT_EQ(told(Feed::Record::Of::journal), 3);
}

TEST_F(FollowOfDamageTest, ALineOfAJournalThatIsDamagedIsLeftOut) {
  damage_journal(runs_[2]);
  EXPECT_EQ(told(Feed::Record::Of::journal), 2);
  EXPECT_EQ(told(Feed::Record::Of::log), 3);
}

TEST_F(FollowOfDamageTest, ARunWhoseRowIsDamagedIsToldWithoutItsName) {
  damage_row(runs_[0]);
  EXPECT_EQ(told(Feed::Record::Of::journal), 3);
}

}  // namespace
}  // namespace baton::http
