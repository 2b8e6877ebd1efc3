#include "baton/runtime/feed.hpp"

#include "baton/simulate/chance.hpp"
#include "baton/simulate/clock.hpp"
#include "baton/store/memory.hpp"
#include "unit/at_once.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace baton::runtime {
namespace {

// Followers of a log in memory, on one thread. Each does as a live stream does: it takes what is in
// memory, reads the store when that does not reach back to where it stands, and waits.
class FeedTest : public testing::Test {
 protected:
  struct Told {
    std::string text;
    int reads = 0;  // of the store, by itself
    bool ended = false;
  };

  FeedTest() {
    feed_.read_by([this](ports::Queries& queries, const Feed::Position& at) {
      ++reads_;
      if (away_) throw ports::StoreUnavailable("the store is away");
      return read(queries, at);
    });
  }
  ~FeedTest() override {
    feed_.stop();
    poll();
  }
  static Feed::Slice read(ports::Queries& queries, const Feed::Position& from) {
    Feed::Slice slice;
    slice.at = from;
    for (const auto& event : queries.events_after(from.event, 2)) {
      slice.at.event = event.id;
      slice.records.push_back({Feed::Record::Of::log, slice.at, event.subject + ' '});
    }
    slice.more = slice.at.event < queries.last_event();
    return slice;
  }
  void append(const std::string& subject) {
    tests::at_once(*store_, [&](ports::Tx& tx) {
      core::Event event;
      event.type = "go";
      event.source = "test";
      event.subject = subject;
      event.time = event.received = clock_.now();
      tx.append(event);
    });
    feed_.committed();
    poll();
  }
  Feed::Position end() {
    Feed::Position at;
    tests::at_once(*store_, [&](ports::Tx& tx) { at.event = tx.last_event(); });
    return at;
  }
  std::shared_ptr<Told> follow(Feed::Position at, std::size_t looks = 1'000) {
    auto told = std::make_shared<Told>();
    boost::asio::co_spawn(io_, follow(*store_, feed_, at, looks, told), boost::asio::detached);
    poll();
    return told;
  }
  static boost::asio::awaitable<void> follow(ports::Store& store, Feed& feed, Feed::Position at,
                                             std::size_t looks, std::shared_ptr<Told> told) {
    const Feed::Follower follower(feed);
    for (; looks > 0 && !feed.stopped(); --looks) {
      bool more = false;
      if (follower.reaches(at)) {
        follower.tell(at, [&](const Feed::Record& record) {
          told->text += record.text;
          return true;
        });
      } else {
        ++told->reads;
        auto read_on = [&at](ports::Queries& queries) { return read(queries, at); };
        const Feed::Slice slice = co_await store.read(read_on);
        for (const auto& record : slice.records) told->text += record.text;
        at = slice.at;
        more = slice.more;
      }
      if (!more) co_await follower.past(at, std::chrono::hours(1));
    }
    told->ended = true;
  }
  void poll() {
    io_.restart();
    io_.poll();
  }

  boost::asio::io_context io_;
  simulate::VirtualClock clock_;
  simulate::CountingRandom random_;
  std::unique_ptr<ports::Store> store_ = store::open_memory({clock_, random_, false});
  Feed feed_{io_.get_executor(), *store_, 5 * (sizeof(Feed::Record) + 3)};
  int reads_ = 0;  // of the feed
  bool away_ = false;
};

TEST_F(FeedTest, AThousandFollowersCostWhatOneCosts) {
  std::vector<std::shared_ptr<Told>> followers;
  for (int n = 0; n < 1'000; ++n) followers.push_back(follow(end()));
  const auto before = reads_;
  append("a");
  append("b");
  EXPECT_EQ(reads_ - before, 2);
  for (const auto& follower : followers) {
    EXPECT_EQ(follower->text, "a b ");
    EXPECT_LE(follower->reads, 1) << "at its start";
  }
}

TEST_F(FeedTest, ReadsNothingWhileNobodyFollows) {
  append("a");
  EXPECT_EQ(reads_, 0);
  const auto follower = follow(end(), 2);
  append("b");
  append("c");
  ASSERT_TRUE(follower->ended);
  const auto before = reads_;
  append("d");
  append("e");
  EXPECT_EQ(reads_, before);
}

TEST_F(FeedTest, GoesOnForTheNextWhoFollows) {
  follow(end(), 2);
  append("a");
  append("b");
  const auto follower = follow(end());
  append("c");
  EXPECT_EQ(follower->text, "c ");
}

TEST_F(FeedTest, WhoeverIsBehindReadsUntilTheyHaveReachedIt) {
  const auto begin = end();
  const auto first = follow(begin);
  for (int n = 0; n < 9; ++n) append(std::to_string(n));
  const auto late = follow(begin);
  EXPECT_EQ(late->text, "0 1 2 3 4 5 6 7 8 ");
  EXPECT_GT(late->reads, 1);
  const auto reads = late->reads;
  append("9");
  EXPECT_EQ(late->text, "0 1 2 3 4 5 6 7 8 9 ");
  EXPECT_EQ(first->text, late->text);
  EXPECT_EQ(late->reads, reads);
}

TEST_F(FeedTest, ACommitThatTellsNothingWakesNobody) {
  const auto follower = follow(end(), 3);
  for (int n = 0; n < 10; ++n) {
    feed_.committed();
    poll();
  }
  EXPECT_FALSE(follower->ended);
}

TEST_F(FeedTest, AStoreThatIsAwayEndsNoStream) {
  const auto follower = follow(end());
  away_ = true;
  append("a");
  EXPECT_EQ(follower->text, "");
  away_ = false;
  append("b");
  EXPECT_EQ(follower->text, "a b ");
  EXPECT_FALSE(follower->ended);
}

TEST_F(FeedTest, EndsWithTheServer) {
  const auto follower = follow(end());
  feed_.stop();
  poll();
  EXPECT_TRUE(follower->ended);
}

}  // namespace
}  // namespace baton::runtime
