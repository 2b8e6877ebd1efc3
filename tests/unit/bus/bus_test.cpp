#include "baton/bus/bus.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>
#include <optional>

namespace baton::bus {
namespace {

namespace asio = boost::asio;
using core::Errc;
using core::Event;
using core::EventId;

Event event(std::string origin) {
  Event made;
  made.type = "t";
  made.origin = std::move(origin);
  return made;
}

class BusTest : public ::testing::Test {
 protected:
  // Publishes an event, and keeps the answer in `answers` once the sender gets it.
  void publish(Bus& bus, std::string origin, std::optional<core::Time> now = {},
               std::size_t bytes = 10) {
    const auto place = answers.size();
    answers.emplace_back();
    asio::co_spawn(context, bus.publish(event(std::move(origin)), bytes, now),
                   [this, place](const std::exception_ptr&, core::Result<Receipt> receipt) {
                     answers[place] = std::move(receipt);
                   });
    poll();
  }
  void poll() {
    context.restart();
    context.poll();
  }

  asio::io_context context;
  std::vector<std::optional<core::Result<Receipt>>> answers;
};

TEST_F(BusTest, AnswersOnlyWhenTheTurnHasSettled) {
  Bus bus;
  publish(bus, "a");
  EXPECT_FALSE(answers[0].has_value());
  auto batches = bus.take(10);
  ASSERT_EQ(batches.size(), 1U);
  batches[0].settled(std::vector<Receipt>{{EventId(7), false}});
  poll();
  EXPECT_EQ(answers[0]->value().id, EventId(7));
}

TEST_F(BusTest, RefusesEarlyWhenTooMuchWaitsAndKeepsItsOwn) {
  Bus bus({.waiting_max = 2, .waiting_bytes_max = 1'000});
  publish(bus, "a");
  publish(bus, "b");
  publish(bus, "c");
  EXPECT_EQ(answers[2]->error().code, Errc::unavailable);
  bus.post(event(""));
  EXPECT_EQ(bus.waiting(), 3U);
}

TEST_F(BusTest, ALargePayloadIsNotStarvedBySmallOnes) {
  Bus bus({.waiting_bytes_max = 1'000});
  publish(bus, "small", {}, 100);
  publish(bus, "large", {}, 1'500);
  publish(bus, "late", {}, 1);
  EXPECT_FALSE(answers[1].has_value()) << "it waits to be stored";
  EXPECT_EQ(answers[2]->error().code, Errc::unavailable);
}

TEST_F(BusTest, RefusesWhileTheOldestWaitsTooLong) {
  Bus bus({.waiting_time_max = std::chrono::seconds(1)});
  const core::Time now{};
  EXPECT_TRUE(bus.check_space(now + std::chrono::hours(1)).has_value());
  publish(bus, "a", now);
  EXPECT_TRUE(bus.check_space(now + std::chrono::seconds(1)).has_value());
  EXPECT_EQ(bus.check_space(now + std::chrono::milliseconds(1'001)).error().code,
            Errc::unavailable);
  publish(bus, "b", now + std::chrono::seconds(2));
  EXPECT_EQ(answers[1]->error().code, Errc::unavailable);
  (void)bus.take(1);
  EXPECT_TRUE(bus.check_space(now + std::chrono::hours(1)).has_value());
}

TEST_F(BusTest, MeasuresHowLongTheOldestWaitsWhateverTheWallClockSaid) {
  Bus bus({.waiting_time_max = std::chrono::seconds(1)});
  const core::Time now = core::Time{} + std::chrono::hours(1'000);
  bus.post(event(""));  // without a time of its own; it must not hide that of those behind it
  for (const auto wall : {now - std::chrono::hours(10), now + std::chrono::hours(10)}) {
    auto sent = event("a");
    sent.received = wall;
    asio::co_spawn(context, bus.publish(std::move(sent), 10, now), asio::detached);
    poll();
  }
  EXPECT_EQ(bus.waiting(), 3U);
  EXPECT_TRUE(bus.check_space(now + std::chrono::milliseconds(999)).has_value());
  EXPECT_FALSE(bus.check_space(now + std::chrono::milliseconds(1'001)).has_value());
  auto taken = bus.take(2);
  EXPECT_FALSE(bus.check_space(now + std::chrono::milliseconds(1'001)).has_value());
  auto last = bus.take(1);
  bus.put_back(std::move(last));
  bus.advanced(EventId(1));
  EXPECT_FALSE(bus.check_space(now + std::chrono::milliseconds(1'001)).has_value());
}

TEST_F(BusTest, RefusesAtOnceUntilACommitSucceedsAgain) {
  Bus bus;
  bus.put_back({});
  publish(bus, "a");
  EXPECT_EQ(answers[0]->error().code, Errc::unavailable);
  bus.post(event(""));
  EXPECT_EQ(bus.waiting(), 1U);
  bus.advanced(EventId(0));
  publish(bus, "b");
  EXPECT_FALSE(answers[1].has_value());
}

TEST_F(BusTest, TakesWholeBatchesInOrderUpToALimit) {
  Bus bus;
  publish(bus, "a");
  publish(bus, "b");
  publish(bus, "c");
  auto first = bus.take(2);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].events[0].origin, "a");
  bus.put_back(std::move(first));
  const auto again = bus.take(10);
  ASSERT_EQ(again.size(), 3U);
  EXPECT_EQ(again[0].events[0].origin, "a");
  EXPECT_EQ(again[2].events[0].origin, "c");
  EXPECT_TRUE(bus.empty());
}

TEST_F(BusTest, WakesTheTurnOnlyWhenSomethingBeginsToWait) {
  Bus bus;
  int woken = 0;
  bus.on_waiting([&] { ++woken; });
  bus.post(event(""));
  bus.post(event(""));
  EXPECT_EQ(woken, 1);
  (void)bus.take(10);
  bus.post(event(""));
  EXPECT_EQ(woken, 2);
}

TEST_F(BusTest, AFollowerIsResumedOnceTheLogIsPastWhatItSaw) {
  Bus bus;
  std::optional<EventId> seen;
  const auto follow = [&] {
    seen.reset();
    asio::co_spawn(context, bus.wait_past(EventId(5)),
                   [&](const std::exception_ptr&, EventId last) { seen = last; });
    poll();
  };
  follow();
  bus.advanced(EventId(5));
  poll();
  EXPECT_FALSE(seen.has_value());
  bus.advanced(EventId(6));
  poll();
  EXPECT_EQ(seen, EventId(6));
  follow();
  EXPECT_EQ(seen, EventId(6)) << "what is there already is not waited for";
}

TEST_F(BusTest, AFollowerThatIsCancelledGoesAway) {
  using asio::experimental::awaitable_operators::operator||;
  Bus bus;
  bool over = false;
  auto race = [&]() -> asio::awaitable<void> {
    asio::steady_timer none(context);
    none.expires_after(std::chrono::seconds(0));
    auto first = co_await (bus.wait_past(EventId(5)) || none.async_wait(asio::use_awaitable));
    over = first.index() == 1;
  };
  asio::co_spawn(context, race(), [](const std::exception_ptr&) {});
  context.run();
  EXPECT_TRUE(over);
}

TEST_F(BusTest, ClosedRefusesPublishersAndStillTakesItsOwn) {
  Bus bus;
  bus.close();
  publish(bus, "a");
  EXPECT_EQ(answers[0]->error().code, Errc::unavailable);
  bus.post(event(""));
  EXPECT_EQ(bus.waiting(), 1U);
}

}  // namespace
}  // namespace baton::bus
